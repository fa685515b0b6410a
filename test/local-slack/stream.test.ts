import { describe, expect, it } from 'vitest';
import { ADA, BEN, EVE, PHOTOS, PRIVATE, startTestSlack } from '../support/local-slack.js';
import { readStream } from '../support/read-stream.js';

const slack = await startTestSlack();

const say = (text: string, channel = PHOTOS) => slack.as(ADA).chat.postMessage({ channel, text });

describe('the stream', () => {
  it('sends each person what they may see', async () => {
    const [ben, eve] = [await readStream(slack, `user=${BEN}`), await readStream(slack, `user=${EVE}`)];
    await say('Between us', PRIVATE);
    await say('For all');
    await ben.waitFor('For all');
    await eve.waitFor('For all');
    expect(ben.text).toContain('Between us');
    expect(eve.text).not.toContain('Between us');
  });

  it('reports edits and deletions', async () => {
    const stream = await readStream(slack, `user=${BEN}`);
    const { ts = '' } = await say('Before');
    await slack.as(ADA).chat.update({ channel: PHOTOS, ts, text: 'After' });
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
    await stream.waitFor('message_deleted');
    const events = [...stream.text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? ''));
    expect(events.slice(-3)).toMatchObject([
      { type: 'message', channel: PHOTOS, channel_type: 'channel', ts, text: 'Before', user: ADA },
      {
        type: 'message_changed',
        channel: PHOTOS,
        ts,
        text: 'After',
        message: { ts, text: 'After' },
        previous_message: { ts, text: 'Before' },
      },
      { type: 'message_deleted', channel: PHOTOS, ts, deleted_ts: ts, previous_message: { text: 'After' } },
    ]);
  });

  it('resends missed events to a client that reconnects', async () => {
    const before = await readStream(slack, `user=${BEN}`);
    await say('Seen');
    await before.waitFor('Seen');
    const lastId = [...before.text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1];
    before.stop();
    await say('Missed');
    const after = await readStream(slack, `user=${BEN}`, lastId);
    await after.waitFor('Missed');
    expect(after.text).not.toContain('Seen');
  });

  it('sends a reset when missed events are no longer available', async () => {
    const stream = await readStream(slack, `user=${BEN}&named=true`, '12345');
    await stream.waitFor('event: reset');
    const strange = await readStream(slack, `user=${BEN}&named=true`, 'strange');
    await strange.waitFor('event: reset');
  });

  it('is for known people only', async () => {
    const reply = await fetch(`${slack.url}/local/stream?user=U0NOBODY00`);
    expect(await reply.json()).toEqual({ ok: false, error: 'user_not_found' });
  });

  it('reports reactions, new channels and the state of the app', async () => {
    const stream = await readStream(slack, `user=${BEN}&named=true`);
    await stream.waitFor('event: app\ndata: {"type":"app","connected":false}');
    const { ts = '' } = await say('Nice');
    await slack.as(ADA).reactions.add({ channel: PHOTOS, timestamp: ts, name: 'eyes' });
    await stream.waitFor(
      `{"type":"reaction_added","channel":"${PHOTOS}","ts":"${ts}","user":"${ADA}","reaction":"eyes"}`,
    );
    await slack.as(ADA).conversations.open({ users: `${BEN},${EVE}` });
    await stream.waitFor('event: channel\n');
  });
});
