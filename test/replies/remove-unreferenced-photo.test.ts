import { beforeEach, describe, expect, it } from 'vitest';
import { removeUnreferencedPhoto } from '../../src/replies/reply-remover.js';
import { packReplyState } from '../../src/replies/reply-state.js';
import { createFakeRecognizer, type FakeRecognizer } from '../support/fake-recognizer.js';
import { BOT, CHANNEL, FakeThreads } from '../support/slack/fake-threads.js';

const PHOTO = 'slack-f0000000a';
const FILE = 'F0000000A';
const FIRST = '1.000100';
const SECOND = '2.000100';

let slack: FakeThreads;
let recognizer: FakeRecognizer;
let forgotten: string[];

beforeEach(() => {
  slack = new FakeThreads();
  recognizer = createFakeRecognizer({ faces: { [PHOTO]: [] } });
  forgotten = [];
});

/** The picture is posted and stored, and we reply to it. @param file the Slack file that it is posted as. */
async function post(ts: string, file = FILE): Promise<void> {
  const source = { teamId: BOT.teamId, channelId: CHANNEL, messageTs: ts };
  await recognizer.photos.add([{ id: PHOTO, picture: new Uint8Array(), source }]);
  const photo = { photoId: PHOTO, ...(file === FILE ? {} : { postedFileId: file }) };
  const metadata = packReplyState({ postTs: ts, photos: [photo], page: 0, order: 'by rows' });
  slack.messages.push({ ts, user: 'UADA' }, { ts: `${ts}1`, thread_ts: ts, user: BOT.userId, metadata });
  slack.shares.set(file, [...(slack.shares.get(file) ?? []), ts]);
}

/** A post is deleted, with our reply. @returns whether the photo is still stored. */
async function deletePost(ts: string, file = FILE): Promise<boolean> {
  slack.messages.splice(
    0,
    slack.messages.length,
    ...slack.messages.filter((each) => each.ts !== ts && each.thread_ts !== ts),
  );
  slack.shares.set(
    file,
    (slack.shares.get(file) ?? []).filter((each) => each !== ts),
  );
  return remove({ lostFileIds: new Set([file]), post: { channelId: CHANNEL, ts } });
}

/** A file is deleted everywhere. @returns whether the photo is still stored. */
function deleteFile(file: string): Promise<boolean> {
  slack.shares.delete(file);
  return remove({ lostFileIds: new Set([file]) });
}

async function remove(removal: Parameters<typeof removeUnreferencedPhoto>[2]): Promise<boolean> {
  const facePictures = { forgetPhoto: (photoId: string) => void forgotten.push(photoId) };
  const examples = { deletePhoto: (photoId: string) => recognizer.photos.remove(photoId) };
  await removeUnreferencedPhoto({ slack, recognizer, bot: BOT, facePictures, examples }, PHOTO, removal);
  return recognizer.photos.read(PHOTO).then(
    () => true,
    () => false,
  );
}

describe('a stored photo', () => {
  it('goes with the only post of its picture, and its face pictures with it', async () => {
    await post(FIRST);
    expect(await deletePost(FIRST)).toBe(false);
    expect(forgotten).toEqual([PHOTO]);
  });

  it('stays while a reply to another post of the same picture shows it', async () => {
    await post(FIRST);
    await post(SECOND, 'F0000000B');
    expect(await deletePost(FIRST)).toBe(true);
    expect(forgotten).toEqual([]);
    expect(await deletePost(SECOND, 'F0000000B')).toBe(false);
  });

  it('stays while the same file is in another post, also before that has a reply', async () => {
    await post(FIRST);
    slack.shares.set(FILE, [FIRST, SECOND]);
    expect(await deletePost(FIRST)).toBe(true);
  });

  it('stays when its file is deleted and a reply shows the same picture from another file', async () => {
    await post(FIRST);
    await post(SECOND, 'F0000000B');
    expect(await deleteFile(FILE)).toBe(true);
  });

  it('goes when its file is deleted and no other reply shows it', async () => {
    await post(FIRST);
    expect(await deleteFile(FILE)).toBe(false);
  });

  it('goes when the other post is in a conversation that is gone', async () => {
    await post(FIRST);
    const source = { teamId: BOT.teamId, channelId: 'C0GONE0000', messageTs: '9.000100' };
    await recognizer.photos.add([{ id: PHOTO, picture: new Uint8Array(), source }]);
    expect(await deletePost(FIRST)).toBe(false);
  });
});
