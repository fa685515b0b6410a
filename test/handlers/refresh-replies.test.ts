import { afterEach, describe, expect, it } from 'vitest';
import { StoppingError } from '../../src/errors.js';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { packReplyState, type ReplyMetadata } from '../../src/replies/reply-state.js';
import { addPhoto } from '../support/add-photo.js';
import { ADA, BOT_USER, CHANNEL, slackFile, slashCommand, startTestBot, TEAM, type TestBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const LEARNED = photoIdOfFile('F0LEARNED');
const OLDER = photoIdOfFile('F00000OLD');
const NEWER = photoIdOfFile('F00000NEW');

let bot: TestBot;
afterEach(() => bot.slack.assertDone());

const postOf: Record<string, string> = { [LEARNED]: '1.000001', [OLDER]: '2.000001', [NEWER]: '3.000001' };

/** Three photos were answered when nobody was known; Ada is named on the first. */
async function start(): Promise<void> {
  const recognizer = createFakeRecognizer({
    people: [ada],
    faces: {
      [LEARNED]: [fakeFace('one', 0.1, { ada: 0.99 })],
      [OLDER]: [fakeFace('two', 0.1, { ada: 0.97 }), fakeFace('three', 0.5)],
      [NEWER]: [fakeFace('four', 0.1, { ada: 0.97 })],
    },
  });
  bot = await startTestBot({ recognizer, sleep: (ms) => (ms < 5000 ? Promise.resolve() : new Promise(() => {})) });
  bot.background.length = 0;
  for (const [id, messageTs] of Object.entries(postOf)) {
    const source = { teamId: TEAM, channelId: CHANNEL, messageTs };
    await addPhoto(recognizer, { id, picture: new Uint8Array(), source });
  }
  await recognizer.tags.add({ photoId: LEARNED, faceId: 'one', person: ada, taggedBy: ADA });
}

function replyTo(photoId: string, metadata?: unknown): Record<string, unknown> {
  const postTs = postOf[photoId] ?? '';
  return {
    type: 'message',
    user: BOT_USER,
    ts: `${postTs.slice(0, -1)}2`,
    thread_ts: postTs,
    metadata: metadata ?? packReplyState({ postTs, photos: [{ photoId, pictureFileId: 'F0PICTURE1' }], page: 0 }),
  };
}

/** Looked for, looked at once more before it is replaced, and replaced. */
function expectUpdate(photoId: string): void {
  bot.slack.expect('conversations.replies', { messages: [replyTo(photoId)] });
  bot.slack.expect('files.info', { file: slackFile('F0') });
  bot.slack.expect('conversations.replies', { messages: [replyTo(photoId)] });
  bot.slack.expect('chat.update');
}

async function train(): Promise<void> {
  bot.slack.expect('respond');
  await bot.send(slashCommand());
}

async function refresh(): Promise<void> {
  const work = bot.background.splice(0);
  for (const each of work) await each();
}

const updates = () => bot.slack.callsOf('chat.update');

describe('after a training', () => {
  it('the replies in which somebody was unknown name whom the model is sure of, the newest first', async () => {
    await start();
    await train();
    expect(updates()).toEqual([]);
    expectUpdate(NEWER);
    expectUpdate(OLDER);
    bot.slack.expect('respond');
    await refresh();
    expect(updates().map(({ ts, text }) => [ts, text])).toEqual([
      ['3.000002', '1 face: 1 Ada Lovelace.'],
      ['2.000002', '2 faces: 1 Ada Lovelace, 2 not named yet.'],
    ]);
    expect(bot.slack.callsOf('respond')[1]).toMatchObject({
      response_type: 'ephemeral',
      text: 'Updated 2 earlier replies.',
    });
  });

  it('leaves replies alone that say it already, and then tells nobody', async () => {
    await start();
    await train();
    expectUpdate(NEWER);
    expectUpdate(OLDER);
    bot.slack.expect('respond');
    await refresh();
    const [newer, older] = updates().map(({ metadata }) => metadata as ReplyMetadata);
    await train();
    bot.slack.expect('conversations.replies', { messages: [replyTo(NEWER, newer)] });
    bot.slack.expect('files.info', { file: slackFile('F0') });
    bot.slack.expect('conversations.replies', { messages: [replyTo(OLDER, older)] });
    bot.slack.expect('files.info', { file: slackFile('F0') });
    await refresh();
    expect(updates()).toHaveLength(2);
    expect(bot.slack.callsOf('respond')).toHaveLength(3);
  });

  it('finds the reply to a photo that was posted in a thread, however Slack answers', async () => {
    await start();
    await train();
    await bot.recognizer.photos.remove(OLDER);
    const post = { type: 'message', user: ADA, ts: postOf[NEWER], thread_ts: '0.000001' };
    bot.slack.expect('conversations.replies', { messages: [post] });
    expectUpdate(NEWER);
    bot.slack.expect('respond');
    await refresh();
    expect(bot.slack.callsOf('conversations.replies').map(({ ts }) => ts)).toEqual([
      postOf[NEWER],
      '0.000001',
      '0.000001',
    ]);
  });

  it('goes on after a reply that cannot be changed, and takes no name away from a photo it cannot see', async () => {
    await start();
    await train();
    bot.slack.expect('conversations.replies', { ok: false, error: 'not_in_channel' });
    bot.slack.expect('conversations.replies', { messages: [replyTo(OLDER)] });
    bot.slack.expect('files.info', { ok: false, error: 'file_deleted' });
    await refresh();
    expect(updates()).toEqual([]);
  });

  it('nothing is updated once Rollcall stops', async () => {
    await start();
    await train();
    await bot.app.stop();
    await expect(refresh()).rejects.toThrow(StoppingError);
    expect(updates()).toEqual([]);
  });

  it('the work begins anew when another training ends meanwhile', async () => {
    await start();
    await train();
    await train();
    expectUpdate(NEWER);
    expectUpdate(OLDER);
    // Everybody who asked is told, once.
    for (let asked = 0; asked < 2; asked += 1) bot.slack.expect('respond');
    await refresh();
    expect(updates()).toHaveLength(2);
  });
});
