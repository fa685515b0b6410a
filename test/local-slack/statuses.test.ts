import { describe, expect, it } from 'vitest';
import { ADA, BEN, PHOTOS, startTestSlack } from '../support/local-slack.js';
import { readStream } from '../support/read-stream.js';

const slack = await startTestSlack();

describe('a status', () => {
  it('is sent to streams with named events, until the bot replies', async () => {
    const ts = await slack.post('Who?');
    const unnamed = await readStream(slack, `user=${ADA}`);
    const named = await readStream(slack, `user=${BEN}&named=true`);
    await slack.bot.assistant.threads.setStatus({ channel_id: PHOTOS, thread_ts: ts, status: 'is looking…' });
    await slack.bot.chat.postMessage({ channel: PHOTOS, thread_ts: ts, text: 'Found' });
    await named.waitFor('"status":""');
    expect(named.text).toMatch(/event: status\ndata: .*"thread_ts":"[\d.]+".*"status":"is looking…"/);
    await unnamed.waitFor('Found');
    expect(unnamed.text).not.toContain('"status"');
  });
});
