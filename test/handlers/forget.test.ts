import { afterEach, describe, expect, it } from 'vitest';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { renderReply } from '../../src/replies/render-reply.js';
import { packReplyState, readReplyState } from '../../src/replies/reply-state.js';
import { FORGET_PERSON_ACTION } from '../../src/views/ids.js';
import { addPhoto } from '../support/add-photo.js';
import { ADA, BEN, BOT_USER, blockAction, CHANNEL, startTestBot, TEAM, type TestBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, type FakeRecognizerSetup, fakeFace } from '../support/fake-recognizer.js';
import { createFakeWorkspace, type FakeWorkspace } from '../support/fake-workspace.js';

/** Ada has an account; so she may have herself forgotten. */
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const ALONE = photoIdOfFile('F0000ALONE');
const BOTH = photoIdOfFile('F00000BOTH');
const GUESSED = photoIdOfFile('F0000GUESS');
const OTHERS = photoIdOfFile('F000OTHERS');
const postOf: Record<string, string> = {
  [ALONE]: '1.000100',
  [BOTH]: '2.000100',
  [GUESSED]: '3.000100',
  [OTHERS]: '4.000100',
};

let bot: TestBot;
let slack: FakeWorkspace;
afterEach(() => bot.slack.assertDone());

/** Four photos, answered after a training: Ada alone, with Grace, recognised by the model, and not there at all. */
async function start(setup: FakeRecognizerSetup = {}, admins: readonly string[] = []): Promise<void> {
  const recognizer = createFakeRecognizer({
    people: [ada, grace],
    trained: true,
    faces: {
      [ALONE]: [fakeFace('a1', 0.1, { [ada.id]: 0.99 })],
      [BOTH]: [fakeFace('a2', 0.1, { [ada.id]: 0.99 }), fakeFace('g2', 0.5, { grace: 0.99 })],
      [GUESSED]: [fakeFace('a3', 0.1, { [ada.id]: 0.99 })],
      [OTHERS]: [fakeFace('g4', 0.1, { grace: 0.99 })],
    },
    ...setup,
  });
  bot = await startTestBot({ recognizer });
  slack = createFakeWorkspace({ admins });
  for (const [id, messageTs] of Object.entries(postOf)) {
    const source = { teamId: TEAM, channelId: CHANNEL, messageTs };
    await addPhoto(recognizer, { id, picture: new Uint8Array(), source });
  }
  await recognizer.tags.add({ photoId: ALONE, faceId: 'a1', person: ada, taggedBy: BEN });
  await recognizer.tags.add({ photoId: BOTH, faceId: 'a2', person: ada, taggedBy: BEN });
  await recognizer.tags.add({ photoId: BOTH, faceId: 'g2', person: grace, taggedBy: BEN });
  await recognizer.tags.reject({ photoId: OTHERS, faceId: 'g4', person: ada, rejectedBy: BEN });
  for (const photoId of Object.keys(postOf)) await answer(photoId);
}

async function answer(photoId: string): Promise<void> {
  const photo = await bot.recognizer.photos.read(photoId);
  const candidates = await bot.recognizer.model.findCandidates(photo, new Uint8Array());
  const postTs = postOf[photoId] ?? '';
  const shown = { photoId, pictureFileId: `F0PICTURE${postTs[0]}`, known: { photo, candidates } };
  const { text, blocks, metadata } = renderReply(
    { postTs, photos: [shown], page: 0 },
    { thresholds: {}, now: 1, withPictures: true, mentions: true },
  );
  slack.messages.set(replyTs(photoId), {
    type: 'message',
    user: BOT_USER,
    ts: replyTs(photoId),
    thread_ts: postTs,
    text,
    blocks,
    metadata,
  });
}

const replyTs = (photoId: string) => `${postOf[photoId]?.slice(0, -1)}1`;
const replyTo = (photoId: string) => slack.messages.get(replyTs(photoId));

async function forget(personId: string, user = ADA, view = { id: 'V1', type: 'home' }): Promise<void> {
  const {
    message: _,
    channel: __,
    ...click
  } = blockAction(
    { type: 'button', action_id: FORGET_PERSON_ACTION, block_id: 'b', value: personId },
    { ts: '1.0' },
    user,
  );
  await bot.send({ ...click, container: { type: 'view', view_id: view.id }, view });
  // The first is what it does after a start.
  for (const work of bot.background.splice(1)) await work();
}

const told = () => slack.toldDirectly.map(({ text }) => text);
const everythingShown = () => JSON.stringify([[...slack.messages.values()], [...slack.homes], [...slack.openModals]]);

describe('“Forget me”', () => {
  it('takes the person out of photos, replies, pictures and App Home, and ends with a receipt', async () => {
    await start();
    expect(everythingShown()).toContain('Ada Lovelace');
    slack.fileNames.set('F0CROP0001', `face ${BOTH} a2.jpg`);
    slack.fileNames.set('F0CROP0002', `face ${BOTH} g2.jpg`);
    slack.fileNames.set('F0CROP0003', `face ${OTHERS} g1 ${BOTH} a2.jpg`);
    slack.fileNames.set('F0CROP0004', `face ${OTHERS} g1 ${BOTH} g2.jpg`);
    slack.fileNames.set('F0NUMBERED', 'faces.jpg');
    slack.homes.set(BEN, 'Ada Lovelace, 2 tags');
    await forget(ada.id);

    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect(replyTo(ALONE)?.['text']).toMatch(/^Someone in these photos asked me to forget them/);
    expect(readReplyState(replyTo(ALONE)?.['metadata'])).toMatchObject({ postTs: postOf[ALONE], photos: [] });
    expect(replyTo(GUESSED)?.['text']).toBe(replyTo(ALONE)?.['text']);
    expect(replyTo(BOTH)?.['text']).toBe('1 face: 1 Grace Hopper.');
    expect(readReplyState(replyTo(BOTH)?.['metadata'])?.photos).toEqual([
      { photoId: BOTH, pictureFileId: 'F0UPLOAD1' },
    ]);
    expect(replyTo(OTHERS)?.['text']).toBe('1 face: 1 Grace Hopper.');
    expect([...slack.deletedFiles].sort()).toEqual([
      'F0CROP0001',
      'F0CROP0003',
      'F0PICTURE1',
      'F0PICTURE2',
      'F0PICTURE3',
    ]);
    expect(await bot.recognizer.people.list()).toEqual([grace]);
    expect((await bot.recognizer.photos.listRecent(9)).map(({ photoId }) => photoId)).toEqual([OTHERS, BOTH]);
    expect((await bot.recognizer.photos.read(BOTH)).faces.map(({ id }) => id)).toEqual(['g2']);
    expect(told()).toEqual([
      expect.stringMatching(/^I’m deleting/),
      `Done. I’ve forgotten the person you asked me to forget. Deleted:
• the name and 2 tags
• 3 faces, with the face data I recognised them by
• 2 photos that showed no one else
• 1 version of the trained model
• 3 numbered pictures in my replies
• 2 face crops
• the name in 4 replies of mine

What stays:
• Photos and messages that people posted in Slack. Their authors can delete them there.
• Names this person gave to other people.
• Notes only one person could see. Slack removes them by itself.

If a photo of them is posted again, I’ll see an unknown face.`,
    ]);
    expect(slack.toldDirectly.every(({ user }) => user === ADA)).toBe(true);
    expect(slack.homes.get(ADA)).toContain('No person here is linked to your account');
  });

  it('says what failed and what to do, and goes on from there when it is asked again', async () => {
    await start();
    const steps = [
      'people.readTraces',
      'people.eraseFromModel',
      'people.eraseFaces',
      'people.eraseAnnotations',
      'photos.remove',
      'people.eraseNames',
    ] as const;
    for (const step of steps) {
      bot.recognizer.failNext(step, clarifaiError('unavailable'));
      await forget(ada.id);
      expect(told().at(-1)).toMatch(/^I couldn’t delete everything\. .*choose “Forget” again/);
      expect((await bot.recognizer.people.list()).map(({ name }) => name)).toContain('Ada Lovelace');
    }
    await forget(ada.id);
    expect(told().at(-1)).toMatch(/^Done/);
    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect(replyTo(BOTH)?.['text']).toBe('1 face: 1 Grace Hopper.');
    expect(bot.logged.join()).not.toContain('Ada Lovelace');
    await forget(ada.id);
    expect(told().at(-1)).toBe('I no longer know this person.');
  });

  it('goes on after Slack failed, too', async () => {
    await start();
    for (const method of ['conversations.replies', 'files.delete', 'chat.update', 'files.list', 'users.list']) {
      slack.answerNext(method, { ok: false, error: 'internal_error' });
      await forget(ada.id);
    }
    expect(told().filter((text) => /^I couldn’t delete everything/.test(text)).length).toBeGreaterThanOrEqual(3);
    await forget(ada.id);
    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect([...slack.deletedFiles].sort()).toEqual(expect.arrayContaining(['F0PICTURE1', 'F0PICTURE2', 'F0PICTURE3']));
    expect(replyTo(BOTH)?.['text']).toBe('1 face: 1 Grace Hopper.');
  });

  it('goes on after a restart, by itself', async () => {
    await start();
    const restart = bot.background[0] ?? (async () => undefined);
    bot.recognizer.failNext('people.eraseAnnotations', clarifaiError('unavailable'));
    await forget(ada.id);
    await restart();
    expect(told().at(-1)).toMatch(/^I was restarted halfway.*\n\nDone/);
    expect(everythingShown()).not.toContain('Ada Lovelace');
    const before = told().length;
    await restart();
    expect(told()).toHaveLength(before);
  });

  it('finds replies to the same picture in other messages', async () => {
    await start();
    const source = { teamId: TEAM, channelId: CHANNEL, messageTs: '9.000100' };
    await bot.recognizer.photos.add([{ id: BOTH, picture: new Uint8Array(), source }]);
    const there = replyTo(BOTH) ?? { ts: '' };
    const metadata = packReplyState({
      postTs: '9.000100',
      photos: [{ photoId: BOTH, postedFileId: 'F0AGAIN001', pictureFileId: 'F0PICTURE9' }],
      page: 0,
    });
    slack.messages.set('9.000101', { ...there, ts: '9.000101', thread_ts: '9.000100', metadata });
    await forget(ada.id);
    expect(slack.messages.get('9.000101')?.['text']).toBe('1 face: 1 Grace Hopper.');
    expect([...slack.deletedFiles]).toContain('F0PICTURE9');
    expect(JSON.stringify(slack.messages.get('9.000101')?.['metadata'])).toContain('F0AGAIN001');
  });

  it('is one piece of work however often it is asked for', async () => {
    await start();
    const click = forget(ada.id);
    await Promise.all([click, forget(ada.id)]);
    expect(told().filter((text) => text.startsWith('Done')).length).toBeGreaterThan(0);
    expect(await bot.recognizer.people.list()).toEqual([grace]);
  });

  it('removes a photo as a whole when the service keeps the faces it found, and says so', async () => {
    await start({ keepsDetections: true });
    await forget(ada.id);
    expect((await bot.recognizer.photos.listRecent(9)).map(({ photoId }) => photoId)).toEqual([OTHERS]);
    expect(told().at(-1)).toContain(
      '• 1 photo with other people in them: my face service can’t delete a face without its photo',
    );
  });

  it('tells of replies that it can no longer reach', async () => {
    await start();
    slack.answerNext('conversations.replies', { ok: false, error: 'not_in_channel' });
    await forget(ada.id);
    expect(told().at(-1)).toContain('My replies to 1 post in conversations I’m no longer in');
  });
});

describe('“Forget this person”', () => {
  it('is done for an admin, and closes what shows the name', async () => {
    await start({}, [BEN]);
    await forget(grace.id, BEN, { id: 'V0MODAL1', type: 'modal' });
    expect(slack.openModals.get('V0MODAL1')).toContain('I’m deleting what I know about them');
    expect(told().at(-1)).toMatch(/^Done/);
    expect(everythingShown()).not.toContain('Grace Hopper');
    expect(await bot.recognizer.people.list()).toEqual([ada]);
  });

  it('includes whoever was merged into them, and names of before', async () => {
    await start({}, [BEN]);
    await bot.recognizer.people.rename({ personId: grace.id, name: 'Amazing Grace', by: BEN });
    await bot.recognizer.people.merge({ personId: grace.id, intoId: ada.id, by: BEN });
    await forget(ada.id, BEN);
    expect(everythingShown()).not.toMatch(/Grace|Ada Lovelace/);
    expect(await bot.recognizer.people.list()).toEqual([]);
    expect(await bot.recognizer.photos.listRecent(9)).toEqual([]);
  });

  it('is possible for somebody removed, too', async () => {
    await start({}, [BEN]);
    await bot.recognizer.people.remove({ personId: grace.id, by: BEN });
    await forget(grace.id, BEN);
    expect(told().at(-1)).toMatch(/^Done/);
    expect((await bot.recognizer.people.registry()).records).toHaveLength(1);
    expect(everythingShown()).not.toContain('Grace Hopper');
  });

  it('is refused to everybody else, with whom to ask', async () => {
    await start();
    await forget(grace.id, BEN);
    expect(told()).toEqual([
      'Only that person or a workspace admin can ask me to forget someone. Please ask an admin.',
    ]);
    expect((await bot.recognizer.people.list()).length).toBe(2);
  });
});
