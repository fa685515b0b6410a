import { afterEach, describe, expect, it } from 'vitest';
import type { Bot } from '../support/bot.js';
import { clarifaiError, fakeFace } from '../support/fake-recognizer.js';
import { type PostedReply, type PostedReplySetup, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, CHANNEL, EXTERNAL_USER, POST_TS } from '../support/slack/ids.js';
import { messageEvent, slackFile } from '../support/slack/payloads.js';

const grace = { id: 'grace', name: 'Grace Hopper' };
const TYPED_TS = '1700000200.000100';

let bot: Bot;
let posted: PostedReply;
afterEach(() => bot.slack.close());

async function start(setup: Partial<PostedReplySetup> = {}): Promise<void> {
  posted = await postedReply({ people: [grace], faces: [fakeFace('one', 0.1), fakeFace('two', 0.5)], ...setup });
  ({ bot } = posted);
  bot.slack.state.users.set(BEN, {
    id: BEN,
    name: 'benk',
    real_name: 'Benjamin Klein',
    profile: { real_name: 'Benjamin Klein', display_name: 'Benji' },
  });
}

const type = (text: string, event: Record<string, unknown> = {}) =>
  bot.send(messageEvent({ subtype: undefined, text, ts: TYPED_TS, thread_ts: POST_TS, ...event }));
const told = () => bot.slack.ephemerals.map(({ text }) => text);
const names = async () => (await posted.tags()).map(([face, name]) => `${face} ${name}`);

describe('typing names in the thread of a reply', () => {
  it('names those faces, updates the reply, and is confirmed to the person alone', async () => {
    await start();
    await type('1 Grace Hopper, 2 Bob');
    expect(await posted.tags()).toEqual([
      ['one', 'Grace Hopper', ADA],
      ['two', 'Bob', ADA],
    ]);
    expect(posted.reply().text).toBe('2 faces: 1 Grace Hopper, 2 Bob.');
    expect(bot.slack.ephemerals).toMatchObject([
      { channel: CHANNEL, user: ADA, thread_ts: POST_TS, text: 'Named *1 Grace Hopper* and *2 Bob*.' },
    ]);
  });

  it.each(['1: Grace', '1 grace', '1 = @grace', '1 GRACE HOPPER'])('finds people who are known: %j', async (text) => {
    await start();
    await type(text);
    expect(await names()).toEqual(['one Grace Hopper']);
  });

  it.each([`1 <@${BEN}>`, '1 @benk', '1: benji', '1 Benjamin Klein', '1 Benjamin'])(
    'finds members by every name that Slack shows: %j',
    async (text) => {
      await start();
      await type(text);
      const { tags } = await bot.recognizer.photos.read('slack-f0000000a');
      expect(tags.map(({ person }) => person.id)).toEqual(['slack-uben00000']);
    },
  );

  it('takes a new line for a new face, and gives one new person two faces, with a word about it', async () => {
    await start();
    await type('1 Cleo\n2 Cleo');
    expect(await names()).toEqual(['one Cleo', 'two Cleo']);
    expect(told()).toEqual([
      'Named *1 Cleo* and *2 Cleo*. Faces 1 and 2 now have the same name, *Cleo*. If that’s not right, choose “Change…” and undo one.',
    ]);
  });

  it('replaces a name that is there', async () => {
    await start();
    await posted.pick('one', 'p:grace');
    await type('1 Bob');
    expect(await names()).toEqual(['one Bob']);
  });

  it('names no one if a number does not exist, and says so', async () => {
    await start();
    await type('1 Grace, 7 Bob');
    expect(await names()).toEqual([]);
    expect(told()).toEqual(['There’s no face 7 in my reply, so I’ve named no one. Check the numbers and try again.']);
  });

  it('names no one if a name may mean several people, and says so', async () => {
    await start({ people: [grace, { id: 'grace-2', name: 'Grace Kelly' }] });
    await type('1 Grace, 2 Bob');
    expect(await names()).toEqual([]);
    expect(told()).toEqual([expect.stringContaining('I’m not sure who “Grace” is')]);
  });

  it('says what went wrong when the face service does not answer', async () => {
    await start();
    bot.recognizer.failNext('tags.saveAnswers', clarifaiError('unavailable'));
    await type('1 Grace');
    expect(told()).toEqual([expect.stringContaining('isn’t answering')]);
  });
});

describe('typing names in the thread of a reply to two photos', () => {
  const SECOND = 'slack-f0000000b';
  const startWithTwo = async () => {
    await start({ otherFaces: { [SECOND]: [fakeFace('three', 0.1)] }, files: ['F0000000A', 'F0000000B'] });
  };

  it('names the faces of the photo they say', async () => {
    await startWithTwo();
    await type('Photo 2: 1 Grace; photo 1: 1 Bob, 2 Cleo');
    expect(posted.reply().text).toBe('3 faces in 2 photos: photo 1: 1 Bob, 2 Cleo; photo 2: 1 Grace Hopper.');
    expect(told()).toEqual(['Named *1 Grace Hopper* in photo 2 and *1 Bob* and *2 Cleo* in photo 1.']);
  });

  it.each([
    ['1 Grace', 'My reply shows several photos. Say which one you mean, for example “photo 2: 1 Ada”.'],
    ['Photo 2: 3 Grace', 'There’s no face 3 in photo 2, so I’ve named no one. Check the numbers and try again.'],
    ['Photo 3: 1 Grace', 'My reply shows 2 photos, so there’s no photo 3 and I’ve named no one.'],
  ])('%j names no one, and is answered with why', async (text, why) => {
    await startWithTwo();
    await type(text);
    expect(await names()).toEqual([]);
    expect(told()).toEqual([why]);
  });
});

describe('a message in the thread of a reply', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['about something else', 'Nice photo!', {}],
    ['that only begins with a number', '2 minutes', {}],
    ['with a part that is no name', '1 Grace, nice', {}],
    ['in the channel itself', '1 Grace', { thread_ts: undefined }],
    ['in the thread of another message', '1 Grace', { thread_ts: '1600000000.000100' }],
    ['with a file', '1 Grace', { files: [slackFile('F0TEXT000', { mimetype: 'text/plain' })] }],
    ['by an app', '1 Grace', { bot_id: 'B0OTHER00' }],
    ['that was edited', '1 Grace', { subtype: 'message_changed' }],
    ['by someone of another organisation', '1 Grace', { user: 'UELSE0000', user_team: 'T0ELSE000' }],
    ['by someone whom Slack describes as a stranger', '1 Grace', { user: EXTERNAL_USER }],
  ])('%s names no one, and is not answered', async (_what, text, event) => {
    await start();
    await type(text, event);
    expect(await names()).toEqual([]);
    expect(told()).toEqual([]);
    expect(bot.slack.ownMessages()).toHaveLength(1);
  });

  it('is read once, even if Slack repeats the event', async () => {
    await start();
    const event = messageEvent({ subtype: undefined, text: '1 Grace', ts: TYPED_TS, thread_ts: POST_TS });
    await bot.send(event, { retryNum: 1 });
    expect(await names()).toEqual([]);
  });
});

describe('a person named on two faces of a photo in the menus', () => {
  it('is said to whoever did it', async () => {
    await start();
    await posted.pick('one', 'p:grace');
    await bot.runBackground();
    expect(told()).toEqual([]);
    await posted.pick('two', 'p:grace', BEN);
    await bot.runBackground();
    expect(bot.slack.ephemerals).toMatchObject([
      { user: BEN, text: expect.stringMatching(/^Faces 1 and 2 now have the same name, \*Grace Hopper\*\./) },
    ]);
  });

  it('is not said about a collage', async () => {
    await start();
    await posted.pick('one', 'c:yes');
    await posted.pick('one', 'p:grace');
    await posted.pick('two', 'p:grace');
    await bot.runBackground();
    expect(told()).toEqual([]);
  });
});
