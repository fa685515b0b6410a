import { afterEach, describe, expect, it } from 'vitest';
import { DownloadError } from '../../src/photos/download-photo.js';
import { PictureError } from '../../src/photos/picture-error.js';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BOT_USER, CHANNEL, OTHER_BOT, POST_TS } from '../support/slack/ids.js';
import { messageEvent, slackFile } from '../support/slack/payloads.js';
import { facesOf, picturesOf } from '../support/slack/read-message.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const PHOTO_A = 'slack-f0000000a';
const THREAD_TS = '1699999999.000100';

const TWO_FACES = [fakeFace('right', 0.6, { grace: 0.7 }), fakeFace('left', 0.1, { ada: 0.96 })];

let bot: Bot;
afterEach(() => bot.slack.close());

/** A bot that finds two faces in photo A, one in photo B, and none in any other. */
async function start(setup: BotSetup = {}): Promise<void> {
  bot = await startBot({
    recognizer: createFakeRecognizer({ faces: { [PHOTO_A]: TWO_FACES, 'slack-f0000000b': [fakeFace('only', 0.3)] } }),
    ...setup,
  });
}

const replies = () => bot.slack.ownMessages();
const statuses = () => bot.slack.statuses.map(({ status }) => status);
const LOOKING = 'is looking for faces…';

describe('a posted photo with faces', () => {
  it('gets one reply in its thread: the numbered picture and a row per face, from left to right', async () => {
    await start({
      recognizer: createFakeRecognizer({ people: [ada, grace], trained: true, faces: { [PHOTO_A]: TWO_FACES } }),
    });
    await bot.post();
    expect(replies()).toHaveLength(1);
    const [reply = { text: '', blocks: [] }] = replies();
    expect(reply).toMatchObject({ channel: CHANNEL, thread_ts: POST_TS, unfurl_links: 'false', unfurl_media: 'false' });
    expect(reply.text).toBe('2 faces: 1 Ada Lovelace, 2 perhaps Grace Hopper.');
    expect(reply.blocks?.map(({ type }) => type)).toEqual(['section', 'image', 'section', 'actions', 'section']);
    expect(facesOf(reply)).toEqual(['*1 Ada Lovelace*', '*2 Is this Grace Hopper?*']);
    expect(picturesOf(reply)).toEqual(bot.slack.uploads().map(({ id }) => id));
    expect(bot.downloads).toEqual(['https://files.slack.com/F0000000A']);
    expect(bot.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('gets a reply whose metadata says what it is about, in ids only', async () => {
    await start();
    await bot.post();
    expect(replies()[0]?.metadata).toEqual({
      event_type: 'rollcall_reply',
      event_payload: {
        post: POST_TS,
        photos: `${PHOTO_A}:F0UPLOAD1`,
        page: 0,
        order: 'rows',
        tags: expect.stringMatching(/^[0-9a-z]+$/),
        rows: expect.stringMatching(/^[0-9a-z]+$/),
      },
    });
  });

  it('shows a status in its thread until the reply is there', async () => {
    await start();
    await bot.post();
    expect(bot.slack.statuses).toEqual([
      { channel: CHANNEL, thread_ts: POST_TS, status: LOOKING },
      { channel: CHANNEL, thread_ts: POST_TS, status: '' },
    ]);
  });

  it('gets its reply even if Slack does not take the status', async () => {
    await start();
    bot.slack.fail('assistant.threads.setStatus', 'missing_scope');
    await bot.post();
    expect(replies()).toHaveLength(1);
  });

  it('shows in the status that the recogniser has to warm up', async () => {
    await start({ recognizer: createFakeRecognizer({ isCold: true, faces: { [PHOTO_A]: [fakeFace('only', 0.3)] } }) });
    await bot.post();
    expect(statuses()).toEqual([LOOKING, expect.stringContaining('warm up'), '']);
    expect(replies()).toHaveLength(1);
  });

  it('is stored with the place it was posted in', async () => {
    await start();
    await bot.post();
    expect(await bot.recognizer.photos.listRecent(9)).toMatchObject([
      { photoId: PHOTO_A, channelId: CHANNEL, messageTs: POST_TS, alsoIn: [], postedBy: ADA },
    ]);
  });

  it('is answered in the thread it was posted in', async () => {
    await start();
    await bot.post({ thread_ts: THREAD_TS });
    expect(replies()).toMatchObject([{ thread_ts: THREAD_TS }]);
  });

  it.each([undefined, 'file_share', 'thread_broadcast'])('is answered with the subtype %s', async (subtype) => {
    await start();
    await bot.post({ subtype });
    expect(replies()).toHaveLength(1);
  });

  it('is answered if it was forwarded in a message without files of its own', async () => {
    await start();
    await bot.post({ files: [], attachments: [{ is_share: true, files: [slackFile('F0000000A')] }] });
    expect(replies()).toMatchObject([{ thread_ts: POST_TS }]);
  });

  it('is answered once if it is forwarded and attached', async () => {
    await start();
    await bot.post({ attachments: [{ files: [slackFile('F0000000A')] }] });
    expect(picturesOf(replies()[0] ?? {})).toHaveLength(1);
  });

  it('is answered if the person posted it through another app', async () => {
    await start();
    await bot.post({ bot_id: 'B0OTHER' });
    expect(replies()).toHaveLength(1);
  });

  it('is not answered if another app’s bot posted it', async () => {
    await start();
    await bot.post({ user: OTHER_BOT, bot_id: 'B0OTHER' });
    expect(replies()).toEqual([]);
    expect(bot.downloads).toEqual([]);
  });

  it('and others in the same post get one reply together, without those that have no faces', async () => {
    await start();
    await bot.post({ files: ['F0000000A', 'F0NOFACES', 'F0000000B'].map((id) => slackFile(id)) });
    expect(replies()).toHaveLength(1);
    expect(replies()[0]?.blocks?.map(({ type }) => type)).toEqual([
      'section',
      'image',
      'section',
      'section',
      'image',
      'section',
    ]);
  });

  it('that is in the post twice is looked at once', async () => {
    await start();
    await bot.post({ files: [slackFile('F0000000A'), slackFile('F0000000A')] });
    expect(bot.downloads).toHaveLength(1);
    expect(replies()[0]?.blocks).toHaveLength(4);
  });
});

describe('nothing is answered, and no one is told anything, for', () => {
  it.each([
    ['a message without files', { files: undefined }],
    ['an empty list of files', { files: [] }],
    ['a message of the bot itself', { user: BOT_USER }],
    ['a message of another bot', { bot_id: 'B0OTHER', subtype: 'bot_message' }],
    ['an edit', { subtype: 'message_changed', message: { files: [slackFile('F0000000A')] } }],
    ['a deletion', { subtype: 'message_deleted', previous_message: { files: [slackFile('F0000000A')] } }],
    ['a file that is not a picture', { files: [slackFile('F0PDF0000', { mimetype: 'application/pdf' })] }],
    ['a deleted file', { files: [slackFile('F0GONE000', { mode: 'tombstone' })] }],
    ['a file that the plan hides', { files: [slackFile('F0HIDDEN0', { mode: 'hidden_by_limit' })] }],
    ['a file stored outside Slack', { files: [slackFile('F0DRIVE00', { mode: 'external', is_external: true })] }],
  ])('%s', async (_what, event) => {
    await start();
    await bot.send(messageEvent({ files: [slackFile('F0000000A')], ...event }));
    expect(bot.slack.requests.map(({ method }) => method)).toEqual(['auth.test']);
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('a photo without faces, whose status goes away', async () => {
    await start();
    await bot.post({ files: [slackFile('F0NOFACES')] });
    expect(replies()).toEqual([]);
    expect(statuses()).toEqual([LOOKING, '']);
  });

  it('a file that turns out not to be a picture, which only the log mentions', async () => {
    await start({
      photos: { prepare: () => Promise.reject(new PictureError('not-a-picture', 'This file is not a picture.')) },
    });
    await bot.post();
    expect(bot.slack.ephemerals).toEqual([]);
    expect(statuses()).toEqual([LOOKING, '']);
    expect(bot.logged).toContainEqual(expect.stringContaining('not a picture'));
  });
});

describe('a file about which Slack says more later', () => {
  /** Posts a file that the event describes differently from `files.info`. */
  async function postDescribed(inEvent: Record<string, unknown>, later: Record<string, unknown>): Promise<void> {
    bot.slack.state.putForeign({ ts: POST_TS, files: [slackFile('F0000000A', later)] });
    await bot.send(messageEvent({ files: [slackFile('F0000000A', inEvent)] }));
  }

  it.each([
    [
      'because it is in a shared channel',
      { mimetype: undefined, url_private: undefined, mode: 'file_access', file_access: 'check_file_info' },
    ],
    ['because it has no type yet', { mimetype: '' }],
  ])('is looked up %s, and answered', async (_why, inEvent) => {
    await start();
    await postDescribed(inEvent, { url_private: 'https://files.slack.com/found' });
    expect(bot.downloads).toEqual(['https://files.slack.com/found']);
    expect(replies()).toHaveLength(1);
  });

  it('is waited for when it is a fresh upload, and looked at even if it never gets a type', async () => {
    await start();
    await postDescribed({ mimetype: '' }, { mimetype: '' });
    expect(bot.sleeps).toEqual([300, 700, 1500]);
    expect(replies()).toHaveLength(1);
  });
});

describe('a photo that is deleted while the bot looks at it', () => {
  it.each<[string, Record<string, unknown>]>([
    ['before its download', { mimetype: '' }],
    ['before it is known who may see it', { mode: 'file_access', file_access: 'check_file_info' }],
  ])('%s ends without a word to anyone', async (_when, file) => {
    await start();
    bot.slack.deletedFiles.add('F0000000A');
    await bot.post({ files: [slackFile('F0000000A', file)] });
    expect(replies()).toEqual([]);
    expect(statuses()).toEqual([LOOKING, '']);
    expect(bot.slack.ephemerals).toEqual([]);
    expect(bot.logged).toContainEqual('info: Skipped a file: it was deleted meanwhile');
  });

  const notFound = {
    download: () =>
      Promise.reject(new DownloadError('not-found', 'This photo is no longer in Slack. Please post it again.')),
  };

  it('during its download ends without a word to anyone', async () => {
    await start({ photos: notFound });
    bot.slack.deletedFiles.add('F0000000A');
    await bot.post();
    expect(bot.slack.ephemerals).toEqual([]);
  });

  it('is not one whose download fails although Slack has it: then the person who posted it is told', async () => {
    await start({ photos: notFound });
    await bot.post();
    expect(bot.slack.ephemerals).toMatchObject([{ user: ADA, text: expect.stringContaining('Please post it again') }]);
    expect(statuses()).toEqual([LOOKING, '']);
  });
});

describe('when something goes wrong', () => {
  it.each([
    ['photos.add', 'quota', 'The face service account has reached its limit.'],
    ['photos.read', 'rejected', 'Please tell your admin'],
    ['model.findCandidates', 'unknown', 'unexpected answer'],
    ['photos.add', 'auth', 'Please ask your admin'],
  ] as const)('with %s (%s), only the person who posted is told, and what to do', async (method, kind, sentence) => {
    await start();
    bot.recognizer.failNext(method, clarifaiError(kind));
    await bot.post();
    expect(replies()).toEqual([]);
    expect(statuses().at(-1)).toBe('');
    expect(bot.slack.ephemerals).toHaveLength(1);
    const [told] = bot.slack.ephemerals;
    expect(told).toMatchObject({ channel: CHANNEL, user: ADA });
    expect(told?.text).toContain(sentence);
    expect(told?.text).toContain('“Name faces”');
    expect(told).not.toHaveProperty('thread_ts');
  });

  it('with a photo posted in a thread, the person is told in that thread', async () => {
    await start();
    bot.recognizer.failNext('photos.add', clarifaiError('quota'));
    await bot.post({ thread_ts: THREAD_TS });
    expect(bot.slack.ephemerals).toMatchObject([{ thread_ts: THREAD_TS }]);
  });

  it('the same post can be answered the next time', async () => {
    await start();
    bot.recognizer.failNext('photos.add', clarifaiError('quota'));
    await bot.post();
    await bot.post();
    expect(replies()).toHaveLength(1);
  });

  it('to store whom the reply will name, it waits for the service, and leaves no picture behind', async () => {
    await start({
      recognizer: createFakeRecognizer({ people: [ada, grace], trained: true, faces: { [PHOTO_A]: TWO_FACES } }),
    });
    let failures = 0;
    const repliesMeanwhile: number[] = [];
    bot.recognizer.before('photos.storeFaces', async () => {
      repliesMeanwhile.push(replies().length);
      if (++failures <= 2) throw clarifaiError('unavailable');
    });
    await bot.post();
    expect(repliesMeanwhile).toEqual([0, 0, 0]);
    expect(facesOf(replies()[0] ?? {})).toEqual(['*1 Ada Lovelace*', '*2 Is this Grace Hopper?*']);
    expect((await bot.recognizer.photos.findSources([PHOTO_A])).map(({ named }) => named)).toEqual([['ada', 'grace']]);
    expect(bot.slack.uploads().map(({ id }) => id)).toEqual(picturesOf(replies()[0] ?? {}));
    expect(bot.slack.deletedFiles.size).toBe(2);
  });

  it('by a bug, the person gets a reference that is in the log, too', async () => {
    await start();
    bot.recognizer.failNext('photos.add', new TypeError('x is not a function'));
    await bot.post();
    const [told] = bot.slack.ephemerals;
    const reference = /reference: ([0-9A-F]{6})/.exec(String(told?.text))?.[1];
    expect(reference).toBeDefined();
    expect(bot.logged.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(new RegExp(`\\[${reference}\\] TypeError: x is not a function`)),
    ]);
    expect(told?.text).not.toContain('not a function');
  });

  it('with some photos of a post, the others are answered', async () => {
    let prepared = 0;
    await start({
      photos: {
        async prepare() {
          prepared += 1;
          if (prepared === 1) {
            throw new PictureError(
              'damaged',
              'This photo is damaged, so I can’t open it. Please export it and post it again.',
            );
          }
          return { jpeg: new Uint8Array(), width: 1, height: 1 };
        },
      },
    });
    await bot.post({ files: [slackFile('F0000000B'), slackFile('F0000000A')] });
    expect(replies()).toHaveLength(1);
    expect(facesOf(replies()[0] ?? {})).toHaveLength(2);
    expect(bot.slack.ephemerals.map(({ text }) => text)).toEqual([
      'I couldn’t open 1 of your 2 photos. This photo is damaged, so I can’t open it. Please export it and post it again.',
    ]);
  });

  it('with the upload of the numbered picture, the reply comes without it', async () => {
    await start();
    bot.slack.fail('files.getUploadURLExternal', 'missing_scope');
    await bot.post();
    expect(replies()[0]?.blocks?.map(({ type }) => type)).toEqual(['section', 'context', 'section', 'section']);
    expect(bot.logged).toContainEqual(expect.stringMatching(/^warn: No numbered picture/));
  });

  it('because the bot may not post, the person is told to invite it', async () => {
    await start();
    bot.slack.fail('chat.postMessage', 'not_in_channel');
    await bot.post();
    expect(bot.slack.ephemerals[0]?.text).toContain('`/invite`');
    expect(statuses().at(-1)).toBe('');
  });

  /** Starts the bot without what it does after a start. */
  async function startCaughtUp(): Promise<void> {
    await start();
    bot.background.length = 0;
  }

  it('because Slack is down, the post is answered a little later, once, and no one is bothered', async () => {
    await startCaughtUp();
    bot.slack.fail('chat.postMessage', 'internal_error', 2);
    await bot.post();
    expect(replies()).toEqual([]);
    bot.sleeps.length = 0;
    await bot.runBackground();
    expect(bot.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(75_000);
    expect(replies()).toHaveLength(1);
    expect(bot.slack.ephemerals).toEqual([]);
  });

  it('because Slack is down for long, the person is told in the end', async () => {
    await startCaughtUp();
    bot.slack.fail('chat.postMessage', 'internal_error', 4);
    await bot.post();
    await bot.runBackground();
    expect(replies()).toEqual([]);
    expect(bot.slack.ephemerals.map(({ text }) => text)).toEqual([expect.stringMatching(/Slack/)]);
  });
});
