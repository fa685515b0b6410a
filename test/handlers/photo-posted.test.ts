import { afterEach, describe, expect, it, vi } from 'vitest';
import { DownloadError } from '../../src/photos/download-error.js';
import { PictureError } from '../../src/photos/picture-error.js';
import { addPhoto } from '../support/add-photo.js';
import {
  ADA,
  BOT_USER,
  CHANNEL,
  messageEvent,
  slackFile,
  startTestBot,
  type TestBot,
  type TestBotSetup,
} from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { expectAcceptedBySlack } from '../support/slack-rules.js';

const POST_TS = '1700000000.000100';
const REPLY_TS = '1700000001.000100';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let bot: TestBot;
afterEach(() => bot.slack.assertDone());

/** A bot that finds two faces on photo A, one on photo B, and none on any other. */
async function start(setup: TestBotSetup = {}): Promise<void> {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({
      faces: {
        'slack-f0000000a': [fakeFace('right', 0.6, { grace: 0.7 }), fakeFace('left', 0.1, { ada: 0.96 })],
        'slack-f0000000b': [fakeFace('only', 0.3)],
      },
    }),
    ...setup,
  });
}

const posted = (event: Record<string, unknown> = {}) => messageEvent({ files: [slackFile('F0000000A')], ...event });

function expectReply(pictures: readonly string[] = ['F0PICTURE1']): void {
  bot.slack.expect('assistant.threads.setStatus');
  for (const picture of pictures) bot.slack.expectUpload(picture);
  bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
}

/** A status that is shown and taken away again. */
function expectStatusOnly(): void {
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expect('assistant.threads.setStatus');
}

const replies = () => bot.slack.callsOf('chat.postMessage');
const ephemerals = () => bot.slack.callsOf('chat.postEphemeral');
const problems = () => bot.logged.filter((line) => line.startsWith('error'));

describe('a photo with faces is posted', () => {
  it('gets one reply in its thread: the numbered picture and a row per face, from left to right', async () => {
    await start({
      recognizer: createFakeRecognizer({
        people: [ada, grace],
        trained: true,
        faces: {
          'slack-f0000000a': [fakeFace('right', 0.6, { grace: 0.7 }), fakeFace('left', 0.1, { ada: 0.96 })],
        },
      }),
    });
    expectReply();
    await bot.send(posted());

    expect(replies()).toHaveLength(1);
    const [reply] = replies();
    expect(reply).toMatchObject({ channel: CHANNEL, thread_ts: POST_TS, unfurl_links: 'false', unfurl_media: 'false' });
    expect(reply?.text).toBe('2 faces: 1 Ada Lovelace, 2 perhaps Grace Hopper.');
    expect(reply?.blocks).toMatchObject([
      { type: 'image', slack_file: { id: 'F0PICTURE1' } },
      { type: 'section', text: { text: '1 Ada Lovelace · 96 %' } },
      { type: 'section', text: { text: '2 Is this Grace Hopper?' } },
      { type: 'actions' },
    ]);
    expectAcceptedBySlack(reply?.blocks as unknown[]);
    expect(bot.downloads).toEqual(['https://files.slack.com/F0000000A']);
    expect(problems()).toEqual([]);
  });

  it('remembers in its metadata what it is about, in ids', async () => {
    await start();
    expectReply();
    await bot.send(posted());
    expect(replies()[0]?.metadata).toEqual({
      event_type: 'rollcall_reply',
      event_payload: {
        post: POST_TS,
        photos: 'slack-f0000000a:F0PICTURE1',
        page: 0,
        tags: expect.stringMatching(/^[0-9a-z]+$/),
        rows: expect.stringMatching(/^[0-9a-z]+$/),
      },
    });
  });

  it('shows a quiet status meanwhile, and answers even when Slack does not take it', async () => {
    await start();
    bot.slack.expect('assistant.threads.setStatus', { ok: false, error: 'missing_scope' });
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    await bot.send(posted());
    expect(bot.slack.callsOf('assistant.threads.setStatus')).toEqual([
      { channel_id: CHANNEL, thread_ts: POST_TS, status: 'is looking for faces…' },
    ]);
  });

  it('says in the status that the recogniser has to warm up', async () => {
    await start({
      recognizer: createFakeRecognizer({ isCold: true, faces: { 'slack-f0000000a': [fakeFace('only', 0.3)] } }),
    });
    bot.slack.expect('assistant.threads.setStatus');
    expectReply();
    await bot.send(posted());
    expect(bot.slack.callsOf('assistant.threads.setStatus').at(-1)?.status).toContain('warm up');
    expect(replies()).toHaveLength(1);
  });

  it('keeps where it came from with the photo', async () => {
    await start();
    expectReply();
    const sources: unknown[] = [];
    const { add } = bot.recognizer.photos;
    bot.recognizer.photos.add = (photos) => {
      sources.push(...photos.map((photo) => photo.source));
      return add(photos);
    };
    await bot.send(posted());
    expect(sources).toEqual([{ teamId: 'T00000001', channelId: CHANNEL, messageTs: POST_TS }]);
  });

  it('answers in the thread that the photo was posted in', async () => {
    await start();
    expectReply();
    await bot.send(posted({ thread_ts: '1699999999.000100' }));
    expect(replies()[0]).toMatchObject({ thread_ts: '1699999999.000100' });
  });

  it.each([undefined, 'file_share', 'thread_broadcast'])(
    'looks at the files, not at the subtype %s',
    async (subtype) => {
      await start();
      expectReply();
      await bot.send(posted({ subtype }));
      expect(replies()).toHaveLength(1);
    },
  );

  it('answers several photos of one post with one reply, and leaves out those without faces', async () => {
    await start();
    expectReply(['F0PICTURE1', 'F0PICTURE2']);
    await bot.send(posted({ files: ['F0000000A', 'F0NOFACES', 'F0000000B'].map((id) => slackFile(id)) }));
    expect(replies()).toHaveLength(1);
    const blocks = replies()[0]?.blocks as { type: string }[];
    expect(blocks.map(({ type }) => type)).toEqual(['image', 'section', 'section', 'image', 'section']);
  });

  it('looks once at a photo that is in the post twice', async () => {
    await start();
    expectReply();
    await bot.send(posted({ files: [slackFile('F0000000A'), slackFile('F0000000A')] }));
    expect(bot.downloads).toHaveLength(1);
  });
});

describe('what is not answered', () => {
  it.each([
    ['a message without files', { files: undefined }],
    ['an empty list of files', { files: [] }],
    ['a message of the bot itself', { user: BOT_USER }],
    ['a message of another bot', { bot_id: 'B0OTHER', subtype: 'bot_message' }],
    ['an edit', { subtype: 'message_changed', message: { files: [slackFile('F0000000A')] } }],
    ['a deletion', { subtype: 'message_deleted', previous_message: { files: [slackFile('F0000000A')] } }],
    ['a file that is no picture', { files: [slackFile('F0PDF0000', { mimetype: 'application/pdf' })] }],
    ['a deleted file', { files: [slackFile('F0GONE000', { mode: 'tombstone' })] }],
    ['a file that the plan hides', { files: [slackFile('F0HIDDEN0', { mode: 'hidden_by_limit' })] }],
    ['a file kept elsewhere', { files: [slackFile('F0DRIVE00', { mode: 'external', is_external: true })] }],
  ])('%s: Slack and the recogniser hear nothing', async (_what, event) => {
    await start();
    await bot.send(posted(event));
    expect(bot.slack.calls.map(({ method }) => method)).toEqual(['auth.test']);
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('a photo without faces: the status goes away and nothing is said', async () => {
    await start();
    expectStatusOnly();
    await bot.send(posted({ files: [slackFile('F0NOFACES')] }));
    expect(replies()).toEqual([]);
    expect(bot.slack.callsOf('assistant.threads.setStatus').at(-1)).toMatchObject({ status: '' });
  });

  it('a file that turns out to be no picture: only the log hears of it', async () => {
    await start({
      photos: {
        download: async () => new Uint8Array([1]),
        prepare: async () => {
          throw new PictureError('not-a-picture', 'This file is not a picture.');
        },
        drawNumberedBoxes: async () => ({ jpeg: new Uint8Array(), width: 1, height: 1 }),
        cropFace: async () => new Uint8Array([1]),
        placeSideBySide: async () => new Uint8Array([1]),
      },
    });
    expectStatusOnly();
    await bot.send(posted());
    expect(ephemerals()).toEqual([]);
    expect(bot.logged).toContainEqual(expect.stringContaining('not a picture'));
  });
});

describe('Slack says the same thing twice', () => {
  it('one reply, also while the first is being worked on', async () => {
    await start();
    expectReply();
    await Promise.all([bot.send(posted()), bot.send(posted(), { retryNum: 1 })]);
    await bot.send(posted(), { retryNum: 2 });
    expect(replies()).toHaveLength(1);
  });

  it('one reply, also when another process or an earlier start gave it', async () => {
    await start();
    await addPhoto(bot.recognizer, {
      id: 'slack-f0000000a',
      picture: new Uint8Array(),
      source: { teamId: '', channelId: '', messageTs: '' },
    });
    expectStatusOnly();
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('conversations.replies', {
      messages: [
        { ts: POST_TS, user: ADA },
        {
          ts: REPLY_TS,
          user: BOT_USER,
          metadata: { event_type: 'rollcall_reply', event_payload: { post: POST_TS, photos: 'slack-f0000000a:F1' } },
        },
      ],
    });
    await bot.send(posted());
    expect(replies()).toEqual([]);
    expect(bot.slack.callsOf('conversations.replies')[0]).toMatchObject({ ts: POST_TS, include_all_metadata: 'true' });
  });

  it('looks for its reply before anything else when Slack says that this is a repeat', async () => {
    await start();
    bot.slack.expect('conversations.replies', {
      messages: [
        {
          ts: REPLY_TS,
          user: BOT_USER,
          metadata: { event_type: 'rollcall_reply', event_payload: { post: POST_TS, photos: '' } },
        },
      ],
    });
    await bot.send(posted(), { retryNum: 1 });
    expect(bot.downloads).toEqual([]);
  });

  it('answers a photo that was answered elsewhere and is shared again', async () => {
    await start();
    expectReply();
    await bot.send(posted());
    expectReply(['F0PICTURE2']);
    for (const _when of ['before posting', 'after posting']) {
      bot.slack.expect('conversations.replies', { messages: [{ ts: '1700000009.000100', user: ADA }] });
    }
    await bot.send(posted({ ts: '1700000009.000100' }));
    expect(replies()).toHaveLength(2);
  });

  it('notifies nobody of what they said about a photo long ago: who said it is added without a notification', async () => {
    await start({ isAlone: true });
    expectReply();
    await bot.send(posted());
    await bot.recognizer.tags.add({ photoId: 'slack-f0000000a', faceId: 'left', person: ada, taggedBy: ADA });
    expectReply(['F0PICTURE2']);
    bot.slack.expect('conversations.replies', { messages: [] });
    await bot.send(posted({ ts: '1700000009.000100' }));
    expect(JSON.stringify(replies()[1]?.blocks)).not.toContain('<@');
    expect(JSON.stringify(replies()[1]?.blocks)).toContain('1 Ada Lovelace, named by somebody');

    const [, addWho] = bot.background;
    bot.slack.expect('conversations.replies', () => ({
      messages: [{ ts: REPLY_TS, user: BOT_USER, metadata: replies()[1]?.metadata }],
    }));
    bot.slack.expect('chat.update');
    await addWho?.(new AbortController().signal);
    expect(JSON.stringify(bot.slack.callsOf('chat.update')[0]?.blocks)).toContain(`named by <@${ADA}>`);
  });

  it('is not taken in by somebody else’s message with the same metadata', async () => {
    await start();
    const metadata = { event_type: 'rollcall_reply', event_payload: { post: POST_TS, photos: '' } };
    bot.slack.expect('conversations.replies', { messages: [{ ts: REPLY_TS, user: ADA, metadata }] });
    expectReply();
    await bot.send(posted(), { retryNum: 1 });
    expect(replies()).toHaveLength(1);
  });
});

describe('what Slack says about a file later', () => {
  it.each([
    [
      'of a shared channel',
      { mimetype: undefined, url_private: undefined, mode: 'file_access', file_access: 'check_file_info' },
    ],
    ['that has no type yet', { mimetype: '' }],
  ])('asks about a file %s', async (_what, file) => {
    await start();
    bot.slack.expect('files.info', { file: slackFile('F0000000A', { url_private: 'https://files.slack.com/found' }) });
    expectReply();
    await bot.send(posted({ files: [slackFile('F0000000A', file)] }));
    expect(bot.downloads).toEqual(['https://files.slack.com/found']);
    expect(replies()).toHaveLength(1);
  });

  it('waits for the type of a fresh upload, and looks at its bytes if there is never one', async () => {
    await start();
    for (let asked = 0; asked < 4; asked++)
      bot.slack.expect('files.info', { file: slackFile('F0000000A', { mimetype: '' }) });
    expectReply();
    await bot.send(posted({ files: [slackFile('F0000000A', { mimetype: '' })] }));
    expect(bot.sleeps).toEqual([300, 700, 1500]);
    expect(replies()).toHaveLength(1);
  });
});

describe('a photo is deleted while it is looked at', () => {
  const gone = { ok: false, error: 'file_deleted' };

  it.each<[string, Record<string, unknown>]>([
    ['before its download', { mimetype: '' }],
    ['before it was found out by whom it was shared', { mode: 'file_access', file_access: 'check_file_info' }],
  ])('%s: nobody is bothered', async (_when, file) => {
    await start();
    bot.slack.expect('files.info', gone);
    expectStatusOnly();
    await bot.send(posted({ files: [slackFile('F0000000A', file)] }));
    expect(ephemerals()).toEqual([]);
    expect(bot.logged).toContainEqual('info: Skipped a file: it was deleted meanwhile');
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['was deleted: nobody is bothered', gone, 0],
    ['is there and cannot be had: somebody has to hear of it', { file: slackFile('F0000000A') }, 1],
  ])('a download that finds nothing, of a file that %s', async (_what, info, told) => {
    const missing = new DownloadError('not-found', 'This photo is no longer in Slack: please post it again.');
    await start({
      photos: {
        download: () => Promise.reject(missing),
        prepare: async () => ({ jpeg: new Uint8Array(), width: 1, height: 1 }),
        drawNumberedBoxes: async () => ({ jpeg: new Uint8Array([1]), width: 1, height: 1 }),
        cropFace: async () => new Uint8Array([1]),
        placeSideBySide: async () => new Uint8Array([1]),
      },
    });
    bot.slack.expect('files.info', info);
    expectStatusOnly();
    for (let each = 0; each < told; each += 1) bot.slack.expect('chat.postEphemeral');
    await bot.send(posted());
    expect(ephemerals()).toHaveLength(told);
  });
});

describe('something goes wrong', () => {
  it.each([
    ['photos.add', 'unavailable', 'The face service is not answering. Please try again in a few minutes.'],
    ['photos.read', 'timeout', 'took too long'],
    ['model.findCandidates', 'cold', 'warming up'],
    ['photos.add', 'auth', 'Please ask whoever runs Rollcall'],
  ] as const)('%s is %s: who posted is told what to do, and nobody else', async (method, kind, sentence) => {
    await start();
    bot.recognizer.failNext(method, clarifaiError(kind));
    expectStatusOnly();
    if (method === 'model.findCandidates') bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postEphemeral');
    await bot.send(posted());
    expect(replies()).toEqual([]);
    expect(ephemerals()[0]).toMatchObject({ channel: CHANNEL, user: ADA });
    expect(ephemerals()[0]?.text).toContain(sentence);
    expect(ephemerals()[0]?.text).toContain('“Name faces”');
    expect(ephemerals()[0]).not.toHaveProperty('thread_ts');
  });

  it('is told in the thread when the photo was posted in one', async () => {
    await start();
    bot.recognizer.failNext('photos.add', clarifaiError('unavailable'));
    expectStatusOnly();
    bot.slack.expect('chat.postEphemeral');
    await bot.send(posted({ thread_ts: '1699999999.000100' }));
    expect(ephemerals()[0]).toMatchObject({ thread_ts: '1699999999.000100' });
  });

  it('works the next time: a failure is not remembered as an answer', async () => {
    await start();
    bot.recognizer.failNext('photos.add', clarifaiError('unavailable'));
    expectStatusOnly();
    bot.slack.expect('chat.postEphemeral');
    await bot.send(posted());
    expectReply();
    await bot.send(posted());
    expect(replies()).toHaveLength(1);
  });

  it('gives a bug a reference that is in the log too', async () => {
    await start();
    bot.recognizer.failNext('photos.add', new TypeError('x is not a function'));
    expectStatusOnly();
    bot.slack.expect('chat.postEphemeral');
    await bot.send(posted());
    const reference = /reference ([0-9A-F]{6})/.exec(String(ephemerals()[0]?.text))?.[1];
    expect(reference).toBeDefined();
    expect(problems()).toEqual([
      expect.stringMatching(new RegExp(`\\[${reference}\\] TypeError: x is not a function`)),
    ]);
    expect(ephemerals()[0]?.text).not.toContain('not a function');
  });

  it('answers the photos it can, and says which it could not', async () => {
    let prepared = 0;
    await start({
      photos: {
        download: async () => new Uint8Array([1]),
        prepare: async () => {
          prepared += 1;
          if (prepared === 1)
            throw new PictureError('damaged', 'This photo is damaged: please export and post it again.');
          return { jpeg: new Uint8Array(), width: 1, height: 1 };
        },
        drawNumberedBoxes: async () => ({ jpeg: new Uint8Array([1]), width: 1, height: 1 }),
        cropFace: async () => new Uint8Array([1]),
        placeSideBySide: async () => new Uint8Array([1]),
      },
    });
    bot.slack.expect('files.info', { file: slackFile('F0000000B') });
    expectReply();
    bot.slack.expect('chat.postEphemeral');
    await bot.send(posted({ files: [slackFile('F0000000B'), slackFile('F0000000A')] }));
    expect(replies()).toHaveLength(1);
    expect(ephemerals()[0]?.text).toBe(
      'I could not look at 1 of your 2 photos. This photo is damaged: please export and post it again.',
    );
  });

  it('answers without the picture when it cannot be uploaded', async () => {
    await start();
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expect('files.getUploadURLExternal', { ok: false, error: 'missing_scope' });
    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    await bot.send(posted());
    expect(replies()[0]?.blocks).toMatchObject([{ type: 'context' }, { type: 'section' }, { type: 'section' }]);
    expect(bot.logged).toContainEqual(expect.stringMatching(/^warn: No numbered picture/));
  });
});

describe('sending the reply', () => {
  const refusal = {
    ok: false,
    error: 'invalid_blocks',
    errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'],
    response_metadata: { messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'] },
  };

  it('waits until a fresh picture can be shown', async () => {
    await start();
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postMessage', refusal);
    bot.slack.expect('chat.postMessage', refusal);
    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    await bot.send(posted());
    expect(bot.sleeps).toEqual([200, 400]);
    expect(replies().at(-1)?.blocks).toMatchObject([{ type: 'image' }, {}, {}]);
  });

  it('goes without the picture rather than not at all, and remembers it for the next update', async () => {
    await start();
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    for (let attempt = 0; attempt < 6; attempt++) bot.slack.expect('chat.postMessage', refusal);
    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    await bot.send(posted());
    expect(replies().at(-1)?.blocks).toMatchObject([{ type: 'context' }, {}, {}]);
    expect(replies().at(-1)?.metadata).toMatchObject({ event_payload: { photos: 'slack-f0000000a:F0PICTURE1' } });
  });

  it('gets the picture some seconds later when it had to go without', async () => {
    await start();
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    for (let attempt = 0; attempt < 6; attempt++) bot.slack.expect('chat.postMessage', refusal);
    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    await bot.send(posted());
    const [catchUp, later] = bot.background;
    expect(catchUp).toBeDefined();

    const asItIs = (call: string) => () => ({
      messages: [{ ts: REPLY_TS, user: BOT_USER, metadata: bot.slack.callsOf(call).at(-1)?.metadata }],
    });
    bot.slack.expect('conversations.replies', asItIs('chat.postMessage'));
    bot.slack.expect('conversations.replies', asItIs('chat.postMessage'));
    bot.slack.expect('chat.update');
    bot.slack.expect('conversations.replies', asItIs('chat.update'));
    await later?.(new AbortController().signal);
    expect(bot.sleeps.slice(-2)).toEqual([15_000, 60_000]);
    expect(bot.slack.callsOf('chat.update')).toHaveLength(1);
    expect(bot.slack.callsOf('chat.update')[0]?.blocks).toMatchObject([
      { type: 'image', slack_file: { id: 'F0PICTURE1' } },
      {},
      {},
    ]);
  });

  it('is not repeated when only the answer was lost', async () => {
    await start();
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expectFailure('chat.postMessage', 'connection lost');
    bot.slack.expect('conversations.replies', () => ({
      messages: [{ ts: REPLY_TS, user: BOT_USER, metadata: replies()[0]?.metadata }],
    }));
    await bot.send(posted());
    expect(replies()).toHaveLength(1);
    expect(ephemerals()).toEqual([]);
  });

  it('is repeated when it never arrived', async () => {
    await start();
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expectFailure('chat.postMessage', 503);
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    await bot.send(posted());
    expect(replies()).toHaveLength(2);
  });

  it('waits as long as Slack asks', async () => {
    await start();
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expectFailure('chat.postMessage', { status: 429, headers: { 'retry-after': '7' } });
    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    await bot.send(posted());
    // The clock of these tests goes on by itself.
    expect(bot.sleeps).toEqual([6999]);
  });

  it('waits in the channel that Slack asks it to wait in, and answers in the others meanwhile', async () => {
    let goOn = () => {};
    await start({ sleep: (ms) => (ms > 5000 ? new Promise((resolve) => (goOn = resolve)) : Promise.resolve()) });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expectFailure('chat.postMessage', { status: 429, headers: { 'retry-after': '30' } });
    const slow = bot.send(posted());
    await vi.waitFor(() => expect(replies()).toHaveLength(1));

    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE2');
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    bot.slack.expect('conversations.replies', { messages: [] });
    await bot.send(posted({ channel: 'C00000002' }));
    expect(replies().map(({ channel }) => channel)).toEqual([CHANNEL, 'C00000002']);

    bot.slack.expect('chat.postMessage', { ts: REPLY_TS });
    goOn();
    await slow;
    expect(replies().map(({ channel }) => channel)).toEqual([CHANNEL, 'C00000002', CHANNEL]);
  });

  it('says that it has to be invited when it may not post', async () => {
    await start();
    expectStatusOnly();
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postMessage', { ok: false, error: 'not_in_channel' });
    bot.slack.expect('chat.postEphemeral');
    await bot.send(posted());
    expect(ephemerals()[0]?.text).toContain('`/invite`');
  });
});
