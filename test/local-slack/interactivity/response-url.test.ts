import { afterEach, describe, expect, it } from 'vitest';
import { CONTROLS, startInteractiveSlack } from '../../support/interactive-slack.js';
import { ADA, BEN, PHOTOS } from '../../support/local-slack.js';
import { waitUntil } from '../../support/wait-until.js';

const { slack, ask, lastInteractive, advance } = await startInteractiveSlack();
let stop = () => {};
afterEach(() => stop());

async function eventsOf(person: string) {
  const stream = await slack.person(person).listen();
  stop = stream.stop;
  return stream.events;
}

describe('a response_url', () => {
  const urlOf = async () => {
    const where = await ask();
    await slack.local('block_actions', { ...where, action_id: 'yes' });
    return { url: String(lastInteractive()?.payload['response_url']), where };
  };
  const send = async (url: string, body: object) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };

  it('replaces and deletes its message', async () => {
    const { url, where } = await urlOf();
    expect(await send(url, { text: 'Replaced', replace_original: true })).toEqual({ status: 200, text: 'ok' });
    const read = async () => (await slack.bot.conversations.history({ channel: PHOTOS, limit: 1 })).messages?.[0];
    expect(await read()).toMatchObject({ ts: where.message_ts, text: 'Replaced' });
    await send(url, { delete_original: true });
    expect((await read())?.ts).not.toBe(where.message_ts);
  });

  it('posts for one person, or for everyone when asked to', async () => {
    const events = await eventsOf(ADA);
    const { url } = await urlOf();
    await send(url, { text: 'Only you' });
    await send(url, { text: 'Everyone', response_type: 'in_channel' });
    await waitUntil(() => events.find(({ text }) => text === 'Everyone'));
    expect(events.slice(-2)).toMatchObject([
      { type: 'ephemeral', text: 'Only you', is_ephemeral: true },
      { type: 'message', text: 'Everyone' },
    ]);
  });

  it('is valid for five uses and thirty minutes, and rejects what Slack rejects', async () => {
    const { url } = await urlOf();
    expect((await send(url, { text: '' })).status).toBe(400);
    expect((await send(url, { blocks: [{ type: 'poem' }] })).text).toContain('invalid_blocks');
    for (let use = 0; use < 5; use++) expect((await send(url, { text: `${use}` })).status).toBe(200);
    expect(await send(url, { text: '6' })).toMatchObject({ status: 404, text: expect.stringContaining('used_url') });
    const { url: other } = await urlOf();
    advance(30 * 60 * 1000 + 1);
    expect(await send(other, { text: 'late' })).toMatchObject({
      status: 404,
      text: expect.stringContaining('expired_url'),
    });
  });

  it('replaces and deletes an ephemeral message', async () => {
    const events = await eventsOf(ADA);
    const { message_ts = '' } = await slack.bot.chat.postEphemeral({
      channel: PHOTOS,
      user: ADA,
      text: 'Psst',
      blocks: CONTROLS,
    });
    const where = { user: ADA, channel: PHOTOS, message_ts, block_id: 'row', action_id: 'yes' };
    expect(await slack.local('block_actions', { ...where, user: BEN })).toMatchObject({ error: 'message_not_found' });
    await slack.local('block_actions', where);
    const { payload } = lastInteractive() ?? {};
    expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts } });
    expect(payload).not.toHaveProperty('message');
    await send(String(payload?.['response_url']), { text: 'Better', replace_original: true });
    await send(String(payload?.['response_url']), { delete_original: true });
    await waitUntil(() => events.find(({ type }) => type === 'message_deleted'));
    expect(events).toMatchObject([
      { type: 'ephemeral', ts: message_ts, text: 'Psst' },
      { type: 'ephemeral', ts: message_ts, text: 'Better' },
      { type: 'message_deleted', ts: message_ts, deleted_ts: message_ts, is_ephemeral: true },
    ]);
  });
});
