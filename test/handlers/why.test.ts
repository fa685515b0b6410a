import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarifaiError, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto, PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL } from '../support/slack/ids.js';
import { homeOpened } from '../support/slack/payloads.js';
import { picturesOf } from '../support/slack/read-message.js';

const OLD = 'slack-f00000old';
const SECRET = 'slack-f00secret';
const SECRET_CHANNEL = 'C0SECRET1';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let posted: PostedReply;

/** Ada was tagged in a channel that Ben is in, Grace only in one that he is not in. */
beforeEach(async () => {
  posted = await postedReply({
    people: [ada, grace],
    trained: true,
    faces: [fakeFace('left', 0.1, { ada: 0.96, grace: 0.02 }), fakeFace('right', 0.5, { grace: 0.2 })],
    otherFaces: { [OLD]: [fakeFace('o', 0.1)], [SECRET]: [fakeFace('s', 0.1)] },
    async before(bot) {
      bot.slack.state.channels.set(SECRET_CHANNEL, { id: SECRET_CHANNEL, members: [ADA, BOT_USER] });
      await earlierPhoto(bot, SECRET, SECRET_CHANNEL, '1600000000.000100');
      await earlierPhoto(bot, OLD, CHANNEL, '1600000000.000100');
      await bot.recognizer.tags.add({ photoId: SECRET, faceId: 's', person: grace, taggedBy: ADA });
      await bot.recognizer.tags.add({ photoId: OLD, faceId: 'o', person: ada, taggedBy: ADA });
    },
  });
});
afterEach(() => posted.bot.slack.close());

/** Chooses “Why this name?” or “See who looks similar” in the menu of a face. */
async function ask(faceId: string, what = 'name', user = BEN): Promise<void> {
  expect(await posted.pick(faceId, `w:${what}`, user)).toBe('ok');
}

/** What the modal showed, one after the other. */
const shown = () =>
  posted.bot.slack.modal().versions.map((view) => ({ text: JSON.stringify(view), pictures: picturesOf(view).length }));

const LOOKING = { text: expect.stringContaining('Looking…'), pictures: 0 };
const says = (text: string) => expect.stringContaining(text);

describe('“Why this name?”', () => {
  it('opens at once, then says why, then shows the faces, but none from conversations the viewer is not in', async () => {
    await ask('left');
    expect(shown()).toEqual([
      LOOKING,
      {
        text: says('Face 1 is 96% likely *Ada Lovelace* (1 tagged photo). Next closest: Grace Hopper, 2%.'),
        pictures: 0,
      },
      { text: says('the most similar tagged face of Ada Lovelace'), pictures: 1 },
    ]);
    expect(shown().at(-1)?.text).not.toContain('tagged face of Grace Hopper');
    expect(posted.bot.downloads.join()).not.toContain('F00SECRET');
    // A menu shows what was chosen in it until its message changes.
    expect(posted.reply().edits).toBe(1);
  });

  it('shows the faces of a private conversation to someone who is in it', async () => {
    await ask('left', 'name', ADA);
    expect(shown().at(-1)).toEqual({ text: says('the most similar tagged face of Grace Hopper'), pictures: 2 });
  });

  it('says whom an unknown face is most like, and why that is not enough', async () => {
    await ask('right', 'similarity');
    const [, words, faces] = shown();
    expect(words?.text).toContain('Face 2 is 20% likely *Grace Hopper* (1 tagged photo).');
    expect(words?.text).toContain('too low to ask');
    expect(faces?.text).toContain('tagged face of Ada Lovelace');
    expect(faces?.text).not.toContain('tagged face of Grace Hopper');
  });

  it('is explained in words alone when the face service cannot search by face', async () => {
    posted.bot.recognizer.failNext('tags.findSimilar', clarifaiError('rejected'));
    await ask('left');
    expect(shown().at(-1)).toEqual({ text: says('96% likely *Ada Lovelace*'), pictures: 0 });
    expect(shown().at(-1)?.text).toContain('can’t search by face');
  });

  it('is explained without faces when Slack cannot show them', async () => {
    posted.bot.slack.state.refusedPictures = Number.POSITIVE_INFINITY;
    await ask('left');
    expect(shown().at(-1)).toEqual({ text: says('96% likely'), pictures: 0 });
  });

  it('does no more work for someone who closed the modal', async () => {
    posted.bot.slack.before('views.update', ({ view_id }) => posted.bot.slack.state.closedModals.add(String(view_id)));
    const downloads = [...posted.bot.downloads];
    await ask('left');
    expect(shown()).toEqual([LOOKING]);
    expect(posted.bot.slack.ephemerals).toEqual([]);
    expect(posted.bot.downloads).toEqual(downloads);
  });

  it('says in the modal what went wrong', async () => {
    posted.bot.recognizer.failNext('tags.list', clarifaiError('unavailable'));
    await ask('left');
    expect(shown()).toEqual([LOOKING, { text: says('isn’t answering'), pictures: 0 }]);
  });

  it('counts tagged photos as App Home does, after a merge too', async () => {
    const { bot } = posted;
    for (const photos of ['1 tagged photo', '2 tagged photos']) {
      await bot.send(homeOpened(ADA));
      await ask('left', 'name', ADA);
      expect(JSON.stringify(bot.slack.home(ADA))).toContain(`"${photos}"`);
      expect(shown().at(-1)?.text).toContain(`likely *Ada Lovelace* (${photos}).`);
      await bot.recognizer.people.merge({ personId: 'grace', intoId: 'ada', by: ADA });
    }
  });

  it('has nothing to explain once someone named the face', async () => {
    await posted.bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: grace, taggedBy: ADA });
    await ask('left');
    expect(shown()).toEqual([LOOKING, { text: says('There’s nothing to explain'), pictures: 0 }]);
  });
});
