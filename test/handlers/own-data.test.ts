import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { FORGET_PERSON_ACTION } from '../../src/views/forget.js';
import { OWN_DATA_ACTION } from '../../src/views/home.js';
import { type Bot, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL } from '../support/slack/ids.js';
import { permalinkOf } from '../support/slack/messages-api.js';
import { slackFile, viewAction } from '../support/slack/payloads.js';

const SECRET_CHANNEL = 'C0SECRET00';
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const HERE = photoIdOfFile('F00000HERE');
const SECRET = photoIdOfFile('F000SECRET');

const face = z.object({
  conversation: z.string(),
  link: z.string().optional(),
  namedBy: z.string().optional(),
  embedding: z.array(z.number()),
  box: z.object({ left: z.number() }),
});
const ownData = z.object({
  account: z.string(),
  you: z.array(z.object({ name: z.string(), renames: z.array(z.object({ from: z.string(), by: z.string() })) })),
  photosOfYou: z.array(face),
  photosYouWereRecognisedIn: z.array(z.object({ conversation: z.string(), link: z.string().optional() })),
  photosYouPosted: z.array(z.object({ conversation: z.string() })),
  changesYouMade: z.array(z.object({ kind: z.string() })),
  answersYouGave: z.array(z.object({ kind: z.string(), conversation: z.string(), name: z.string().optional() })),
});

let bot: Bot;
afterEach(() => bot.slack.close());

/** Ada and Grace are in a photo that Ada may see, and in one in a conversation that she is not in. Ben and Ada named them. */
async function start(): Promise<void> {
  const recognizer = createFakeRecognizer({
    people: [ada, grace],
    faces: {
      [HERE]: [fakeFace('a1', 0.1), fakeFace('g1', 0.5)],
      [SECRET]: [fakeFace('a2', 0.2), fakeFace('g2', 0.6)],
    },
  });
  bot = await startBot({ recognizer });
  bot.slack.state.channels.set(SECRET_CHANNEL, { id: SECRET_CHANNEL, members: [BEN, BOT_USER] });
  await bot.post({ ts: '1700000000.000100', files: [slackFile('F00000HERE')] });
  await bot.post({ ts: '1700000010.000100', channel: SECRET_CHANNEL, files: [slackFile('F000SECRET')] });
  await recognizer.tags.add({ photoId: HERE, faceId: 'a1', person: ada, taggedBy: BEN });
  await recognizer.tags.add({ photoId: HERE, faceId: 'g1', person: grace, taggedBy: ADA });
  await recognizer.tags.add({ photoId: SECRET, faceId: 'a2', person: ada, taggedBy: BEN });
  await recognizer.tags.add({ photoId: SECRET, faceId: 'g2', person: grace, taggedBy: ADA });
  await recognizer.people.rename({ personId: ada.id, name: 'Ada L.', by: BEN });
  bot.background.length = 0;
}

async function press(action_id: string, value = '', user = ADA): Promise<void> {
  await bot.send(viewAction({ action_id, value }, { id: 'V1', type: 'home' }, user));
  await bot.runBackground();
}

const filesOf = (user: string) => bot.slack.uploads().filter(({ name }) => name === `rollcall-data-${user}.json`);
const contentOf = (user: string) => bot.slack.uploaded.get(filesOf(user)[0]?.id ?? '') ?? '';

describe('“Send me my data”', () => {
  it('sends someone what is stored about them, in their direct message only', async () => {
    await start();
    await press(OWN_DATA_ACTION);
    const data = ownData.parse(JSON.parse(contentOf(ADA)));
    expect(data).toMatchObject({ account: ADA, you: [{ name: 'Ada L.', renames: [{ from: 'Ada Lovelace' }] }] });
    expect(data.photosOfYou.map(({ box, embedding }) => [box.left, embedding])).toEqual([
      [0.2, [0.5, 0.25]],
      [0.1, [0.5, 0.25]],
    ]);
    expect(bot.slack.ownMessages(ADA).map(({ text }) => text)).toEqual([
      'Here’s everything I store about you. Only you can see this.',
    ]);
    const completed = bot.slack.requests.filter(({ method }) => method === 'files.completeUploadExternal').at(-1);
    expect(completed?.args['channel_id']).toBe(ADA);
  });

  it('leaves out what is about others: who named them, and where, in conversations they are not in', async () => {
    await start();
    await press(OWN_DATA_ACTION);
    const [secret, here] = ownData.parse(JSON.parse(contentOf(ADA))).photosOfYou;
    expect([secret?.conversation, secret?.link, secret?.namedBy]).toEqual([
      'one that you are not in',
      undefined,
      undefined,
    ]);
    expect(here).toMatchObject({ conversation: CHANNEL, namedBy: BEN, link: expect.stringContaining(CHANNEL) });
    expect(contentOf(ADA)).not.toContain(SECRET_CHANNEL);
    expect(ownData.parse(JSON.parse(contentOf(ADA))).you[0]?.renames[0]?.by).toBe('someone else');
    expect(ownData.parse(JSON.parse(contentOf(ADA))).answersYouGave).toEqual([
      { kind: 'tag', conversation: 'one that you are not in' },
      { kind: 'tag', conversation: CHANNEL, name: 'Grace Hopper' },
    ]);
  });

  it('has every photo with its link, however many there are, asking Slack for few', async () => {
    await start();
    const old = Array.from({ length: 250 }, (_, index) => photoIdOfFile(`F0000OLD${100 + index}`));
    for (const [index, photoId] of old.entries()) {
      await earlierPhoto(bot, photoId, CHANNEL, `${1_600_000_000 + index}.000100`);
      await bot.recognizer.photos.storeFaces(photoId, [{ faceId: 'face', personId: ada.id }]);
    }
    await press(OWN_DATA_ACTION);
    const { photosYouWereRecognisedIn: photos } = ownData.parse(JSON.parse(contentOf(ADA)));
    expect(photos).toHaveLength(250);
    expect(new Set(photos.map(({ link }) => link)).size).toBe(250);
    expect(photos.map(({ link }) => link)).toContain(permalinkOf('1600000000.000100'));
    expect(bot.slack.requests.filter(({ method }) => method === 'chat.getPermalink').length).toBeLessThan(5);
  });

  it('has what they posted, and what they did to others, without whom', async () => {
    await start();
    await bot.recognizer.people.rename({ personId: grace.id, name: 'Grace H.', by: ADA });
    await press(OWN_DATA_ACTION);
    const data = ownData.parse(JSON.parse(contentOf(ADA)));
    expect(data.photosYouPosted.map(({ conversation }) => conversation)).toEqual(['one that you are not in', CHANNEL]);
    expect(data.changesYouMade).toEqual([expect.objectContaining({ kind: 'renamed someone' })]);
  });

  it('works for someone whom no one has named', async () => {
    await start();
    await press(OWN_DATA_ACTION, '', BEN);
    const data = ownData.parse(JSON.parse(contentOf(BEN)));
    expect([data.you, data.photosOfYou, data.answersYouGave.length]).toEqual([[], [], 2]);
  });

  it('replaces the file of the time before, and is deleted when the person is forgotten', async () => {
    await start();
    await press(OWN_DATA_ACTION);
    await press(OWN_DATA_ACTION);
    expect(filesOf(ADA)).toHaveLength(1);
    await press(OWN_DATA_ACTION, '', BEN);
    await press(FORGET_PERSON_ACTION, ada.id);
    expect(filesOf(ADA)).toEqual([]);
    expect(filesOf(BEN)).toHaveLength(1);
  });

  it('says so if it can’t be sent', async () => {
    await start();
    bot.slack.fail('files.getUploadURLExternal', 'internal_error');
    await press(OWN_DATA_ACTION);
    expect(bot.slack.ownMessages(ADA)).toHaveLength(2);
    expect(filesOf(ADA)).toEqual([]);
  });
});
