import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoppingError } from '../../src/errors.js';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { type Bot, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, CHANNEL } from '../support/slack/ids.js';
import { slackFile, slashCommand } from '../support/slack/payloads.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };

/** Three photos by file id, the oldest first, with the time they were posted. */
const POSTS = { F0LEARNED: '1700000000.000100', F00000OLD: '1700000010.000100', F00000NEW: '1700000020.000100' };
type FileId = keyof typeof POSTS;

let bot: Bot;
afterEach(() => bot.slack.close());

/** Three photos were answered when no one was known, and Ada is named in the first. */
beforeEach(async () => {
  bot = await startBot({
    recognizer: createFakeRecognizer({
      people: [ada],
      faces: {
        [photoIdOfFile('F0LEARNED')]: [fakeFace('one', 0.1, { ada: 0.99 })],
        [photoIdOfFile('F00000OLD')]: [fakeFace('two', 0.1, { ada: 0.97 }), fakeFace('three', 0.5)],
        [photoIdOfFile('F00000NEW')]: [fakeFace('four', 0.1, { ada: 0.97 })],
      },
    }),
    sleep: (ms) => (ms < 1500 ? Promise.resolve() : new Promise(() => {})),
  });
  for (const [fileId, ts] of Object.entries(POSTS)) await bot.post({ ts, files: [slackFile(fileId)] });
  await bot.recognizer.tags.add({ photoId: photoIdOfFile('F0LEARNED'), faceId: 'one', person: ada, taggedBy: ADA });
  bot.background.length = 0;
});

const train = () => bot.send(slashCommand());
const replyTo = (fileId: FileId) => bot.slack.messages(CHANNEL, POSTS[fileId]).at(-1);
const textOf = (fileId: FileId) => replyTo(fileId)?.text;
/** The replies that were replaced, in the order it was done. */
const replaced = () =>
  bot.slack.requests.filter(({ method }) => method === 'chat.update').map(({ args }) => args['ts']);
/** What the person who trained was told after the report. */
const told = () => bot.slack.commandAnswers.slice(1).map(({ text }) => text);

const UNNAMED = '1 face: 1 not named yet.';
const NAMED = '1 face: 1 Ada Lovelace.';

describe('after a training', () => {
  it('earlier replies name the people the model is sure of, the newest first, and the person who trained is told', async () => {
    await train();
    expect(textOf('F00000NEW')).toBe(UNNAMED);
    await bot.runBackground();
    expect(textOf('F00000NEW')).toBe(NAMED);
    expect(textOf('F00000OLD')).toBe('2 faces: 1 Ada Lovelace, 2 not named yet.');
    expect(replaced()).toEqual([replyTo('F00000NEW')?.ts, replyTo('F00000OLD')?.ts, replyTo('F0LEARNED')?.ts]);
    expect(told()).toEqual(['Updated 3 earlier replies.']);
    expect(bot.slack.commandAnswers[1]?.response_type).toBe('ephemeral');
  });

  it('replies that say it already are left alone, and no one is told', async () => {
    await train();
    await bot.runBackground();
    // The picture of a photo in which everyone is recognised gets their names.
    await bot.runBackground();
    const before = replaced().length;
    await train();
    await bot.runBackground();
    expect(replaced()).toHaveLength(before);
    expect(bot.slack.commandAnswers).toHaveLength(3);
  });

  it('the reply to a photo that was posted in a thread is found, too', async () => {
    const threadTs = '1600000000.000100';
    bot.slack.state.putForeign({ ts: threadTs });
    for (const message of bot.slack.messages(CHANNEL, POSTS.F00000NEW)) {
      bot.slack.state.put({ ...message, thread_ts: threadTs });
    }
    await train();
    await bot.runBackground();
    expect(bot.slack.messages(CHANNEL, threadTs).at(-1)?.text).toBe(NAMED);
  });

  it('a reply that cannot be changed does not hold up the others', async () => {
    await train();
    bot.slack.fail('conversations.replies', 'not_in_channel');
    await bot.runBackground();
    expect(textOf('F00000NEW')).toBe(UNNAMED);
    expect(textOf('F00000OLD')).toBe('2 faces: 1 Ada Lovelace, 2 not named yet.');
  });

  it('a reply to a photo that can no longer be seen loses no name', async () => {
    await train();
    await bot.runBackground();
    // The pictures of photos in which everyone is named get the names.
    await bot.runBackground();
    const before = replaced().length;
    bot.slack.deletedFiles.add('F00000OLD').add('F00000NEW');
    await train();
    await bot.runBackground();
    expect(textOf('F00000NEW')).toBe(NAMED);
    expect(replaced()).toHaveLength(before);
  });

  it('nothing is begun when Rollcall stops', async () => {
    await train();
    await bot.app.stop();
    await expect(bot.runBackground()).rejects.toThrow(StoppingError);
    expect(replaced()).toEqual([]);
  });

  it('and another one in the meantime, each reply is replaced once, and everyone who asked is told', async () => {
    await train();
    await train();
    await train();
    bot.slack.commandAnswers.length = 1;
    await bot.runBackground();
    expect(replaced()).toHaveLength(3);
    expect(told()).toHaveLength(3);
  });
});
