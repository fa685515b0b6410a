import { WebAPIRateLimitedError } from '@slack/web-api';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRateLimits, type RateLimits } from '../../src/slack/rate-limits.js';

/** Sleeps that the test ends. */
let sleeping: { readonly ms: number; end(): void }[] = [];
let limits: RateLimits;
let now = 0;
beforeEach(() => {
  sleeping = [];
  now = 0;
  limits = createRateLimits({
    now: () => now,
    sleep: (ms) => new Promise((resolve) => sleeping.push({ ms, end: resolve })),
  });
});

const settle = () => new Promise((resolve) => setImmediate(resolve));
const wake = async () => {
  const next = sleeping.shift();
  now += next?.ms ?? 0;
  next?.end();
  await settle();
};

/** Calls that Slack answers as told, 429 first; `made` lists those that reached it. */
const made: string[] = [];
beforeEach(() => {
  made.length = 0;
});
function call(name: string, refusals: readonly number[] = []): () => Promise<string> {
  let tries = 0;
  return async () => {
    made.push(name);
    const retryAfter = refusals[tries++];
    if (retryAfter !== undefined) throw new WebAPIRateLimitedError(retryAfter);
    return name;
  };
}

const post = 'chat.postMessage';

describe('a call that Slack limits', () => {
  it('is made again after as long as Slack asks', async () => {
    const answer = limits.run(post, { channel: 'C1' }, call('first', [7]));
    await settle();
    expect(sleeping.map(({ ms }) => ms)).toEqual([7000]);
    await wake();
    expect(await answer).toBe('first');
    expect(made).toEqual(['first', 'first']);
  });

  it('holds up those like it, which then go one by one in their order, and nothing else', async () => {
    const limited = limits.run(post, { channel: 'C1' }, call('first', [7]));
    await settle();
    const like = ['second', 'third'].map((name) => limits.run(post, { channel: 'C1' }, call(name)));
    await limits.run(post, { channel: 'C2' }, call('another channel'));
    await limits.run('chat.update', { channel: 'C1' }, call('another method'));
    await limits.run('users.info', { user: 'U1' }, call('no channel at all'));
    expect(made).toEqual(['first', 'another channel', 'another method', 'no channel at all']);
    await wake();
    await Promise.all([limited, ...like]);
    expect(made.slice(4)).toEqual(['first', 'second', 'third']);
  });

  it('waits once for several that were refused together', async () => {
    const both = ['first', 'second'].map((name) => limits.run(post, { channel: 'C1' }, call(name, [3])));
    await settle();
    await wake();
    await Promise.all(both);
    expect(sleeping).toEqual([]);
    expect(now).toBe(3000);
  });

  it('holds nothing up once it is through', async () => {
    const limited = limits.run(post, { channel: 'C1' }, call('first', [1]));
    await settle();
    await wake();
    await limited;
    const together = ['a', 'b'].map((name) => limits.run(post, { channel: 'C1' }, call(name)));
    expect(made.slice(2)).toEqual(['a', 'b']);
    await Promise.all(together);
  });

  it('is given up in the end, and the next ones are not', async () => {
    const limited = limits.run(
      post,
      { channel: 'C1' },
      call(
        'first',
        Array.from({ length: 9 }, () => 1),
      ),
    );
    const refused = expect(limited).rejects.toBeInstanceOf(WebAPIRateLimitedError);
    const next = limits.run(post, { channel: 'C1' }, call('next'));
    for (let waits = 0; waits < 8; waits++) {
      await settle();
      await wake();
    }
    await refused;
    expect(await next).toBe('next');
  });

  it('is not waited for when it is a mere courtesy', async () => {
    const courtesy = limits.run('assistant.threads.setStatus', { channel_id: 'C1' }, call('status', [30]));
    await expect(courtesy).rejects.toBeInstanceOf(WebAPIRateLimitedError);
    expect(sleeping).toEqual([]);
  });
});

it('leaves every other failure alone', async () => {
  const failing = limits.run(post, { channel: 'C1' }, async () => Promise.reject(new Error('not in channel')));
  await expect(failing).rejects.toThrow('not in channel');
});
