import { describe, expect, it } from 'vitest';
import type { SlackApi } from '../../src/local-slack/page/slack/api.js';
import { SlackRefusal } from '../../src/local-slack/page/slack/errors.js';
import { createSender } from '../../src/local-slack/page/state/outbox.js';

/** An API that fails posts with the given errors, in order, and records them. */
function fakeApi(...answers: (Error | undefined)[]) {
  const posted: unknown[][] = [];
  const postMessage = async (...args: unknown[]) => {
    posted.push(args);
    const failure = answers.shift();
    if (failure) throw failure;
    return { ts: '1.1' };
  };
  return { posted, api: { postMessage } as unknown as SlackApi };
}

describe('sending', () => {
  it('keeps a message in the outbox until the server has it', async () => {
    const { api, posted } = fakeApi();
    const sender = createSender(api);
    const sent = sender.send('C1', '1.0', 'hello', []);
    expect(sender.store.get()).toMatchObject([{ channel: 'C1', thread: '1.0', text: 'hello', failure: undefined }]);
    await sent;
    expect(sender.store.get()).toEqual([]);
    expect(posted).toEqual([['C1', 'hello', '1.0']]);
  });

  it('keeps a failed message with a sentence until a retry succeeds', async () => {
    const { api, posted } = fakeApi(new TypeError('Failed to fetch'), new SlackRefusal('channel_not_found', undefined));
    const sender = createSender(api);
    await sender.send('C1', undefined, 'hello', []);
    const [stuck] = sender.store.get();
    expect(stuck?.failure).toBe('Local Slack isn’t answering. Check that Rollcall is running, then try again.');
    await sender.retry(stuck?.id ?? 0);
    expect(sender.store.get()[0]?.failure).toBe('That channel doesn’t exist, or you aren’t in it.');
    await sender.retry(stuck?.id ?? 0);
    expect(sender.store.get()).toEqual([]);
    expect(posted).toHaveLength(3);
  });

  it('lets a failed message be discarded', async () => {
    const sender = createSender(fakeApi(new Error('no')).api);
    await sender.send('C1', undefined, 'hello', []);
    sender.discard(sender.store.get()[0]?.id ?? 0);
    expect(sender.store.get()).toEqual([]);
  });
});
