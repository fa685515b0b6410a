import { describe, expect, it } from 'vitest';
import { isAnsweredByAnother, withdrawIfSecond } from '../../src/replies/elect-answerer.js';
import { packReplyState } from '../../src/replies/reply-state.js';
import { silentLog } from '../support/silent-log.js';
import { BOT, CHANNEL, FakeThreads } from '../support/slack/fake-threads.js';

/** @param repliedAfterMs when the other process replies; never by default. */
async function elect(lease: 'ours' | 'another’s' | 'open', repliedAfterMs = Number.POSITIVE_INFINITY, isAlone = false) {
  let waitedMs = 0;
  let looks = 0;
  const sleep = async (ms: number) => {
    waitedMs += ms;
  };
  const isAnswered = await isAnsweredByAnother({ sleep, isAlone }, lease, async () => {
    looks += 1;
    return waitedMs >= repliedAfterMs;
  });
  return { isAnswered, waitedMs, looks };
}

describe('which process answers a post', () => {
  it('the one with the lease, without looking', async () => {
    expect(await elect('ours')).toEqual({ isAnswered: false, waitedMs: 0, looks: 0 });
  });

  it('the other one, when its reply is there', async () => {
    expect(await elect('another’s', 0)).toEqual({ isAnswered: true, waitedMs: 0, looks: 1 });
  });

  it('the other one, when its reply comes while it is waited for', async () => {
    expect(await elect('another’s', 1000)).toMatchObject({ isAnswered: true, waitedMs: 1500 });
  });

  it('this one, when the other has not replied after seven and a half seconds', async () => {
    expect(await elect('another’s')).toMatchObject({ isAnswered: false, waitedMs: 7500 });
  });

  it('this one at once, when no process has the lease and there is no reply', async () => {
    expect(await elect('open')).toMatchObject({ isAnswered: false, waitedMs: 0, looks: 1 });
  });

  it('this one at once, when it is the only process', async () => {
    expect(await elect('another’s', undefined, true)).toMatchObject({ isAnswered: false, waitedMs: 0, looks: 1 });
  });
});

describe('when two processes have replied', () => {
  const place = { channelId: CHANNEL, threadTs: '1.000' };

  /** A thread with replies of these `ts`, of which we posted one. @returns whether we took ours back, and what is left. */
  async function settle(replies: readonly string[], ours: string, hook?: FakeThreads['hook']) {
    const slack = new FakeThreads();
    const metadata = packReplyState({ postTs: '1.000', photos: [], page: 0, order: 'by rows' });
    slack.messages.push({ ts: '1.000', user: 'UADA' });
    slack.messages.push(...replies.map((ts) => ({ ts, thread_ts: '1.000', user: BOT.userId, metadata })));
    if (hook !== undefined) slack.hook = hook;
    const isWithdrawn = await withdrawIfSecond({ slack, bot: BOT, log: silentLog }, place, {
      ts: ours,
      postTs: '1.000',
    });
    return { isWithdrawn, left: slack.messages.map(({ ts }) => ts).slice(1) };
  }

  it('the second one deletes its reply', async () => {
    expect(await settle(['1.001', '1.002'], '1.002')).toEqual({ isWithdrawn: true, left: ['1.001'] });
  });

  it('the first one keeps its reply', async () => {
    expect(await settle(['1.001', '1.002'], '1.001')).toEqual({ isWithdrawn: false, left: ['1.001', '1.002'] });
  });

  it('a reply that is alone stays', async () => {
    expect(await settle(['1.001'], '1.001')).toEqual({ isWithdrawn: false, left: ['1.001'] });
  });

  it('both stay when Slack cannot be asked', async () => {
    const fail = async () => {
      throw new Error('Slack is away');
    };
    expect(await settle(['1.001', '1.002'], '1.002', fail)).toEqual({ isWithdrawn: false, left: ['1.001', '1.002'] });
  });
});
