import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { PictureError } from '../../src/photos/picture-error.js';
import { fingerprintTags, packReplyState, type ReplyState } from '../../src/replies/reply-state.js';
import { addPhoto } from '../support/add-photo.js';
import { ADA, BOT_USER, CHANNEL, slackFile, startTestBot, TEAM, type TestBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

/** The test bot's clock begins at 1 700 000 000 s; catching up looks back two hours. */
const RECENT = '1699999000.000100';
const BEFORE_THAT = '1699990000.000100';
const REPLY = '1699999001.000100';
const PHOTO = photoIdOfFile('F0000000A');
const NO_TAGS = fingerprintTags([]);

let bot: TestBot;
beforeEach(async () => {
  bot = await startTestBot({ recognizer: createFakeRecognizer({ faces: { [PHOTO]: [fakeFace('one', 0.1)] } }) });
});
afterEach(() => bot.slack.assertDone());

const post = (message: Record<string, unknown> = {}) => ({
  type: 'message',
  user: ADA,
  ts: RECENT,
  text: '',
  files: [slackFile('F0000000A')],
  ...message,
});

const replyTo = (postTs: string, state: Partial<ReplyState> = {}) => ({
  type: 'message',
  user: BOT_USER,
  bot_id: 'B00000001',
  ts: REPLY,
  metadata: packReplyState({
    postTs,
    photos: [{ photoId: PHOTO, pictureFileId: 'F0PICTURE1' }],
    page: 0,
    tagsShown: NO_TAGS,
    ...state,
  }),
});

const inThread = (last = REPLY) => ({ thread_ts: RECENT, reply_count: 1, latest_reply: last });

/** What Slack has in the one conversation the bot is in. */
function slackHas(messages: readonly unknown[], threads: readonly (readonly unknown[])[] = []): void {
  bot.slack.expect('users.conversations', { channels: [{ id: CHANNEL }] });
  bot.slack.expect('conversations.history', { messages: [...messages] });
  for (const thread of threads) bot.slack.expect('conversations.replies', { messages: [...thread] });
  expectListing();
}

/** Pictures of faces from before the start: the last thing that is asked for. */
function expectListing(files: readonly unknown[] = []): void {
  bot.slack.expect('files.list', { files: [...files], paging: { pages: 1 } });
}

/** Found to have no reply, it is looked for once more before the work, then answered. */
function expectAnswer(): void {
  bot.slack.expect('conversations.replies', { ok: false, error: 'thread_not_found' });
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expectUpload('F0PICTURE1');
  bot.slack.expect('chat.postMessage', { ts: REPLY });
}

async function catchUp(): Promise<void> {
  expect(bot.background).toHaveLength(1);
  await bot.background[0]?.();
}

const posted = () => bot.slack.callsOf('chat.postMessage');
const warnings = () => bot.logged.filter((line) => /^(warn|error)/.test(line));
const known = () =>
  addPhoto(bot.recognizer, {
    id: PHOTO,
    picture: new Uint8Array(),
    source: { teamId: TEAM, channelId: CHANNEL, messageTs: RECENT },
  });

describe('a post without a reply', () => {
  it('is answered after the start, in its thread', async () => {
    slackHas([post()]);
    expectAnswer();
    await catchUp();
    expect(posted()).toMatchObject([{ channel: CHANNEL, thread_ts: RECENT }]);
    expect(bot.logged).toContain('info: Caught up: answered 1 post, brought 0 replies up to date.');
  });

  it('is answered where it was posted, in a thread that began long ago', async () => {
    slackHas(
      [{ ...post({ files: [], ts: BEFORE_THAT }), thread_ts: BEFORE_THAT, reply_count: 1, latest_reply: RECENT }],
      [[post({ thread_ts: BEFORE_THAT })]],
    );
    expectAnswer();
    await catchUp();
    expect(posted()).toMatchObject([{ thread_ts: BEFORE_THAT }]);
  });

  it('is found in every kind of conversation', async () => {
    slackHas([]);
    await catchUp();
    expect(bot.slack.callsOf('users.conversations')[0]?.['types']).toBe('public_channel,private_channel,mpim,im');
  });

  it.each<[string, readonly Record<string, unknown>[]]>([
    ['is older than two hours', [post({ ts: BEFORE_THAT })]],
    ['is older than the invitation', [{ subtype: 'channel_join', user: BOT_USER, ts: REPLY }, post()]],
    ['has no photo', [post({ files: [slackFile('F0PDF0000', { mimetype: 'application/pdf' })] })]],
    ['comes from a bot', [post({ bot_id: 'B0OTHER' })]],
    ['is ours', [post({ user: BOT_USER })]],
  ])('is left alone when it %s', async (_why, messages) => {
    slackHas(messages);
    await catchUp();
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('is not looked at again when its photos are known to have no faces', async () => {
    const source = { teamId: TEAM, channelId: CHANNEL, messageTs: RECENT };
    await addPhoto(bot.recognizer, { id: photoIdOfFile('F0NOFACES'), picture: new Uint8Array(), source });
    slackHas([post({ files: [slackFile('F0NOFACES')] })]);
    await catchUp();
    expect(bot.recognizer.calls).toEqual(['photos.add', 'photos.read']);
    expect(bot.downloads).toEqual([]);
  });

  it('is told about when something stands in the way, so that somebody can do something', async () => {
    bot.recognizer.failNext('photos.add', clarifaiError('unavailable'));
    slackHas([post()]);
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expect('chat.postEphemeral');
    await catchUp();
    expect(bot.slack.callsOf('chat.postEphemeral')[0]?.['text']).toContain('“Name faces”');
  });
});

describe('a post with a reply', () => {
  it('needs nothing when the reply shows what is known', async () => {
    await known();
    slackHas([post(inThread())], [[post(inThread()), replyTo(RECENT)]]);
    await catchUp();
    expect(posted()).toEqual([]);
    expect(bot.slack.callsOf('chat.update')).toEqual([]);
  });

  it('gets its names when they were given and not shown', async () => {
    await known();
    const person = { id: 'ada', name: 'Ada Lovelace' };
    bot.recognizer.knownPeople.set(person.id, person);
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'one', person, taggedBy: ADA });
    slackHas([post(inThread())], [[post(inThread()), replyTo(RECENT)]]);
    bot.slack.expect('conversations.replies', { messages: [replyTo(RECENT)] });
    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expect('chat.update');
    await catchUp();
    expect(bot.slack.callsOf('chat.update')).toMatchObject([{ ts: REPLY, text: '1 face: 1 Ada Lovelace.' }]);
  });

  it('gets the picture that it had to go without', async () => {
    await known();
    const lacking = replyTo(RECENT, { photos: [{ photoId: PHOTO }], lacksPictures: true });
    slackHas([post(inThread())], [[post(inThread()), lacking]]);
    bot.slack.expect('conversations.replies', { messages: [lacking] });
    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expectUpload('F0PICTURE2');
    bot.slack.expect('conversations.replies', { messages: [lacking] });
    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expect('chat.update');
    await catchUp();
    const [update] = bot.slack.callsOf('chat.update');
    expect(update?.['blocks']).toMatchObject([{ type: 'image', slack_file: { id: 'F0PICTURE2' } }, {}]);
    expect(update?.['metadata']).not.toMatchObject({ event_payload: { pictures: 'missing' } });
  });

  it('is not somebody else’s with the same metadata', async () => {
    slackHas([post(inThread())], [[post(inThread()), { ...replyTo(RECENT), user: ADA }]]);
    expectAnswer();
    await catchUp();
    expect(posted()).toHaveLength(1);
  });
});

describe('what was deleted meanwhile', () => {
  const tombstone = { ts: BEFORE_THAT, thread_ts: BEFORE_THAT, subtype: 'tombstone', user: 'USLACKBOT' };

  function expectRemoval(postTs: string, of: Partial<ReplyState> = {}): void {
    bot.slack.expect('conversations.replies', { messages: [replyTo(postTs, of)] });
    bot.slack.expect('chat.delete');
    bot.slack.expect('files.delete');
    bot.slack.expect('files.info', { ok: false, error: 'file_deleted' });
  }

  it('a post, however long ago it was posted: the reply, its picture and the photo go', async () => {
    await known();
    slackHas([{ ...tombstone, reply_count: 1, latest_reply: REPLY }], [[tombstone, replyTo(BEFORE_THAT)]]);
    bot.slack.expect('conversations.replies', { messages: [replyTo(BEFORE_THAT)] });
    bot.slack.expect('chat.delete');
    bot.slack.expect('files.delete');
    // The photo came with another post first, which is gone as well.
    bot.slack.expect('conversations.replies', { ok: false, error: 'thread_not_found' });
    bot.slack.expect('files.info', { ok: false, error: 'file_deleted' });
    await catchUp();
    expect(bot.slack.callsOf('chat.delete')).toMatchObject([{ channel: CHANNEL, ts: REPLY }]);
    expect(bot.slack.callsOf('files.delete')).toEqual([{ file: 'F0PICTURE1' }]);
    await expect(bot.recognizer.photos.read(PHOTO)).rejects.toThrow('not_found');
    expect(bot.logged).toContain('info: Removed what was made of photos in 1 deleted post.');
  });

  it('a post in a thread', async () => {
    await known();
    const parent = post({ ts: BEFORE_THAT, files: [] });
    slackHas([{ ...parent, thread_ts: BEFORE_THAT, reply_count: 1, latest_reply: REPLY }], [[parent, replyTo(RECENT)]]);
    expectRemoval(RECENT);
    await catchUp();
    expect(bot.slack.callsOf('chat.delete')).toHaveLength(1);
  });

  it('the file of a post', async () => {
    await known();
    const left = post({ files: [{ id: 'F0000000A', mode: 'tombstone' }] });
    slackHas([{ ...left, ...inThread() }], [[replyTo(RECENT)]]);
    expectRemoval(RECENT);
    await catchUp();
    expect(bot.slack.callsOf('chat.delete')).toHaveLength(1);
  });

  it('is not what was merely not read: a post in a thread from before', async () => {
    await known();
    const parent = post({ ts: BEFORE_THAT, files: [] });
    slackHas(
      [{ ...parent, thread_ts: BEFORE_THAT, reply_count: 2, latest_reply: REPLY }],
      [[parent, replyTo('1699990001.000100')]],
    );
    await catchUp();
    expect(bot.slack.callsOf('chat.delete')).toEqual([]);
  });

  it('and cannot be taken away now: the rest is done', async () => {
    slackHas([{ ...tombstone, reply_count: 1, latest_reply: REPLY }, post()], [[tombstone, replyTo(BEFORE_THAT)]]);
    bot.slack.expect('conversations.replies', { messages: [replyTo(BEFORE_THAT)] });
    bot.slack.expect('chat.delete', { ok: false, error: 'cant_delete_message' });
    expectAnswer();
    await catchUp();
    expect(posted()).toHaveLength(1);
    expect(warnings()).toEqual([expect.stringContaining('Could not remove what was made of')]);
  });
});

describe('what stands in the way of catching up', () => {
  it('a permission that is missing: one line says which, and all else works', async () => {
    bot.slack.expect('users.conversations', { ok: false, error: 'missing_scope' });
    await catchUp();
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toMatch(
      /channels:read, groups:read, im:read and mpim:read\. Reinstall it from manifest\.yml/,
    );
  });

  it('a conversation that we were just taken out of: the others are read', async () => {
    bot.slack.expect('users.conversations', { channels: [{ id: 'C0GONE000' }, { id: CHANNEL }] });
    bot.slack.expect('conversations.history', { ok: false, error: 'not_in_channel' });
    bot.slack.expect('conversations.history', { messages: [post()] });
    expectAnswer();
    expectListing();
    await catchUp();
    expect(warnings()).toEqual([]);
  });

  it('a photo that cannot be opened: whoever posted it was told when it was new', async () => {
    bot.recognizer.photos.add = async () => {
      throw new PictureError('damaged', 'This photo is damaged.');
    };
    slackHas([post()]);
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expect('assistant.threads.setStatus');
    await catchUp();
    expect(bot.slack.callsOf('chat.postEphemeral')).toEqual([]);
  });

  it('a stop: nothing more is begun', async () => {
    await bot.app.stop();
    await catchUp();
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('many conversations: they are read at the pace that Slack allows', async () => {
    const channels = Array.from({ length: 40 }, (_, index) => ({ id: `C${index}` }));
    bot.slack.expect('users.conversations', { channels });
    for (const _channel of channels) bot.slack.expect('conversations.history', { messages: [] });
    expectListing();
    await catchUp();
    // One list and the first 19 conversations at once; the test's clock stands still, so each wait is 1.2 s longer.
    expect(bot.sleeps).toHaveLength(22);
    expect(bot.sleeps[0]).toBeGreaterThan(1000);
    expect(bot.sleeps.at(-1)).toBeGreaterThan(20 * 1000);
  });
});
