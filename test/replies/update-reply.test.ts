import { beforeEach, describe, expect, it } from 'vitest';
import type { CandidateCache } from '../../src/replies/candidate-cache.js';
import { packReplyState, readReplyState } from '../../src/replies/reply-state.js';
import { createUpdateReply, type UpdateReply } from '../../src/replies/update-reply.js';
import { createFakeRecognizer, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { silentLog } from '../support/silent-log.js';
import { BOT, CHANNEL, FakeThreads } from '../support/slack/fake-threads.js';

const PHOTO = 'slack-f0000000a';
const POST = '1.000100';
const REPLY = { channelId: CHANNEL, threadTs: POST, ts: '1.000200' };
const ada = { id: 'ada', name: 'Ada Lovelace' };

let slack: FakeThreads;
let recognizer: FakeRecognizer;
let updateReply: UpdateReply;

beforeEach(async () => {
  slack = new FakeThreads();
  recognizer = createFakeRecognizer({
    people: [ada],
    faces: { [PHOTO]: [fakeFace('one', 0.1), fakeFace('two', 0.6)] },
  });
  const source = { teamId: BOT.teamId, channelId: CHANNEL, messageTs: POST };
  await recognizer.photos.add([{ id: PHOTO, picture: new Uint8Array(), source }]);
  const metadata = packReplyState({ postTs: POST, photos: [{ photoId: PHOTO }], page: 0, order: 'by rows' });
  slack.messages.push({ ts: POST, user: 'UADA' }, { ts: REPLY.ts, thread_ts: POST, user: BOT.userId, metadata });
  updateReply = createUpdateReply({
    recognizer,
    slack,
    slackForPosts: slack,
    bot: BOT,
    thresholds: {},
    autoTrainMinutes: undefined,
    now: () => 1,
    sleep: async () => {},
    log: silentLog,
    candidateCache: {
      recall: async () => ({ engine: 'test', byFace: new Map() }),
    } as Partial<CandidateCache> as CandidateCache,
  });
});

const reply = () => slack.messages.find(({ ts }) => ts === REPLY.ts);
const state = () => readReplyState(reply()?.metadata);
const updates = () => slack.called.filter((method) => method === 'chat.update').length;
const name = (faceId: string) => recognizer.tags.add({ photoId: PHOTO, faceId, person: ada, taggedBy: 'UADA' });
const showPicture = (pictureFileId: string) => ({
  change: (before: NonNullable<ReturnType<typeof state>>) => ({
    ...before,
    photos: [{ photoId: PHOTO, pictureFileId }],
  }),
});

/** Holds the next call of a method. @returns how to let it go on, once it was made. */
async function holdNext(method: string): Promise<() => void> {
  let release = () => {};
  await new Promise<void>((made) => {
    slack.hook = async (called) => {
      if (called !== method) return;
      slack.hook = async () => {};
      made();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    };
  });
  return release;
}

describe('updating a reply', () => {
  it('shows what was stored before it was asked for', async () => {
    await name('one');
    await updateReply(REPLY);
    expect(reply()?.text).toContain('Ada Lovelace');
  });

  it('keeps every change that is asked for at the same time', async () => {
    await Promise.all([
      updateReply(REPLY, showPicture('F0PICTURE1')),
      updateReply(REPLY, { change: (before) => ({ ...before, page: 3 }) }),
    ]);
    expect(state()?.photos).toEqual([{ photoId: PHOTO, pictureFileId: 'F0PICTURE1' }]);
    expect(updates()).toBe(1);
  });

  it('runs once more, and only once, for all that is asked for meanwhile', async () => {
    const held = holdNext('chat.update');
    const first = updateReply(REPLY);
    const release = await held;
    await name('two');
    const later = [updateReply(REPLY), updateReply(REPLY), updateReply(REPLY, showPicture('F0PICTURE2'))];
    release();
    await Promise.all([first, ...later]);
    expect(updates()).toBe(2);
    expect(reply()?.text).toContain('Ada Lovelace');
    expect(state()?.photos).toEqual([{ photoId: PHOTO, pictureFileId: 'F0PICTURE2' }]);
  });

  it('goes on after one that failed', async () => {
    slack.hook = async () => {
      slack.hook = async () => {};
      throw new Error('Slack is away');
    };
    const failing = updateReply(REPLY);
    await expect(failing).rejects.toThrow('Slack is away');
    await updateReply(REPLY);
    expect(updates()).toBe(1);
  });

  it('starts from the message as Slack has it, not from what was known before', async () => {
    await updateReply(REPLY, showPicture('F0PICTURE1'));
    await updateReply(REPLY, { change: (before) => ({ ...before, page: 0 }) });
    expect(state()?.photos).toEqual([{ photoId: PHOTO, pictureFileId: 'F0PICTURE1' }]);
  });

  it('says so when the reply was deleted', async () => {
    slack.messages.pop();
    await expect(updateReply(REPLY)).rejects.toMatchObject({ name: 'UserFacingError' });
    expect(updates()).toBe(0);
  });

  it('leaves the reply alone when none of its photos is stored any longer', async () => {
    await recognizer.photos.remove(PHOTO);
    await expect(updateReply(REPLY)).rejects.toMatchObject({ name: 'UserFacingError' });
    expect(updates()).toBe(0);
  });

  it('keeps a reply from which the last photo was taken out, so that the post is not answered again', async () => {
    await updateReply(REPLY, { change: (before) => ({ ...before, photos: [] }) });
    expect(state()).toMatchObject({ postTs: POST, photos: [] });
  });

  it('goes through the client it is given', async () => {
    const background = new FakeThreads();
    background.messages.push(...slack.messages);
    await updateReply(REPLY, { through: background });
    expect(background.called).toEqual(['conversations.replies', 'chat.update']);
    expect(slack.called).toEqual([]);
  });
});
