import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL, POST_TS } from '../support/slack/ids.js';
import { permalinkOf } from '../support/slack/messages-api.js';
import { homeOpened, slackEvent, viewAction } from '../support/slack/payloads.js';
import { picturesOf } from '../support/slack/read-message.js';

const HERE = 'slack-f0000here';
const SECRET = 'slack-f00secret';
const SECRET_CHANNEL = 'C0SECRET1';
/** Someone who is in none of the bot’s conversations. */
const OUTSIDE = 'UELSE0000';
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let bot: Bot;

/** Ada is tagged in the channel that everyone is in, Grace in one that only the bot is in. */
beforeEach(async () => {
  bot = await startBot({
    recognizer: createFakeRecognizer({
      people: [ada, grace],
      faces: {
        [HERE]: [fakeFace('a', 0.1), fakeFace('b', 0.4), fakeFace('c', 0.7)],
        [SECRET]: [fakeFace('s', 0.1), fakeFace('t', 0.5)],
      },
    }),
  });
  bot.slack.state.channels.set(SECRET_CHANNEL, { id: SECRET_CHANNEL, members: [BOT_USER] });
  await earlierPhoto(bot, HERE, CHANNEL, POST_TS);
  await earlierPhoto(bot, SECRET, SECRET_CHANNEL, POST_TS);
  await bot.recognizer.tags.add({ photoId: HERE, faceId: 'a', person: ada, taggedBy: BEN });
  await bot.recognizer.tags.add({ photoId: SECRET, faceId: 's', person: grace, taggedBy: ADA });
});
afterEach(() => bot.slack.close());

const open = (user = ADA, tab = 'home') => bot.send(homeOpened(user, tab));
const versions = (user = ADA) => bot.slack.state.homes.get(user)?.versions ?? [];
const shown = (user = ADA) => JSON.stringify(bot.slack.home(user));
const pictures = (user = ADA) => picturesOf(bot.slack.home(user) ?? {});

/** A picture that the bot uploaded before its last start. */
const uploadedEarlier = (id: string, name: string) =>
  bot.slack.state.files.set(id, { id, name, user: BOT_USER, mimetype: 'image/jpeg', created: 1_700_000_000 });

describe('App Home', () => {
  it('shows what the bot knows at once, and the faces as soon as they are there', async () => {
    await open();
    expect(versions().map((view) => picturesOf(view).length)).toEqual([0, 2, 2]);
    expect(JSON.stringify(versions()[0])).toContain('1 tagged photo');
    expect(shown()).toContain(`<${permalinkOf(POST_TS)}|2 faces without a name>`);
    expect(shown()).toContain('I know you as *Ada Lovelace* from 1 tagged photo');
    expect(shown()).toContain('You’ve named 1 face.');
  });

  it('says after a start that it is still reading the tags, if there are many', async () => {
    let goOn = () => {};
    const isRead = new Promise<void>((resolve) => (goOn = resolve));
    bot.recognizer.before('tags.listAnswers', () => isRead);
    bot = await startBot({ recognizer: bot.recognizer, slack: bot.slack });
    const opening = open();
    await expect.poll(() => versions()).toHaveLength(1);
    expect(shown()).toContain('I’ve just started');
    goOn();
    await opening;
    expect(shown()).toContain('I know you as *Ada Lovelace*');
  });

  it('cuts a face out once, and shows the same picture to everyone', async () => {
    await open();
    await open(BEN);
    expect(pictures(BEN)).toEqual(pictures(ADA));
    expect(bot.slack.uploads()).toHaveLength(2);
    expect(versions(BEN)).toHaveLength(1);
  });

  it('after a restart shows the faces that were cut out before it, and deletes those of photos that are gone', async () => {
    uploadedEarlier('F0ADAFACE1', `face ${HERE} a.jpg`);
    uploadedEarlier('F0ORPHAN01', 'face slack-f000gone gone.jpg');
    uploadedEarlier('F0NUMBERED', 'faces.jpg');
    bot.slack.state.channels.set(SECRET_CHANNEL, { id: SECRET_CHANNEL, members: [] });
    // Nothing was posted that the bot could have missed.
    bot.slack.state.messages.clear();
    await bot.runBackground();
    await bot.runBackground();
    expect([...bot.slack.deletedFiles]).toEqual(['F0ORPHAN01']);

    await open();
    expect(pictures()).toContain('F0ADAFACE1');
    // Only the faces without a name were cut out.
    expect(bot.slack.uploads().at(-1)?.['name']).toBe(`face ${HERE} b ${HERE} c.jpg`);
  });

  it('no longer has the face of a photo that is deleted', async () => {
    await open();
    const faces = pictures();
    bot.background.length = 0;
    bot.slack.state.delete(CHANNEL, POST_TS);
    bot.slack.deletedFiles.add('F0000HERE');
    await bot.send(slackEvent({ type: 'file_deleted', file_id: 'F0000HERE', event_ts: '1' }));
    await bot.runBackground();
    expect([...bot.slack.deletedFiles].sort()).toEqual(['F0000HERE', ...faces].sort());
  });

  it('shows nothing from conversations the viewer is not in', async () => {
    await open(OUTSIDE);
    expect(shown(OUTSIDE)).not.toContain('Lovelace');
    expect(shown(OUTSIDE)).not.toContain('Grace');
    expect(shown(OUTSIDE)).not.toContain('https://test.slack.com');
    expect(shown(OUTSIDE)).toContain('No one has been named yet in your conversations.');
  });

  it('does not count faces as waiting for a name that are not faces, or are to be left unnamed', async () => {
    await bot.recognizer.tags.flag({ photoId: HERE, faceId: 'b', kind: 'not a face', flaggedBy: ADA });
    await bot.recognizer.tags.flag({ photoId: HERE, faceId: 'c', kind: 'left unnamed', flaggedBy: ADA });
    await open();
    expect(shown()).toContain('Every face in your latest photos has a name');
  });

  it('is shown without faces when Slack cannot show them', async () => {
    bot.slack.state.refusedPictures = Number.POSITIVE_INFINITY;
    await open();
    expect(shown()).toContain('*Ada Lovelace*');
    expect(pictures()).toEqual([]);
  });

  it('says so when the face service does not answer', async () => {
    bot.recognizer.failNext('tags.listAsGiven', clarifaiError('unavailable'));
    await open();
    expect(shown()).toContain('isn’t answering');
  });

  it('is left alone when someone opens the messages tab', async () => {
    await open(ADA, 'messages');
    expect(versions()).toEqual([]);
  });

  it('turns the page for the person who asks', async () => {
    await bot.send(viewAction({ action_id: 'home_page:1', value: '1' }, { id: 'V1', type: 'home' }, BEN));
    expect(versions(BEN)).not.toEqual([]);
    expect(versions(ADA)).toEqual([]);
  });
});

describe('the page of App Home', () => {
  const PEOPLE = Array.from({ length: 60 }, (_, index) => ({ id: `p${index}`, name: `Person ${100 + index}` }));
  const pageShown = (user = ADA) => bot.slack.home(user)?.['private_metadata'];
  const turnTo = (page: number, hash?: string) =>
    bot.send(
      viewAction({ action_id: `home_page:${page}`, value: String(page) }, { id: 'V1', type: 'home', hash }, ADA),
    );
  /** Runs something between reading what App Home shows and publishing it. */
  const during = (work: () => Promise<unknown>) => {
    let isDone = false;
    bot.recognizer.before('photos.listRecent', async () => {
      if (isDone) return;
      isDone = true;
      await work();
    });
  };
  const publishElsewhere = async (page: number) => {
    const view = { type: 'home', private_metadata: String(page), blocks: [] };
    const { id = 'V1', versions: before = [] } = bot.slack.state.homes.get(ADA) ?? {};
    bot.slack.state.homes.set(ADA, { id, versions: [...before, view] });
  };

  beforeEach(async () => {
    const faces = PEOPLE.map((_, index) => fakeFace(`face-${index}`, index / 100));
    bot.slack.close();
    bot = await startBot({ recognizer: createFakeRecognizer({ people: PEOPLE, faces: { [HERE]: faces } }) });
    await earlierPhoto(bot, HERE, CHANNEL, POST_TS);
    for (const [index, person] of PEOPLE.entries()) {
      await bot.recognizer.tags.add({ photoId: HERE, faceId: `face-${index}`, person, taggedBy: BEN });
    }
  });

  it('stays the same when App Home is opened again', async () => {
    await open();
    await turnTo(1);
    await open();
    expect(pageShown()).toBe('1');
  });

  it('stays the same when App Home was published by another process, which Slack tells', async () => {
    const event = homeOpened(ADA, 'home');
    const view = { id: 'V1', type: 'home', private_metadata: '2', hash: 'of another process' };
    await bot.send({ ...event, event: { ...(event['event'] as object), view } });
    expect(pageShown()).toBe('2');
  });

  it('is the one turned to last, even if an earlier one takes longer', async () => {
    await open();
    during(() => turnTo(2));
    await turnTo(1);
    expect(pageShown()).toBe('2');
  });

  it('is drawn again if another process published meanwhile', async () => {
    await open();
    during(() => publishElsewhere(0));
    await turnTo(1);
    expect(pageShown()).toBe('1');
    expect(shown()).toContain('Person 1');
  });

  it('is not drawn over by the faces of the page before', async () => {
    await open();
    bot.recognizer.before('photos.read', () => publishElsewhere(2));
    await turnTo(1);
    expect(pageShown()).toBe('2');
  });
});
