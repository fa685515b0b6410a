import { beforeEach, describe, expect, it } from 'vitest';
import { findReplies, findRepliesToPost, findReply, readReplyStateAt } from '../../src/replies/find-reply.js';
import { packReplyState, type ReplyState } from '../../src/replies/reply-state.js';
import { BOT, CHANNEL, FakeThreads } from '../support/slack/fake-threads.js';

const place = { channelId: CHANNEL, threadTs: '1.000' };
const stateFor = (postTs: string): ReplyState => ({
  postTs,
  photos: [{ photoId: 'slack-f1' }],
  page: 0,
  order: 'by rows',
});

let slack: FakeThreads;
beforeEach(() => {
  slack = new FakeThreads();
  slack.messages.push({ ts: '1.000', user: 'UADA' });
});

/** Our reply to a post, in the thread of the first message. */
function putReply(ts: string, postTs = '1.000', user = BOT.userId): void {
  const metadata = packReplyState(stateFor(postTs));
  slack.messages.push({ ts, thread_ts: '1.000', user, text: `Reply ${ts}`, metadata });
}

describe('our reply to a post', () => {
  it('is found by what it says of itself', async () => {
    putReply('1.001');
    expect(await findReply({ slack, bot: BOT }, place, '1.000')).toBe('1.001');
    expect(await findReplies({ slack, bot: BOT }, place, '1.000')).toMatchObject([
      { ...place, ts: '1.001', state: stateFor('1.000'), message: { text: 'Reply 1.001' } },
    ]);
  });

  it('is the oldest one of several', async () => {
    putReply('1.001');
    putReply('1.002');
    expect(await findReply({ slack, bot: BOT }, place, '1.000')).toBe('1.001');
  });

  it('is told from replies to other posts of the thread', async () => {
    putReply('1.001', '1.0005');
    expect(await findReply({ slack, bot: BOT }, place, '1.000')).toBeUndefined();
  });

  it('is not what someone else posted, whatever it says of itself', async () => {
    putReply('1.001', '1.000', 'UMALLORY');
    slack.messages.push({ ts: '1.002', thread_ts: '1.000', user: BOT.userId, text: 'not a reply' });
    expect(await findReply({ slack, bot: BOT }, place, '1.000')).toBeUndefined();
  });

  it('is none in a thread that is gone', async () => {
    expect(await findReply({ slack, bot: BOT }, { ...place, threadTs: '9.000' }, '9.000')).toBeUndefined();
  });

  it('is looked for again when Slack is away', async () => {
    slack.hook = async () => {
      throw new Error('Slack is away');
    };
    await expect(findReply({ slack, bot: BOT }, place, '1.000')).rejects.toThrow('Slack is away');
  });
});

describe('our reply to a post of which only the ts is known', () => {
  it('is found where the post begins the thread', async () => {
    putReply('1.001');
    expect(await findRepliesToPost({ slack, bot: BOT }, CHANNEL, '1.000')).toMatchObject([{ ...place, ts: '1.001' }]);
    expect(slack.called).toHaveLength(1);
  });

  it('is found where the post is itself in a thread', async () => {
    slack.messages.push({ ts: '1.0005', thread_ts: '1.000', user: 'UADA' });
    putReply('1.001', '1.0005');
    expect(await findRepliesToPost({ slack, bot: BOT }, CHANNEL, '1.0005')).toMatchObject([{ ...place, ts: '1.001' }]);
  });

  it('is none where the post is gone', async () => {
    expect(await findRepliesToPost({ slack, bot: BOT }, CHANNEL, '9.000')).toEqual([]);
  });
});

describe('the state of a reply', () => {
  it('is read from the message as it is now', async () => {
    putReply('1.001');
    expect(await readReplyStateAt({ slack }, { ...place, ts: '1.001' })).toEqual(stateFor('1.000'));
  });

  it('is none when the message is gone, or is no reply', async () => {
    expect(await readReplyStateAt({ slack }, { ...place, ts: '1.001' })).toBeUndefined();
    expect(await readReplyStateAt({ slack }, { ...place, ts: '1.000' })).toBeUndefined();
  });
});
