import { beforeEach, describe, expect, it } from 'vitest';
import { packReplyState } from '../../src/replies/reply-state.js';
import { createSecondReplies, type SecondReplies } from '../../src/replies/second-replies.js';
import { silentLog } from '../support/silent-log.js';
import { BOT, CHANNEL, FakeThreads } from '../support/slack/fake-threads.js';

const place = { channelId: CHANNEL, threadTs: '1.000' };

let slack: FakeThreads;
let work: Promise<void>[];
let replies: SecondReplies;
let kept: string[];

beforeEach(() => {
  slack = new FakeThreads();
  slack.messages.push({ ts: '1.000', user: 'UADA' });
  work = [];
  kept = [];
  replies = createSecondReplies({
    slack,
    backgroundSlack: slack,
    bot: BOT,
    log: silentLog,
    sleep: async () => undefined,
    inBackground: (each) => void work.push(each()),
    onKept: async ({ ts }) => void kept.push(ts),
  });
});

/** Our reply to a post of the thread, with a numbered picture. */
function putReply(ts: string, { postTs = '1.000', picture = 'F1' } = {}): void {
  const metadata = packReplyState({
    postTs,
    photos: [{ photoId: 'slack-f0', pictureFileId: picture }],
    page: 0,
    order: 'by rows',
  });
  slack.messages.push({ ts, thread_ts: '1.000', user: BOT.userId, metadata });
}

const left = () => slack.messages.slice(1).map(({ ts }) => ts);

/** Slack reports that a message of ours is in the thread. */
async function report(...reported: readonly string[]): Promise<void> {
  for (const ts of reported) replies.notice(place, ts);
  await Promise.all(work);
}

describe('when Slack reports a reply', () => {
  it('that was posted on purpose, nothing is looked up', async () => {
    putReply('1.001');
    replies.expect(place, '1.001');
    await report('1.001');
    expect(slack.called).toEqual([]);
  });

  it('that a repeated request left beside the first, the first stays', async () => {
    putReply('1.001');
    putReply('1.002');
    replies.expect(place, '1.001');
    await report('1.001', '1.002');
    expect(left()).toEqual(['1.001']);
  });

  it('that is the first although the answer was about the second, the first stays, too', async () => {
    putReply('1.001');
    putReply('1.002');
    replies.expect(place, '1.002');
    await report('1.001', '1.002');
    expect(left()).toEqual(['1.001']);
    expect(kept).toEqual(['1.001']);
  });

  it('to another post of the thread, it stays', async () => {
    putReply('1.001');
    putReply('1.002', { postTs: '1.0005' });
    await report('1.001', '1.002');
    expect(left()).toEqual(['1.001', '1.002']);
    expect(kept).toEqual([]);
  });
});

it('a picture that only the second reply shows is deleted with it', async () => {
  putReply('1.001');
  putReply('1.002', { picture: 'F2' });
  const deleted: unknown[] = [];
  slack.answer = (method, { file }) => {
    if (method !== 'files.delete') return undefined;
    deleted.push(file);
    return { ok: true };
  };
  expect(await replies.removeIn(place)).toBe(1);
  expect(deleted).toEqual(['F2']);
});
