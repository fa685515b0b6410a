import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildApp, type RollcallApp } from '../../src/app.js';
import { isClarifaiError } from '../../src/clarifai/transport/errors.js';
import { createFakeRecognizer, type FakeFace, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BEN, BOT, PHOTOS, PRIVATE, startTestSlack } from '../support/local-slack.js';
import { fourQuarters } from '../support/pictures/pictures.js';
import { connectTestApp } from '../support/slack-app.js';

const slack = await startTestSlack({ manifestFile: 'manifest.yml' });
let app: RollcallApp;
let recognizer: FakeRecognizer;
const faces: Record<string, readonly FakeFace[]> = {};
const problems: string[] = [];

const photoOf = (fileId: string) => `slack-${fileId.toLowerCase()}`;
let shade = 0;
/** A new picture, different from every other. */
const picture = async () => {
  shade += 2;
  return fourQuarters(8 + shade, 8)
    .jpeg()
    .toBuffer();
};

beforeAll(async () => {
  recognizer = createFakeRecognizer({ faces, storesPicturesOnce: true });
  await startApp();
});

async function startApp(): Promise<void> {
  app = buildApp({
    slack: { kind: 'socket', botToken: slack.botToken, appToken: slack.appToken, apiUrl: slack.apiUrl },
    recognizer,
    isAlone: true,
    log: { debug() {}, info() {}, warn: (line) => problems.push(line), error: (line) => problems.push(line) },
  });
  await app.start();
}

afterAll(() => app.stop());
beforeEach(() => {
  problems.length = 0;
});

/** Ada uploads photos with a face each, without posting them. */
async function upload(count = 1, same?: Uint8Array): Promise<string[]> {
  const ids: string[] = [];
  for (let each = 0; each < count; each += 1) {
    const id = await slack.person(ADA).uploadPhoto(same ?? (await picture()));
    faces[photoOf(id)] = [fakeFace('one', 0.2)];
    ids.push(id);
  }
  return ids;
}

/** @returns the `ts` of the post. */
const post = (channel: string, fileIds: readonly string[], threadTs?: string) =>
  slack.person(ADA).postFiles(channel, fileIds, threadTs);

async function repliesIn(channel: string, threadTs: string) {
  try {
    const { messages = [] } = await slack.as(ADA).conversations.replies({ channel, ts: threadTs });
    return messages.filter(({ user }) => user === BOT);
  } catch {
    // The thread was deleted.
    return [];
  }
}

async function replyIn(channel: string, threadTs: string) {
  return vi.waitFor(
    async () => {
      const [reply] = await repliesIn(channel, threadTs);
      if (reply === undefined) throw new Error(`no reply; ${problems.join('; ')}`);
      return reply;
    },
    { timeout: 15_000, interval: 20 },
  );
}

async function isStored(fileId: string): Promise<boolean> {
  try {
    await recognizer.photos.read(photoOf(fileId));
    return true;
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return false;
    throw error;
  }
}

const picturesOf = (message: { blocks?: unknown[] }) =>
  ((message.blocks ?? []) as { slack_file?: { id: string } }[]).flatMap((block) => block.slack_file?.id ?? []);

const open = async (...people: string[]) => {
  const { channel } = await slack.as(ADA).conversations.open({ users: people.join(',') });
  return channel?.id ?? '';
};

describe('photos are answered in every conversation the bot is in', () => {
  it.each<[string, () => Promise<string>]>([
    ['a public channel', async () => PHOTOS],
    ['a private channel', async () => PRIVATE],
    ['a direct message with it', () => open(BOT)],
    ['a group direct message', () => open(BOT, BEN)],
  ])('in %s', async (_where, channelOf) => {
    const channel = await channelOf();
    const ts = await post(channel, await upload());
    expect(await replyIn(channel, ts)).toMatchObject({ thread_ts: ts, text: '1 face: 1 not named yet.' });
  });

  it('in a thread, when they were posted in it', async () => {
    const { ts: threadTs = '' } = await slack.as(BEN).chat.postMessage({ channel: PHOTOS, text: 'Who has photos?' });
    await post(PHOTOS, await upload(), threadTs);
    expect(await replyIn(PHOTOS, threadTs)).toMatchObject({ thread_ts: threadTs });
  });

  it('with one reply for a post of several, grouped by photo', async () => {
    const ts = await post(PHOTOS, await upload(3));
    const reply = await replyIn(PHOTOS, ts);
    expect(picturesOf(reply)).toHaveLength(3);
    expect(await repliesIn(PHOTOS, ts)).toHaveLength(1);
  });

  it('but not in a direct message of two people', async () => {
    const channel = await open(BEN);
    const [fileId = ''] = await upload();
    const ts = await post(channel, [fileId]);
    await post(PHOTOS, await upload()).then((other) => replyIn(PHOTOS, other));
    expect(await repliesIn(channel, ts)).toEqual([]);
    expect(await isStored(fileId)).toBe(false);
  });
});

describe('when photos are deleted', () => {
  it('the reply, the numbered picture and the stored photo of a deleted post are deleted too', async () => {
    const [fileId = ''] = await upload();
    const ts = await post(PHOTOS, [fileId]);
    const [pictureId = ''] = picturesOf(await replyIn(PHOTOS, ts));
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
    await expect.poll(() => isStored(fileId)).toBe(false);
    expect(await repliesIn(PHOTOS, ts)).toEqual([]);
    await expect(slack.bot.files.info({ file: pictureId })).rejects.toThrow('file_deleted');
    expect(problems).toEqual([]);
  });

  it('only the rows of a deleted file are removed when its post has another', async () => {
    const [going = '', staying = ''] = await upload(2);
    const ts = await post(PHOTOS, [going, staying]);
    const before = picturesOf(await replyIn(PHOTOS, ts));
    expect(before).toHaveLength(2);
    await slack.as(ADA).files.delete({ file: going });
    await expect.poll(async () => picturesOf(await replyIn(PHOTOS, ts))).toEqual([before[1]]);
    await expect.poll(() => isStored(going)).toBe(false);
    expect(await isStored(staying)).toBe(true);
  });

  it('the reply to the only file is deleted, and what people wrote stays', async () => {
    const [fileId = ''] = await upload();
    const ts = await post(PHOTOS, [fileId]);
    await replyIn(PHOTOS, ts);
    await slack.as(BEN).chat.postMessage({ channel: PHOTOS, thread_ts: ts, text: 'Lovely!' });
    await slack.as(ADA).files.delete({ file: fileId });
    await expect.poll(() => repliesIn(PHOTOS, ts)).toEqual([]);
    const { messages = [] } = await slack.as(BEN).conversations.replies({ channel: PHOTOS, ts });
    expect(messages.at(-1)?.text).toBe('Lovely!');
  });

  it('nothing is deleted when a post is edited', async () => {
    const [fileId = ''] = await upload();
    const ts = await post(PHOTOS, [fileId]);
    await replyIn(PHOTOS, ts);
    await slack.as(ADA).chat.update({ channel: PHOTOS, ts, text: 'With a caption' });
    await post(PHOTOS, await upload()).then((other) => replyIn(PHOTOS, other));
    expect(await repliesIn(PHOTOS, ts)).toHaveLength(1);
    expect(await isStored(fileId)).toBe(true);
  });

  it('a post that is deleted while its faces are searched leaves nothing, and no one is told', async () => {
    const [fileId = ''] = await upload();
    let goOn = () => {};
    recognizer.before('model.findCandidates', () => new Promise((resolve) => (goOn = resolve)));
    const ts = await post(PHOTOS, [fileId]);
    await expect.poll(() => isStored(fileId)).toBe(true);
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
    await expect.poll(() => isStored(fileId)).toBe(false);
    recognizer.before('model.findCandidates', async () => undefined);
    goOn();
    await post(PHOTOS, await upload()).then((other) => replyIn(PHOTOS, other));
    expect(await repliesIn(PHOTOS, ts)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('the reply to a post that was deleted while Rollcall was stopped is deleted after the next start', async () => {
    const [whole = '', going = '', staying = ''] = await upload(3);
    const wholeTs = await post(PHOTOS, [whole]);
    const partTs = await post(PHOTOS, [going, staying]);
    const [pictureId = ''] = picturesOf(await replyIn(PHOTOS, wholeTs));
    const [, left] = picturesOf(await replyIn(PHOTOS, partTs));
    await app.stop();
    // Slack drops events that are too old. Here, another app takes them.
    const elsewhere = await connectTestApp(slack);
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts: wholeTs });
    await slack.as(ADA).files.delete({ file: going });
    await elsewhere.next('events_api', 2);
    elsewhere.close();
    await startApp();
    await expect.poll(() => isStored(whole)).toBe(false);
    await expect.poll(async () => picturesOf(await replyIn(PHOTOS, partTs))).toEqual([left]);
    await expect.poll(() => isStored(going)).toBe(false);
    expect(await repliesIn(PHOTOS, wholeTs)).toEqual([]);
    await expect(slack.bot.files.info({ file: pictureId })).rejects.toThrow('file_deleted');
    expect(await isStored(staying)).toBe(true);
    expect(problems).toEqual([]);
  });

  describe('and the same picture was uploaded twice', () => {
    it.each<[string, (first: string, ts: string) => Promise<unknown>]>([
      ['the first post is deleted', (_file, ts) => slack.as(ADA).chat.delete({ channel: PHOTOS, ts })],
      ['the first file is deleted', (file) => slack.as(ADA).files.delete({ file })],
    ])('%s, and the second keeps its reply until it is deleted too', async (_what, remove) => {
      const bytes = await picture();
      const [first = ''] = await upload(1, bytes);
      const firstTs = await post(PHOTOS, [first]);
      await replyIn(PHOTOS, firstTs);
      const { ts: threadTs = '' } = await slack.as(BEN).chat.postMessage({ channel: PHOTOS, text: 'And yours?' });
      const [second = ''] = await upload(1, bytes);
      const secondTs = await post(PHOTOS, [second], threadTs);
      await replyIn(PHOTOS, threadTs);
      await remove(first, firstTs);
      await expect.poll(() => repliesIn(PHOTOS, firstTs)).toEqual([]);
      await post(PHOTOS, await upload()).then((other) => replyIn(PHOTOS, other));
      expect(await repliesIn(PHOTOS, threadTs)).toHaveLength(1);
      expect(await isStored(first)).toBe(true);

      await slack.as(ADA).chat.delete({ channel: PHOTOS, ts: secondTs });
      await expect.poll(() => isStored(first)).toBe(false);
      expect(await repliesIn(PHOTOS, threadTs)).toEqual([]);
      expect(problems).toEqual([]);
    });

    it('only the rows of a deleted file are removed from the second reply', async () => {
      const bytes = await picture();
      const [first = ''] = await upload(1, bytes);
      await replyIn(PHOTOS, await post(PHOTOS, [first]));
      const [again = ''] = await upload(1, bytes);
      const [other = ''] = await upload(1);
      const ts = await post(PHOTOS, [again, other]);
      const before = picturesOf(await replyIn(PHOTOS, ts));
      expect(before).toHaveLength(2);
      await slack.as(ADA).files.delete({ file: again });
      await expect.poll(async () => picturesOf(await replyIn(PHOTOS, ts))).toEqual([before[1]]);
      expect(await isStored(first)).toBe(true);
    });
  });
});
