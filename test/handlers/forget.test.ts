import { afterEach, describe, expect, it } from 'vitest';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { packReplyState, readReplyState } from '../../src/replies/reply-state.js';
import { FORGET_PERSON_ACTION } from '../../src/views/forget.js';
import { type Bot, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, type FakeRecognizerSetup, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL, TEAM } from '../support/slack/ids.js';
import {
  blockAction,
  homeOpened,
  type Payload,
  slackFile,
  slashCommand,
  viewAction,
} from '../support/slack/payloads.js';
import { picturesOf } from '../support/slack/read-message.js';

/** Ada has an account, so she may have herself forgotten. */
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const ALONE = photoIdOfFile('F0000ALONE');
const BOTH = photoIdOfFile('F00000BOTH');
const GUESSED = photoIdOfFile('F0000GUESS');
const OTHERS = photoIdOfFile('F000OTHERS');
const POSTS: Readonly<Record<string, { readonly fileId: string; readonly ts: string }>> = {
  [ALONE]: { fileId: 'F0000ALONE', ts: '1700000000.000100' },
  [BOTH]: { fileId: 'F00000BOTH', ts: '1700000010.000100' },
  [GUESSED]: { fileId: 'F0000GUESS', ts: '1700000020.000100' },
  [OTHERS]: { fileId: 'F000OTHERS', ts: '1700000030.000100' },
};

const FACES = {
  [ALONE]: [fakeFace('a1', 0.1, { [ada.id]: 0.99 })],
  [BOTH]: [fakeFace('a2', 0.1, { [ada.id]: 0.99 }), fakeFace('g2', 0.5, { grace: 0.99 })],
  [GUESSED]: [fakeFace('a3', 0.1, { [ada.id]: 0.99 })],
  [OTHERS]: [fakeFace('g4', 0.1, { grace: 0.99 })],
};

let bot: Bot;
afterEach(() => bot.slack.close());

/** Four photos were answered after a training: Ada alone, with Grace, recognised by the model, and not there at all. */
async function start(setup: FakeRecognizerSetup = {}, admins: readonly string[] = []): Promise<void> {
  const recognizer = createFakeRecognizer({
    people: [ada, grace],
    trained: true,
    faces: FACES,
    ...setup,
  });
  bot = await startBot({ recognizer });
  for (const id of admins) bot.slack.state.users.set(id, { id, is_admin: true });
  for (const { fileId, ts } of Object.values(POSTS)) await bot.post({ ts, files: [slackFile(fileId)] });
  await benPicks(ALONE, 'a1', `p:${ada.id}`);
  await benPicks(BOTH, 'a2', `p:${ada.id}`);
  await benPicks(BOTH, 'g2', `p:${grace.id}`);
  await benPicks(OTHERS, 'g4', `x:${ada.id}`);
  bot.background.length = 0;
}

const replyTo = (photoId: string) => bot.slack.messages(CHANNEL, POSTS[photoId]?.ts).at(-1);

/** Ben chooses in the menu of a face. */
async function benPicks(photoId: string, faceId: string, value: string): Promise<void> {
  const menu = {
    type: 'external_select',
    action_id: 'pick_person',
    block_id: `face:${photoId}:${faceId}::old`,
    selected_option: { text: { type: 'plain_text', text: 'shown' }, value },
  };
  const reply = { ts: replyTo(photoId)?.ts ?? '', thread_ts: POSTS[photoId]?.ts ?? '' };
  await bot.send(blockAction(menu, reply, BEN));
}

async function forget(personId: string, user = ADA, view: Payload = { id: 'V1', type: 'home' }): Promise<void> {
  await bot.send(viewAction({ action_id: FORGET_PERSON_ACTION, value: personId }, view, user));
  await bot.runBackground();
}

/** Starts the bot again, which then does what was left undone. */
async function restart(): Promise<void> {
  bot = await startBot({ recognizer: bot.recognizer, slack: bot.slack });
  await bot.runBackground();
}

/** What the bot wrote to a person directly. */
const told = (user = ADA) => bot.slack.ownMessages(user).map(({ text }) => text);

/** The threads that were read after some calls of Slack. */
const repliesRead = (before: number) =>
  bot.slack.requests
    .slice(before)
    .flatMap(({ method, args }) => (method === 'conversations.replies' ? [args['ts']] : []));

/** What people see of the bot in the channel, in App Home and in open modals. */
function everythingShown(): string {
  const { homes, modals } = bot.slack.state;
  const views = [...homes.values(), ...modals.values()].map(({ versions }) => versions.at(-1));
  return JSON.stringify([bot.slack.ownMessages(), views]);
}

/** A view that says this. */
const viewSaying = (id: string, type: string, text: string) => ({
  id,
  versions: [{ type, private_metadata: '', blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] }],
});

/** A face that was cut out of photos and uploaded. */
const uploadedCrop = (id: string, name: string) => bot.slack.state.files.set(id, { id, name, user: BOT_USER });

describe('“Forget me”', () => {
  it('takes the person out of photos, replies, pictures and App Home, and ends with a receipt', async () => {
    await start();
    expect(everythingShown()).toContain('Ada Lovelace');
    uploadedCrop('F0CROP0001', `face ${BOTH} a2.jpg`);
    uploadedCrop('F0CROP0002', `face ${BOTH} g2.jpg`);
    uploadedCrop('F0CROP0003', `face ${OTHERS} g1 ${BOTH} a2.jpg`);
    uploadedCrop('F0CROP0004', `face ${OTHERS} g1 ${BOTH} g2.jpg`);
    bot.slack.state.homes.set(BEN, viewSaying('V0HOME', 'home', 'Ada Lovelace, 2 tags'));
    const numberedPictures = [ALONE, BOTH, GUESSED].flatMap((photoId) => picturesOf(replyTo(photoId) ?? {}));
    await forget(ada.id);

    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect(replyTo(ALONE)?.text).toMatch(/^Someone in these photos asked me to forget them/);
    expect(readReplyState(replyTo(ALONE)?.metadata)).toMatchObject({ postTs: POSTS[ALONE]?.ts, photos: [] });
    expect(replyTo(GUESSED)?.text).toBe(replyTo(ALONE)?.text);
    expect(replyTo(BOTH)?.text).toBe('1 face: 1 Grace Hopper.');
    const [redrawn] = picturesOf(replyTo(BOTH) ?? {});
    expect(readReplyState(replyTo(BOTH)?.metadata)?.photos).toEqual([{ photoId: BOTH, pictureFileId: redrawn }]);
    expect(replyTo(OTHERS)?.text).toBe('1 face: 1 Grace Hopper.');
    expect([...bot.slack.deletedFiles].sort()).toEqual(['F0CROP0001', 'F0CROP0003', ...numberedPictures]);
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
• Messages that only one person could see. Slack removes them by itself.

If a photo of them is posted again, I’ll see an unknown face.`,
    ]);
    expect(told(BEN)).toEqual([]);
    expect(JSON.stringify(bot.slack.home(ADA))).toContain('No person here is linked to your account');
  });

  it('is done even if the modal was closed in the meantime', async () => {
    await start();
    bot.slack.fail('views.update', 'not_found');
    const origin = { kind: 'home', page: 0 };
    await forget(ada.id, ADA, {
      id: 'V1',
      type: 'modal',
      private_metadata: JSON.stringify({ personId: ada.id, origin }),
    });
    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect(told()).toEqual([expect.stringMatching(/^I’m deleting/), expect.stringMatching(/^Done\. I’ve forgotten/)]);
  });

  it('is done even if Slack does not take the message that it has begun', async () => {
    await start();
    bot.slack.fail('chat.postMessage', 'internal_error');
    await forget(ada.id);
    expect(everythingShown()).not.toContain('Ada Lovelace');
  });

  it('keeps the App Home of someone who opens it while those of others are replaced', async () => {
    await start();
    let isFirst = true;
    bot.slack.before('views.publish', async ({ user_id, view }) => {
      if (!isFirst || !JSON.stringify(view).includes('Something has changed')) return;
      isFirst = false;
      expect(user_id).toBe(ADA);
      await bot.send(homeOpened(BEN));
    });
    await forget(ada.id);
    expect(isFirst).toBe(false);
    expect(JSON.stringify(bot.slack.home(BEN))).toContain('Grace Hopper');
  });

  it('says what failed and what to do, and goes on from there when it is repeated', async () => {
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
      bot.recognizer.before(step, () => Promise.reject(clarifaiError('unavailable')));
      await forget(ada.id);
      bot.recognizer.before(step, async () => {});
      expect(told().at(-1)).toMatch(/^I couldn’t delete everything\. .*choose “Forget” again/);
      expect((await bot.recognizer.people.list()).map(({ name }) => name)).toContain('Ada Lovelace');
    }
    await forget(ada.id);
    expect(told().at(-1)).toMatch(/^Done/);
    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect(replyTo(BOTH)?.text).toBe('1 face: 1 Grace Hopper.');
    expect(bot.logged.join()).not.toContain('Ada Lovelace');
    await forget(ada.id);
    expect(told().at(-1)).toBe('I no longer know this person.');
  });

  it('goes on after a failure of Slack, too', async () => {
    await start();
    const numberedPictures = [ALONE, BOTH, GUESSED].flatMap((photoId) => picturesOf(replyTo(photoId) ?? {}));
    for (const method of ['conversations.replies', 'files.delete', 'chat.update', 'files.list']) {
      bot.slack.fail(method, 'internal_error', 4);
      await forget(ada.id);
    }
    bot.slack.fail('users.list', 'internal_error');
    await forget(ada.id);
    expect(told().filter((text) => /^I couldn’t delete everything/.test(text)).length).toBeGreaterThanOrEqual(3);
    await forget(ada.id);
    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect([...bot.slack.deletedFiles]).toEqual(expect.arrayContaining(numberedPictures));
    expect(replyTo(BOTH)?.text).toBe('1 face: 1 Grace Hopper.');
  });

  it('tries again by itself if a service is away for a moment, and says that it did', async () => {
    await start();
    bot.slack.fail('chat.update', 'internal_error');
    bot.recognizer.failNext('people.eraseNames', clarifaiError('unavailable'));
    bot.sleeps.length = 0;
    await forget(ada.id);
    const waited = bot.sleeps.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(35_000);
    expect(told().at(-1)).toMatch(/^I was interrupted halfway.*\n\nDone/);
    expect(everythingShown()).not.toContain('Ada Lovelace');
  });

  it('goes on by itself after a restart', async () => {
    await start();
    bot.recognizer.before('people.eraseAnnotations', () => Promise.reject(clarifaiError('unavailable')));
    await forget(ada.id);
    bot.recognizer.before('people.eraseAnnotations', async () => {});
    await restart();
    expect(told().at(-1)).toMatch(/^I was interrupted halfway.*\n\nDone/);
    expect(everythingShown()).not.toContain('Ada Lovelace');
    const before = told().length;
    await restart();
    expect(told()).toHaveLength(before);
  });

  it('covers replies to the same picture in other messages', async () => {
    await start();
    const postTs = '1700000100.000100';
    const source = { teamId: TEAM, channelId: CHANNEL, messageTs: postTs };
    await bot.recognizer.photos.add([{ id: BOTH, picture: new Uint8Array(), source }]);
    bot.slack.state.putForeign({ ts: postTs, files: [slackFile('F0AGAIN001')] });
    uploadedCrop('F0PICTURE9', 'faces.jpg');
    bot.slack.state.putOwn({
      ...replyTo(BOTH),
      channel: CHANNEL,
      ts: '1700000101.000100',
      thread_ts: postTs,
      metadata: packReplyState({
        postTs,
        photos: [{ photoId: BOTH, postedFileId: 'F0AGAIN001', pictureFileId: 'F0PICTURE9' }],
        page: 0,
        order: 'by rows',
      }),
    });
    await forget(ada.id);
    const other = bot.slack.message('1700000101.000100');
    expect(other.text).toBe('1 face: 1 Grace Hopper.');
    expect([...bot.slack.deletedFiles]).toContain('F0PICTURE9');
    expect(JSON.stringify(other.metadata)).toContain('F0AGAIN001');
  });

  it('is done once, however often it is requested', async () => {
    await start();
    const click = forget(ada.id);
    await Promise.all([click, forget(ada.id)]);
    expect(told().filter((text) => text.startsWith('Done')).length).toBeGreaterThan(0);
    expect(await bot.recognizer.people.list()).toEqual([grace]);
  });

  it('covers a photo on which they are named while it is under way', async () => {
    await start();
    let isNamed = false;
    bot.recognizer.before('photos.listRecent', async () => {
      if (isNamed) return;
      isNamed = true;
      await benPicks(OTHERS, 'g4', `p:${ada.id}`);
    });
    await forget(ada.id);
    expect(isNamed).toBe(true);
    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect(replyTo(OTHERS)?.text).toMatch(/^Someone in these photos asked me to forget them/);
  });

  it('deletes a whole photo when the service cannot delete a face by itself, and says so', async () => {
    await start({ refusesToDeleteFaces: true });
    await forget(ada.id);
    expect((await bot.recognizer.photos.listRecent(9)).map(({ photoId }) => photoId)).toEqual([OTHERS]);
    expect(told().at(-1)).toContain(
      '• 1 photo with other people in them: my face service can’t delete a face without its photo',
    );
  });

  it('mentions replies that the bot can no longer reach', async () => {
    await start();
    bot.slack.fail('conversations.replies', 'not_in_channel');
    await forget(ada.id);
    expect(told().at(-1)).toContain('My replies to 1 post in conversations I’m no longer in');
  });

  it('takes out people whom a reply only asked about, and reads no replies that don’t concern them', async () => {
    const unrelated = { fileId: 'F000UNRELA', ts: '1700000040.000100' };
    await start({
      faces: {
        ...FACES,
        [GUESSED]: [fakeFace('a3', 0.1, { [ada.id]: 0.6 })],
        [photoIdOfFile(unrelated.fileId)]: [fakeFace('g5', 0.1, { grace: 0.99 })],
      },
    });
    await bot.post({ ts: unrelated.ts, files: [slackFile(unrelated.fileId)] });
    bot.background.length = 0;
    expect(JSON.stringify(replyTo(GUESSED))).toContain('Ada Lovelace');
    const before = bot.slack.requests.length;
    await forget(ada.id);
    expect(everythingShown()).not.toContain('Ada Lovelace');
    expect((await bot.recognizer.photos.findSources([GUESSED])).map(({ named }) => named)).toEqual([[]]);
    expect(repliesRead(before)).not.toContain(unrelated.ts);
  });

  it('misses no reply that was updated while it could not be stored whom it names', async () => {
    await start({ trained: false });
    let isAway = true;
    for (const step of ['photos.storeNamed', 'photos.storeFaces'] as const) {
      bot.recognizer.before(step, async () => {
        if (isAway) throw clarifaiError('unavailable');
      });
    }
    await bot.send(slashCommand());
    await bot.runBackground();
    expect(replyTo(GUESSED)?.text).toBe('1 face: 1 not named yet.');
    isAway = false;
    await bot.send(slashCommand());
    await bot.runBackground();
    expect(replyTo(GUESSED)?.text).toBe('1 face: 1 Ada Lovelace.');
    await forget(ada.id);
    expect(everythingShown()).not.toContain('Ada Lovelace');
  });

  describe('with replies of an earlier version', () => {
    const OLD = ['1600000000.000100', '1600000010.000100', '1600000020.000100'];
    const oldPhoto = (ts: string) => photoIdOfFile(`F${ts.slice(0, 10)}`);

    /** Replies that name Ada, Grace and no one, without anything stored about whom they name. */
    async function startWithOldReplies(): Promise<void> {
      await start(
        {
          faces: { ...FACES, ...Object.fromEntries(OLD.map((ts) => [oldPhoto(ts), [fakeFace(`f${ts}`, 0.1)]])) },
        },
        [BEN],
      );
      for (const [index, ts] of OLD.entries()) {
        const photoId = oldPhoto(ts);
        const source = { teamId: TEAM, channelId: CHANNEL, messageTs: ts };
        await bot.recognizer.photos.add([{ id: photoId, picture: new Uint8Array(), source }]);
        bot.slack.state.putForeign({ ts, files: [slackFile(`F${ts.slice(0, 10)}`)] });
        bot.slack.state.putOwn({
          channel: CHANNEL,
          ts: ts.replace('100', '200'),
          thread_ts: ts,
          text: `1 face: ${[ada.name, grace.name, 'unknown'][index]}.`,
          metadata: packReplyState({ postTs: ts, photos: [{ photoId }], page: 0, order: 'by rows' }),
        });
      }
    }

    it('reads each of them once, whoever is forgotten', async () => {
      await startWithOldReplies();
      await forget(ada.id);
      expect(everythingShown()).not.toContain('Ada Lovelace');
      const named = await bot.recognizer.photos.findSources(OLD.map(oldPhoto));
      expect(named.map((source) => source.named)).toEqual([[], ['grace'], []]);
      const before = bot.slack.requests.length;
      await forget(grace.id, BEN);
      expect(everythingShown()).not.toContain('Grace Hopper');
      expect(repliesRead(before)).toContain(OLD[1]);
      expect(repliesRead(before)).not.toContain(OLD[2]);
    });

    it('goes on with those that it has not read, after a failure', async () => {
      await startWithOldReplies();
      const read = async () => {
        const sources = await bot.recognizer.photos.findSources(OLD.map(oldPhoto));
        return sources.filter(({ named }) => named !== undefined).length;
      };
      let isAway = true;
      bot.recognizer.before('photos.storeNamed', async () => {
        if (isAway && (await read()) === 1) throw clarifaiError('unavailable');
      });
      await forget(ada.id);
      const before = bot.slack.requests.length;
      expect(await read()).toBe(1);
      isAway = false;
      await restart();
      expect(everythingShown()).not.toContain('Ada Lovelace');
      expect(await read()).toBe(3);
      expect(repliesRead(before)).not.toContain(OLD[2]);
    });
  });

  it('takes the person out of photos that were looked at without a reply, too', async () => {
    const [seen, tagged] = ['slack-f000000seen', 'slack-f0000tagged'];
    await start({
      faces: {
        ...FACES,
        [seen]: [fakeFace('theirs', 0.1), fakeFace('other', 0.5)],
        [tagged]: [fakeFace('tagged', 0.1), fakeFace('other2', 0.5)],
      },
    });
    await earlierPhoto(bot, seen, CHANNEL, '1600000000.000100');
    await earlierPhoto(bot, tagged, CHANNEL, '1600000010.000100');
    await bot.recognizer.photos.storeFaces(seen, [
      { faceId: 'theirs', personId: ada.id },
      { faceId: 'other', personId: grace.id },
    ]);
    await bot.recognizer.photos.storeFaces(tagged, [{ faceId: 'tagged' }, { faceId: 'other2', personId: grace.id }]);
    await bot.recognizer.tags.add({ photoId: tagged, faceId: 'tagged', person: ada, taggedBy: BEN });
    await forget(ada.id);
    const sources = await bot.recognizer.photos.findSources([seen, tagged]);
    expect(sources.map(({ faces }) => faces)).toEqual([
      [{ faceId: 'other', personId: grace.id }],
      [{ faceId: 'other2', personId: grace.id }],
    ]);
    expect((await bot.recognizer.photos.read(seen)).faces.map(({ id }) => id)).toEqual(['other']);
    expect((await bot.recognizer.photos.read(tagged)).faces.map(({ id }) => id)).toEqual(['other2']);
  });
});

describe('“Forget this person”', () => {
  it('is done for an admin, and closes what shows the name', async () => {
    await start({}, [BEN]);
    bot.slack.state.modals.set('V0MODAL1', viewSaying('V0MODAL1', 'modal', 'Grace Hopper'));
    const private_metadata = JSON.stringify({ personId: grace.id, origin: { kind: 'home', page: 0 } });
    await forget(grace.id, BEN, { id: 'V0MODAL1', type: 'modal', private_metadata });
    expect(JSON.stringify(bot.slack.modal().shown)).toContain('I’m deleting what I know about them');
    expect(told(BEN).at(-1)).toMatch(/^Done/);
    expect(everythingShown()).not.toContain('Grace Hopper');
    expect(await bot.recognizer.people.list()).toEqual([ada]);
  });

  it('covers people who were merged into them, and earlier names', async () => {
    await start({}, [BEN]);
    await bot.recognizer.people.rename({ personId: grace.id, name: 'Amazing Grace', by: BEN });
    await bot.recognizer.people.merge({ personId: grace.id, intoId: ada.id, by: BEN });
    await forget(ada.id, BEN);
    expect(everythingShown()).not.toMatch(/Grace|Ada Lovelace/);
    expect(await bot.recognizer.people.list()).toEqual([]);
    expect(await bot.recognizer.photos.listRecent(9)).toEqual([]);
  });

  it('is possible for a removed person, too', async () => {
    await start({}, [BEN]);
    await bot.recognizer.people.remove({ personId: grace.id, by: BEN });
    await forget(grace.id, BEN);
    expect(told(BEN).at(-1)).toMatch(/^Done/);
    expect((await bot.recognizer.people.registry()).records).toHaveLength(1);
    expect(everythingShown()).not.toContain('Grace Hopper');
  });

  it('is refused to anyone else, who is told whom to ask', async () => {
    await start();
    await forget(grace.id, BEN);
    expect(told(BEN)).toEqual([
      'Only that person or a workspace admin can ask me to forget someone. Please ask an admin.',
    ]);
    expect((await bot.recognizer.people.list()).length).toBe(2);
  });
});
