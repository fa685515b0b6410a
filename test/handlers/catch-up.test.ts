import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { PictureError } from '../../src/photos/picture-error.js';
import { packReplyState } from '../../src/replies/reply-state.js';
import { addPhoto } from '../support/add-photo.js';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BOT_USER, CHANNEL, EXTERNAL_USER, OTHER_BOT, OTHER_TEAM, POST_TS, TEAM } from '../support/slack/ids.js';
import { slackFile } from '../support/slack/payloads.js';
import { facesOf, picturesOf } from '../support/slack/read-message.js';

/** The clock of a test bot begins at 1 700 000 000 s, and catching up looks back two hours. */
const RECENT = '1699999000.000100';
const LONG_AGO = '1699990000.000100';
const PHOTO = photoIdOfFile('F0000000A');
const ada = { id: 'ada', name: 'Ada Lovelace' };

let bot: Bot;
beforeEach(async () => {
  const recognizer = createFakeRecognizer({ people: [ada], faces: { [PHOTO]: [fakeFace('one', 0.1)] } });
  bot = await startBot({ recognizer });
});
afterEach(() => bot.slack.close());

/** Someone posts while Rollcall is away. */
const missed = (message: Record<string, unknown> = {}) =>
  bot.slack.state.putForeign({ ts: RECENT, files: [slackFile('F0000000A')], ...message });

async function restart(setup: BotSetup = {}): Promise<void> {
  bot = await startBot({ ...setup, recognizer: bot.recognizer, slack: bot.slack });
}

/** Does what is to be done after a start. */
async function catchUp(): Promise<void> {
  expect(bot.background).toHaveLength(1);
  await bot.background[0]?.();
}

const replies = () => bot.slack.ownMessages();
const warnings = () => bot.logged.filter((line) => /^(warn|error)/.test(line));

describe('a post without a reply', () => {
  it('is answered after the start, in its thread', async () => {
    missed();
    await catchUp();
    expect(replies()).toMatchObject([{ channel: CHANNEL, thread_ts: RECENT }]);
    expect(bot.logged).toContain('info: Caught up: answered 1 post, brought 0 replies up to date.');
  });

  it('in a thread that began long ago is answered in that thread', async () => {
    missed({ ts: LONG_AGO, files: undefined });
    missed({ ts: RECENT, thread_ts: LONG_AGO });
    await catchUp();
    expect(replies()).toMatchObject([{ thread_ts: LONG_AGO }]);
  });

  it('is looked for in every kind of conversation', async () => {
    await catchUp();
    const asked = bot.slack.requests.find(({ method }) => method === 'users.conversations');
    expect(asked?.args['types']).toBe('public_channel,private_channel,mpim,im');
  });

  it('is left alone when it is older than two hours', async () => {
    missed({ ts: LONG_AGO });
    await expectLeftAlone();
  });

  it('is left alone when it is older than the invitation', async () => {
    missed();
    bot.slack.state.putForeign({ ts: '1699999001.000100', user: BOT_USER, subtype: 'channel_join' });
    await catchUp();
    expect(replies().filter(({ subtype }) => subtype === undefined)).toEqual([]);
    expect(bot.recognizer.calls).not.toContain('photos.add');
  });

  it.each<[string, Record<string, unknown>]>([
    ['it has no photo', { files: [slackFile('F0PDF0000', { mimetype: 'application/pdf' })] }],
    ['it comes from a bot', { user: OTHER_BOT, bot_id: 'B0OTHER' }],
  ])('is left alone when %s', async (_why, message) => {
    missed(message);
    await expectLeftAlone();
  });

  it('is left alone when it is the bot’s own', async () => {
    missed({ user: BOT_USER });
    await catchUp();
    expect(replies()).toHaveLength(1);
    expect(bot.recognizer.calls).not.toContain('photos.add');
  });

  async function expectLeftAlone(): Promise<void> {
    await catchUp();
    expect(replies()).toEqual([]);
    expect(bot.downloads).toEqual([]);
  }

  it('is not looked at again when its photos are known to have no faces', async () => {
    const source = { teamId: TEAM, channelId: CHANNEL, messageTs: RECENT };
    await addPhoto(bot.recognizer, { id: photoIdOfFile('F0NOFACES'), picture: new Uint8Array(), source });
    missed({ files: [slackFile('F0NOFACES')] });
    await catchUp();
    expect(bot.downloads).toEqual([]);
    expect(bot.slack.statuses).toEqual([]);
  });

  it('that cannot be answered now is mentioned to the person who posted it, with what to do', async () => {
    bot.recognizer.failNext('photos.add', clarifaiError('quota'));
    missed();
    await catchUp();
    expect(bot.slack.ephemerals).toMatchObject([{ user: ADA, text: expect.stringContaining('“Name faces”') }]);
  });
});

describe('a post with a reply', () => {
  it('needs nothing when the reply shows what is known', async () => {
    await bot.post();
    await restart();
    await catchUp();
    expect(replies()).toMatchObject([{ edits: 0 }]);
  });

  it('gets the names that were given and not shown', async () => {
    await bot.post();
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
    await restart();
    await catchUp();
    expect(replies().map(facesOf)).toEqual([['*1 Ada Lovelace*']]);
  });

  it('gets the picture that it came without', async () => {
    bot.slack.fail('files.getUploadURLExternal', 'missing_scope');
    await bot.post();
    expect(replies().map(picturesOf)).toEqual([[]]);
    expect(replies()[0]?.metadata).toMatchObject({ event_payload: { pictures: 'missing' } });
    await restart();
    await catchUp();
    expect(replies().map(picturesOf)).toEqual([bot.slack.uploads().map(({ id }) => id)]);
    expect(bot.slack.uploads()).toHaveLength(1);
    expect(replies()[0]?.metadata).not.toMatchObject({ event_payload: { pictures: 'missing' } });
  });

  it('gets a new picture if a second reply is removed to which its picture and names had gone', async () => {
    await bot.post();
    const [first] = replies();
    const [picture] = bot.slack.uploads();
    const { edits: _, ...copy } = first ?? expect.fail('there is no reply');
    bot.slack.state.putOwn({ ...copy, ts: '1700000002.000100' });
    bot.slack.state.deletedFiles.add(picture?.id ?? '');
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
    await restart();
    await catchUp();
    expect(replies().map(({ ts }) => ts)).toEqual([first?.ts]);
    expect(replies().map(facesOf)).toEqual([['*1 Ada Lovelace*']]);
    expect(replies().map(picturesOf)).toEqual([[bot.slack.uploads().at(-1)?.id]]);
    expect(bot.slack.uploads().at(-1)?.id).not.toBe(picture?.id);
  });

  it('is answered when the reply is someone else’s message with the same metadata', async () => {
    missed();
    bot.slack.state.putForeign({
      ts: '1699999001.000100',
      thread_ts: RECENT,
      metadata: packReplyState({ postTs: RECENT, photos: [{ photoId: PHOTO }], page: 0, order: 'by rows' }),
    });
    await catchUp();
    expect(replies()).toHaveLength(1);
  });
});

describe('what was deleted while Rollcall was away', () => {
  /** Someone deletes a post with its file, as Slack does it. */
  function deletePost(ts: string): void {
    bot.slack.state.delete(CHANNEL, ts);
    bot.slack.deletedFiles.add('F0000000A');
  }

  async function expectRemoval(): Promise<void> {
    await restart();
    await catchUp();
    expect(replies()).toEqual([]);
    expect(bot.slack.uploads()).toEqual([]);
    await expect(bot.recognizer.photos.read(PHOTO)).rejects.toThrow('not_found');
  }

  it('takes the reply, its picture and the photo of a post with it, however long ago it was posted', async () => {
    await bot.post({ ts: LONG_AGO });
    deletePost(LONG_AGO);
    await expectRemoval();
    expect(bot.logged).toContain('info: Removed what was made of photos in 1 deleted post.');
  });

  it('takes them with a post in a thread, too', async () => {
    missed({ ts: LONG_AGO, files: undefined });
    await bot.post({ ts: POST_TS, thread_ts: LONG_AGO });
    deletePost(POST_TS);
    await expectRemoval();
  });

  it('takes them with the file of a post, too', async () => {
    await bot.post();
    deleteFileOf(POST_TS);
    await expectRemoval();
  });

  function deleteFileOf(ts: string): void {
    bot.slack.state.putForeign({ ...bot.slack.message(ts), files: [{ id: 'F0000000A', mode: 'tombstone' }] });
    bot.slack.deletedFiles.add('F0000000A');
  }

  it('is not a post that was only not read, because it is older than two hours', async () => {
    missed({ ts: LONG_AGO, files: undefined });
    await bot.post({ ts: '1699990001.000100', thread_ts: LONG_AGO });
    await restart();
    await catchUp();
    expect(replies()).toHaveLength(1);
  });

  it('and cannot be taken away now does not hold up the rest', async () => {
    await bot.post({ ts: LONG_AGO });
    deletePost(LONG_AGO);
    missed({ files: [slackFile('F0000000B')] });
    bot.slack.fail('chat.delete', 'cant_delete_message');
    const recognizer = createFakeRecognizer({ faces: { [photoIdOfFile('F0000000B')]: [fakeFace('two', 0.1)] } });
    bot = await startBot({ recognizer, slack: bot.slack });
    await catchUp();
    expect(replies()).toMatchObject([{ thread_ts: LONG_AGO }, { thread_ts: RECENT }]);
    expect(warnings()).toEqual([expect.stringContaining('Could not remove what was made of')]);
  });
});

describe('catching up', () => {
  it('says in one sentence which permission is missing, and all else works', async () => {
    bot.slack.fail('users.conversations', 'missing_scope');
    await catchUp();
    const aboutPhotos = warnings().filter((line) => line.includes('Could not look for photos'));
    expect(aboutPhotos).toHaveLength(1);
    expect(aboutPhotos[0]).toMatch(
      /channels:read, groups:read, im:read and mpim:read\. Reinstall it from manifest\.yml/,
    );
    await bot.post();
    expect(replies()).toHaveLength(1);
  });

  it('goes on after a conversation that the bot was just removed from', async () => {
    missed();
    bot.slack.fail('conversations.history', 'not_in_channel');
    bot.slack.state.channels.clear();
    for (const id of ['C0GONE000', CHANNEL]) bot.slack.state.channels.set(id, { id, members: [ADA, BOT_USER] });
    await catchUp();
    expect(replies()).toHaveLength(1);
    expect(warnings()).toEqual([]);
  });

  it('does not mention a photo that cannot be opened again, because it was mentioned when it was posted', async () => {
    missed();
    await restart({
      photos: { prepare: () => Promise.reject(new PictureError('damaged', 'This photo is damaged.')) },
    });
    await catchUp();
    expect(replies()).toEqual([]);
    expect(bot.slack.ephemerals).toEqual([]);
  });

  it('begins nothing more when Rollcall stops', async () => {
    missed();
    await bot.app.stop();
    await catchUp();
    expect(replies()).toEqual([]);
    expect(bot.recognizer.calls).not.toContain('photos.add');
  });

  it('reads many conversations no faster than Slack allows', async () => {
    bot.slack.state.channels.clear();
    for (let index = 0; index < 40; index++) {
      bot.slack.state.channels.set(`C${index}`, { id: `C${index}`, members: [BOT_USER] });
    }
    await catchUp();
    // One list and the first 19 conversations at once; at the end, a list of crops. The test’s clock stands still, so each wait is
    // 1.2 s longer.
    expect(bot.sleeps).toHaveLength(24);
    expect(bot.sleeps[0]).toBeGreaterThan(1000);
    expect(bot.sleeps.at(-1)).toBeGreaterThan(20 * 1000);
  });
});

describe('the order in which conversations are caught up with', () => {
  const [QUIET, LIVELY] = ['C0QUIET00', 'C0LIVELY0'];
  const methods = () => bot.slack.requests.map(({ method }) => method);
  const answeredIn = () =>
    bot.slack.requests.flatMap(({ method, args }) => (method === 'chat.postMessage' ? [args['channel']] : []));
  const askAbout = (channel: string) =>
    missed({ channel, files: [slackFile(channel === QUIET ? 'F0000000Q' : 'F0000000L')] });

  beforeEach(async () => {
    const faces = Object.fromEntries(
      ['F0000000Q', 'F0000000L', 'F0EARLIER'].map((id) => [photoIdOfFile(id), [fakeFace(id, 0.1)]]),
    );
    bot = await startBot({ recognizer: createFakeRecognizer({ people: [ada], faces }), slack: bot.slack });
    bot.slack.state.channels.clear();
    for (const id of [QUIET, LIVELY]) bot.slack.state.channels.set(id, { id, members: [ADA, BOT_USER] });
    const source = { teamId: TEAM, channelId: LIVELY, messageTs: LONG_AGO };
    await addPhoto(bot.recognizer, { id: photoIdOfFile('F0EARLIER'), picture: new Uint8Array(), source });
  });

  it('begins where photos were posted last', async () => {
    askAbout(QUIET);
    askAbout(LIVELY);
    await catchUp();
    expect(answeredIn()).toEqual([LIVELY, QUIET]);
  });

  it('answers posts before it reads any thread', async () => {
    missed({ channel: LIVELY, ts: LONG_AGO, files: undefined });
    missed({ channel: LIVELY, ts: '1699999500.000100', thread_ts: LONG_AGO, files: undefined });
    askAbout(QUIET);
    await catchUp();
    expect(answeredIn()).toEqual([QUIET]);
    expect(methods().indexOf('chat.postMessage')).toBeLessThan(methods().lastIndexOf('conversations.replies'));
  });
});

describe('the budget of calls', () => {
  it('is not exceeded with 300 conversations, and what is left is said', async () => {
    bot.slack.state.channels.clear();
    for (let index = 0; index < 300; index++) {
      bot.slack.state.channels.set(`C${index}`, { id: `C${index}`, members: [BOT_USER] });
    }
    await catchUp();
    const read = bot.slack.requests.filter(({ method }) => /^conversations\.(history|replies)$/.test(method));
    expect(read.length).toBeLessThanOrEqual(150);
    expect(warnings()).toEqual([expect.stringMatching(/^warn: 15\d conversations could not be checked/)]);
  });

  it('lets every thread be checked, those beyond it slowly', async () => {
    const THREADS = 200;
    for (let index = 0; index < THREADS; index++) {
      const ts = `${1_699_999_000 + index}.000100`;
      bot.slack.state.putForeign({ ts, text: 'Hello' });
      bot.slack.state.putForeign({ ts: `${1_699_999_500 + index}.000100`, thread_ts: ts, text: 'Hi' });
    }
    const read = () => bot.slack.requests.filter(({ method }) => method === 'conversations.replies').length;
    await catchUp();
    expect(read()).toBeLessThan(150);
    bot.sleeps.splice(0);
    const atOnce = read();
    for (const work of bot.background.splice(1)) await work();
    expect(read()).toBe(THREADS);
    const waitedMs = bot.sleeps.reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBeGreaterThanOrEqual((THREADS - atOnce) * 6_000);
  });
});

describe('with a data folder', () => {
  let cacheDir: string;
  beforeEach(async () => {
    cacheDir = mkdtempSync(join(tmpdir(), 'rollcall-catch-up-'));
    await restart({ cacheDir });
  });
  afterEach(() => rmSync(cacheDir, { recursive: true }));

  it('the next start begins with the conversations that were not checked', async () => {
    bot.slack.state.channels.clear();
    for (let index = 0; index < 200; index++) {
      bot.slack.state.channels.set(`C${index}`, { id: `C${index}`, members: [BOT_USER] });
    }
    const read = () =>
      bot.slack.requests.flatMap(({ method, args }) => (method === 'conversations.history' ? [args['channel']] : []));
    await catchUp();
    const first = new Set(read());
    await restart({ cacheDir });
    await catchUp();
    expect(new Set(read()).size).toBe(200);
    expect(first.size).toBeLessThan(200);
  });

  it('a post that cannot be answered is tried at three starts, and no more', async () => {
    missed();
    for (let start = 0; start < 5; start++) {
      bot.recognizer.failNext('photos.add', clarifaiError('quota'));
      await restart({ cacheDir });
      await catchUp();
    }
    expect(bot.recognizer.calls.filter((call) => call === 'photos.add')).toHaveLength(3);
    expect(bot.logged.join('\n')).toContain('was tried several times');
  });

  it('a post is still answered after Rollcall was killed several times while answering it', async () => {
    missed();
    const attempts = { [`${CHANNEL} ${RECENT}`]: 5 };
    writeFileSync(join(cacheDir, `slack-catch-up-${TEAM}.json`), JSON.stringify({ readAt: {}, attempts }));
    await restart({ cacheDir });
    await catchUp();
    expect(replies()).toHaveLength(1);
  });

  it('a damaged file of progress is ignored', async () => {
    writeFileSync(join(cacheDir, `slack-catch-up-${TEAM}.json`), '{');
    missed();
    await catchUp();
    expect(replies()).toHaveLength(1);
  });
});

describe('a photo by someone of another organisation, in a shared channel', () => {
  it('is not analysed, neither when it is posted nor after a start', async () => {
    await bot.post({ user_team: OTHER_TEAM });
    await restart();
    missed({ team: OTHER_TEAM });
    await catchUp();
    expect(replies()).toEqual([]);
    expect(bot.downloads).toEqual([]);
  });

  it('is not analysed if Slack names no team in the message, but describes the person as a stranger', async () => {
    bot.slack.state.users.set(EXTERNAL_USER, { id: EXTERNAL_USER, is_stranger: true });
    await bot.post({ user: EXTERNAL_USER });
    bot.slack.state.users.set(EXTERNAL_USER, { id: EXTERNAL_USER, team_id: OTHER_TEAM });
    await restart();
    missed({ user: EXTERNAL_USER });
    await catchUp();
    expect(replies()).toEqual([]);
  });

  it('is analysed when the operator wants that', async () => {
    await restart({ externalPhotos: true });
    missed({ user_team: OTHER_TEAM });
    await catchUp();
    expect(replies()).toHaveLength(1);
  });

  it('is answered when its person is of our workspace', async () => {
    missed({ team: TEAM });
    await catchUp();
    expect(replies()).toHaveLength(1);
  });
});
