import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildApp, type RollcallApp } from '../../src/app.js';
import { isClarifaiError } from '../../src/clarifai/transport/errors.js';
import { createFakeRecognizer, type FakeFace, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BEN, BOT, openTestSlack, PHOTOS, PRIVATE, type TestSlack } from '../support/local-slack.js';
import { fourQuarters } from '../support/pictures/pictures.js';
import { connectTestApp } from '../support/slack-app.js';

/** Where photos come from, and what becomes of replies when they go: the bot in the local Slack, with its real events. */
let slack: TestSlack;
let app: RollcallApp;
let recognizer: FakeRecognizer;
const faces: Record<string, readonly FakeFace[]> = {};
const problems: string[] = [];

const photoOf = (fileId: string) => `slack-${fileId.toLowerCase()}`;
let shade = 0;
/** A picture unlike every other. */
const picture = async () => {
  shade += 2;
  return fourQuarters(8 + shade, 8)
    .jpeg()
    .toBuffer();
};

beforeAll(async () => {
  slack = await openTestSlack({ manifestFile: 'manifest.yml' });
  recognizer = createFakeRecognizer({ faces, knowsPictures: true });
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

afterAll(async () => {
  await app.stop();
  await slack.close();
});
beforeEach(() => {
  problems.length = 0;
});

/** Ada uploads photos with a face each, without posting them. */
async function upload(count = 1, same?: Uint8Array): Promise<string[]> {
  const ids: string[] = [];
  for (let each = 0; each < count; each += 1) {
    const bytes = same ?? (await picture());
    const upload = { filename: 'photo.jpg', length: bytes.length };
    const { upload_url: url = '', file_id: id = '' } = await slack.as(ADA).files.getUploadURLExternal(upload);
    await fetch(url, { method: 'POST', body: bytes as Uint8Array<ArrayBuffer> });
    faces[photoOf(id)] = [fakeFace('one', 0.2)];
    ids.push(id);
  }
  return ids;
}

/** @returns the `ts` of the post. */
async function post(channel: string, fileIds: readonly string[], threadTs?: string): Promise<string> {
  const [first = '', ...others] = fileIds;
  await slack.as(ADA).files.completeUploadExternal({
    files: [{ id: first }, ...others.map((id) => ({ id }))],
    channel_id: channel,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
  const { messages = [] } =
    threadTs === undefined
      ? await slack.as(ADA).conversations.history({ channel })
      : await slack.as(ADA).conversations.replies({ channel, ts: threadTs });
  return messages.find(({ files }) => files?.some(({ id }) => id === first))?.ts ?? '';
}

async function repliesIn(channel: string, threadTs: string) {
  try {
    const { messages = [] } = await slack.as(ADA).conversations.replies({ channel, ts: threadTs });
    return messages.filter(({ user }) => user === BOT);
  } catch {
    // There is no such thread any more.
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

async function isKept(fileId: string): Promise<boolean> {
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

describe('photos are answered wherever the bot is', () => {
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
    expect(await isKept(fileId)).toBe(false);
  });
});

describe('when photos go, so does what was made of them', () => {
  it('a deleted post takes its reply, the numbered picture and the photo with it', async () => {
    const [fileId = ''] = await upload();
    const ts = await post(PHOTOS, [fileId]);
    const [pictureId = ''] = picturesOf(await replyIn(PHOTOS, ts));
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
    await expect.poll(() => isKept(fileId)).toBe(false);
    expect(await repliesIn(PHOTOS, ts)).toEqual([]);
    await expect(slack.bot.files.info({ file: pictureId })).rejects.toThrow('file_deleted');
    expect(problems).toEqual([]);
  });

  it('one of two files takes only its rows with it', async () => {
    const [going = '', staying = ''] = await upload(2);
    const ts = await post(PHOTOS, [going, staying]);
    const before = picturesOf(await replyIn(PHOTOS, ts));
    expect(before).toHaveLength(2);
    await slack.as(ADA).files.delete({ file: going });
    await expect.poll(async () => picturesOf(await replyIn(PHOTOS, ts))).toEqual([before[1]]);
    await expect.poll(() => isKept(going)).toBe(false);
    expect(await isKept(staying)).toBe(true);
  });

  it('the only file takes the reply with it, and what people wrote stays', async () => {
    const [fileId = ''] = await upload();
    const ts = await post(PHOTOS, [fileId]);
    await replyIn(PHOTOS, ts);
    await slack.as(BEN).chat.postMessage({ channel: PHOTOS, thread_ts: ts, text: 'Lovely!' });
    await slack.as(ADA).files.delete({ file: fileId });
    await expect.poll(() => repliesIn(PHOTOS, ts)).toEqual([]);
    const { messages = [] } = await slack.as(BEN).conversations.replies({ channel: PHOTOS, ts });
    expect(messages.at(-1)?.text).toBe('Lovely!');
  });

  it('an edited post takes nothing with it', async () => {
    const [fileId = ''] = await upload();
    const ts = await post(PHOTOS, [fileId]);
    await replyIn(PHOTOS, ts);
    await slack.as(ADA).chat.update({ channel: PHOTOS, ts, text: 'With a caption' });
    await post(PHOTOS, await upload()).then((other) => replyIn(PHOTOS, other));
    expect(await repliesIn(PHOTOS, ts)).toHaveLength(1);
    expect(await isKept(fileId)).toBe(true);
  });

  it('a post deleted while it is looked at leaves nothing, and no one is told', async () => {
    const [fileId = ''] = await upload();
    let goOn = () => {};
    recognizer.before('model.findCandidates', () => new Promise((resolve) => (goOn = resolve)));
    const ts = await post(PHOTOS, [fileId]);
    await expect.poll(() => isKept(fileId)).toBe(true);
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
    await expect.poll(() => isKept(fileId)).toBe(false);
    recognizer.before('model.findCandidates', async () => undefined);
    goOn();
    await post(PHOTOS, await upload()).then((other) => replyIn(PHOTOS, other));
    expect(await repliesIn(PHOTOS, ts)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('a post deleted while Rollcall is stopped goes after its next start', async () => {
    const [whole = '', going = '', staying = ''] = await upload(3);
    const wholeTs = await post(PHOTOS, [whole]);
    const partTs = await post(PHOTOS, [going, staying]);
    const [pictureId = ''] = picturesOf(await replyIn(PHOTOS, wholeTs));
    const [, left] = picturesOf(await replyIn(PHOTOS, partTs));
    await app.stop();
    // Slack gives up on events that are too old; here they are taken by somebody else.
    const elsewhere = await connectTestApp(slack);
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts: wholeTs });
    await slack.as(ADA).files.delete({ file: going });
    await elsewhere.next('events_api', 2);
    elsewhere.close();
    await startApp();
    await expect.poll(() => isKept(whole)).toBe(false);
    await expect.poll(async () => picturesOf(await replyIn(PHOTOS, partTs))).toEqual([left]);
    await expect.poll(() => isKept(going)).toBe(false);
    expect(await repliesIn(PHOTOS, wholeTs)).toEqual([]);
    await expect(slack.bot.files.info({ file: pictureId })).rejects.toThrow('file_deleted');
    expect(await isKept(staying)).toBe(true);
    expect(problems).toEqual([]);
  });

  describe('also when the same picture was uploaded twice', () => {
    it.each<[string, (first: string, ts: string) => Promise<unknown>]>([
      ['the first post is deleted', (_file, ts) => slack.as(ADA).chat.delete({ channel: PHOTOS, ts })],
      ['the first file is deleted', (file) => slack.as(ADA).files.delete({ file })],
    ])('%s, and the second keeps its reply and can be updated until it goes, too', async (_what, remove) => {
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
      expect(await isKept(first)).toBe(true);

      await slack.as(ADA).chat.delete({ channel: PHOTOS, ts: secondTs });
      await expect.poll(() => isKept(first)).toBe(false);
      expect(await repliesIn(PHOTOS, threadTs)).toEqual([]);
      expect(problems).toEqual([]);
    });

    it('one of two files of the second post takes only its rows with it', async () => {
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
      expect(await isKept(first)).toBe(true);
    });
  });
});
