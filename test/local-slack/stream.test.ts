import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADA, BEN, EVE, eventually, openTestSlack, PHOTOS, PRIVATE, type TestSlack } from '../support/local-slack.js';

let slack: TestSlack;
const readers: AbortController[] = [];
beforeAll(async () => {
  slack = await openTestSlack();
});
afterEach(() => {
  for (const reader of readers.splice(0)) reader.abort();
});
afterAll(() => slack.close());

/** Reads a stream as it is. */
async function read(query: string, lastEventId?: string): Promise<{ text: string }> {
  const reader = new AbortController();
  readers.push(reader);
  const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
  const response = await fetch(`${slack.url}/local/stream?${query}`, { headers, signal: reader.signal });
  const result = { text: '' };
  const collect = async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) result.text += chunk;
  };
  collect().catch((error: unknown) => {
    if (!reader.signal.aborted) throw error;
  });
  return result;
}

const has = (stream: { text: string }, part: string) => eventually(() => stream.text.includes(part) || undefined);
const say = (text: string, channel = PHOTOS) => slack.as(ADA).chat.postMessage({ channel, text });

describe('the stream', () => {
  it('sends each person what they may see', async () => {
    const [ben, eve] = [await read(`user=${BEN}`), await read(`user=${EVE}`)];
    await say('Between us', PRIVATE);
    await say('For all');
    await has(ben, 'For all');
    await has(eve, 'For all');
    expect(ben.text).toContain('Between us');
    expect(eve.text).not.toContain('Between us');
  });

  it('reports edits and deletions', async () => {
    const stream = await read(`user=${BEN}`);
    const { ts = '' } = await say('Before');
    await slack.as(ADA).chat.update({ channel: PHOTOS, ts, text: 'After' });
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
    await has(stream, 'message_deleted');
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
    const before = await read(`user=${BEN}`);
    await say('Seen');
    await has(before, 'Seen');
    const lastId = [...before.text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1];
    readers.pop()?.abort();
    await say('Missed');
    const after = await read(`user=${BEN}`, lastId);
    await has(after, 'Missed');
    expect(after.text).not.toContain('Seen');
  });

  it('sends a reset when missed events are no longer available', async () => {
    const stream = await read(`user=${BEN}&named=true`, '12345');
    await has(stream, 'event: reset');
    const strange = await read(`user=${BEN}&named=true`, 'strange');
    await has(strange, 'event: reset');
  });

  it('is for known people only', async () => {
    const reply = await fetch(`${slack.url}/local/stream?user=U0NOBODY00`);
    expect(await reply.json()).toEqual({ ok: false, error: 'user_not_found' });
  });

  it('reports reactions, new channels and the state of the app', async () => {
    const stream = await read(`user=${BEN}&named=true`);
    await has(stream, 'event: app\ndata: {"type":"app","connected":false}');
    const { ts = '' } = await say('Nice');
    await slack.as(ADA).reactions.add({ channel: PHOTOS, timestamp: ts, name: 'eyes' });
    await has(stream, `{"type":"reaction_added","channel":"${PHOTOS}","ts":"${ts}","user":"${ADA}","reaction":"eyes"}`);
    await slack.as(ADA).conversations.open({ users: `${BEN},${EVE}` });
    await has(stream, 'event: channel\n');
  });
});
