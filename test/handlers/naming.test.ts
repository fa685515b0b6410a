import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBot } from '../support/bot.js';
import { clarifaiError, fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, CHANNEL, EXTERNAL_USER, OTHER_TEAM, POST_TS, REPLY_TS, TEAM } from '../support/slack/ids.js';
import { blockAction } from '../support/slack/payloads.js';
import { notesOf, picturesOf } from '../support/slack/read-message.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const alan = { id: 'alan', name: 'Alan Turing' };

const UNTOUCHED = ['*1 Ada Lovelace*', '*2 Is this Grace Hopper?*', '*3 Who is this?*'];

let posted: PostedReply;
beforeEach(async () => {
  posted = await postedReply({
    people: [ada, grace, alan],
    trained: true,
    faces: [
      fakeFace('left', 0.1, { ada: 0.96 }),
      fakeFace('middle', 0.4, { grace: 0.7, alan: 0.6 }),
      fakeFace('right', 0.8),
    ],
  });
});
afterEach(() => posted.bot.slack.close());

const pick: PostedReply['pick'] = (...args) => posted.pick(...args);
const press: PostedReply['press'] = (...args) => posted.press(...args);
const rows = () => posted.rows();
const reply = () => posted.reply();
const tags = () => posted.tags();
const recognizer = () => posted.bot.recognizer;
const ephemerals = () => posted.bot.slack.ephemerals;

describe('naming a face', () => {
  it('after someone known is chosen, the reply says who it is', async () => {
    expect(rows()).toEqual(UNTOUCHED);
    expect(await pick('right', 'p:alan')).toBe('ok');
    expect(await tags()).toEqual([['right', 'Alan Turing', ADA]]);
    expect(rows()).toEqual(['*1 Ada Lovelace*', '*2 Is this Grace Hopper?*', '*3 Alan Turing*']);
    expect(reply().text).toContain('3 Alan Turing');
  });

  it('shows the same picture without uploading it again', async () => {
    const [picture] = picturesOf(reply());
    await pick('right', 'p:alan');
    expect(picturesOf(reply())).toEqual([picture]);
    expect(posted.bot.slack.uploads()).toMatchObject([{ id: picture }]);
    expect(posted.bot.downloads).toHaveLength(1);
  });

  it('after a member of the workspace is chosen, there is a person with the member’s name, only once', async () => {
    await pick('right', `u:${BEN}`);
    expect(recognizer().knownPeople.get('slack-uben00000')).toEqual({ id: 'slack-uben00000', name: 'Ben Bitdiddle' });
    await pick('left', `u:${BEN}`);
    expect(await tags()).toEqual([
      ['right', 'Ben Bitdiddle', ADA],
      ['left', 'Ben Bitdiddle', ADA],
    ]);
    expect(recognizer().knownPeople.size).toBe(4);
  });

  it('after a new name is typed, there is a person with that name', async () => {
    await pick('right', 'n:  Zoe\u0308  Washburne');
    expect(await tags()).toEqual([['right', 'Zoë Washburne', ADA]]);
  });

  it.each(['ALAN TURING', 'Álan  Turing'])('the typed name “%s” means the known person of that name', async (typed) => {
    await pick('right', `n:${typed}`);
    expect(await tags()).toEqual([['right', 'Alan Turing', ADA]]);
    expect(recognizer().knownPeople.size).toBe(3);
  });

  it('when two people type the same new name at once, there is one person', async () => {
    await Promise.all([pick('right', 'n:Zoe', ADA), pick('middle', 'n:zoe', BEN)]);
    expect([...recognizer().knownPeople.values()].filter(({ name }) => name.toLowerCase() === 'zoe')).toHaveLength(1);
  });

  it('Yes confirms whom the row asks about', async () => {
    await press('confirm_person', 'middle', 'grace', BEN);
    expect(await tags()).toEqual([['middle', 'Grace Hopper', BEN]]);
    expect(rows()[1]).toBe('*2 Grace Hopper*');
  });

  it('corrects a name the recogniser was sure of, and frees that person for other faces', async () => {
    await pick('left', 'p:grace');
    expect(rows()).toEqual(['*1 Grace Hopper*', '*2 Is this Alan Turing?*', '*3 Who is this?*']);
  });

  it('does not explain training to those who trained already', async () => {
    await pick('right', 'p:alan');
    expect(JSON.stringify(reply().blocks)).not.toContain('/train-faces');
  });
});

describe('undoing a name', () => {
  it('Undo brings back what the recogniser thinks', async () => {
    await pick('left', 'p:grace');
    await press('undo_name', 'left', 'grace');
    expect(await tags()).toEqual([]);
    expect(rows()).toEqual(UNTOUCHED);
  });

  it('Undo twice is the same as Undo once', async () => {
    await pick('left', 'p:grace');
    await press('undo_name', 'left', 'grace');
    await press('undo_name', 'left', 'grace');
    expect(rows()).toEqual(UNTOUCHED);
    expect(ephemerals()).toEqual([]);
  });
});

describe('saying no', () => {
  const NOT_GRACE = 'Not Grace Hopper.';
  const NOT_ALAN = 'Not Alan Turing.';

  it('makes the row ask about the next likely person and then about no one, and both answers stay', async () => {
    await press('reject_person', 'middle', 'grace');
    expect(rows()[1]).toBe(`*2 Is this Alan Turing?* ${NOT_GRACE}`);
    await press('reject_person', 'middle', 'alan', BEN);
    expect(rows()[1]).toBe(`*2 Who is this?* ${NOT_GRACE} ${NOT_ALAN}`);
    await pick('right', 'n:Somebody');
    expect(rows()[1]).toBe(`*2 Who is this?* ${NOT_GRACE} ${NOT_ALAN}`);
    expect(await tags()).toHaveLength(1);
  });

  it('is possible in the menu, where the row has no buttons', async () => {
    await pick('left', 'x:ada');
    expect(rows()[0]).toBe('*1 Who is this?* Not Ada Lovelace.');
    expect(await tags()).toEqual([]);
  });

  it('is stored with the photo and not with the reply, so that it holds in other replies, too', async () => {
    await press('reject_person', 'middle', 'grace');
    const { rejections } = await recognizer().photos.read(PHOTO);
    expect(rejections).toEqual([expect.objectContaining({ faceId: 'middle', person: grace, rejectedBy: ADA })]);
    expect(JSON.stringify(reply().metadata)).not.toContain('grace');
  });

  it('can be undone in the menu', async () => {
    await press('reject_person', 'middle', 'grace');
    await pick('middle', 'b:grace', BEN);
    expect(rows()[1]).toBe('*2 Is this Grace Hopper?*');
  });

  it('does not keep anyone from giving the face that name after all', async () => {
    await press('reject_person', 'middle', 'grace');
    await pick('middle', 'p:grace');
    expect(rows()[1]).toBe('*2 Grace Hopper*');
  });
});

describe('giving no name', () => {
  it.each([
    ['m:not a face', '1 not a face'],
    ['m:left unnamed', '1 skipped'],
  ])('after the choice “%s” the reply says so, and Undo takes it back', async (value, words) => {
    await pick('left', value, BEN);
    expect(rows()[0]).toBe(words);
    expect(reply().text).toContain(words);
    expect(await tags()).toEqual([]);

    await press('undo_mark', 'left', 'ignored', ADA);
    expect(rows()).toEqual(UNTOUCHED);
  });

  it('is replaced by a name that someone gives later', async () => {
    await pick('middle', 'm:not a face');
    await pick('middle', 'p:grace');
    expect(rows()[1]).toBe('*2 Grace Hopper*');
    expect((await recognizer().photos.read(PHOTO)).flags).toEqual([]);
  });
});

describe('a collage', () => {
  it('has each face named by itself once someone flags it, until that is undone', async () => {
    await pick('right', 'p:ada');
    expect(rows()).toEqual(['*1 Who is this?*', '*2 Is this Grace Hopper?*', '*3 Ada Lovelace*']);
    expect(notesOf(reply())).toEqual([]);

    await pick('middle', 'c:yes', BEN);
    expect(rows()[0]).toBe('*1 Ada Lovelace*');
    expect(notesOf(reply())).toEqual(['This is a collage: the same person can appear twice']);

    await pick('left', 'c:no');
    expect(rows()[0]).toBe('*1 Who is this?*');
    expect(notesOf(reply())).toEqual([]);
  });
});

describe('someone from another workspace', () => {
  it.each(['confirm_person', 'reject_person', 'undo_name'])(
    'is told that %s is for members, and nothing changes',
    async (actionId) => {
      expect(await press(actionId, 'middle', 'grace', EXTERNAL_USER, OTHER_TEAM)).toBe('ok');
      await expectRefusal();
    },
  );

  it('is told that choosing a person is for members, and nothing changes', async () => {
    expect(await pick('middle', 'p:grace', EXTERNAL_USER, OTHER_TEAM)).toBe('ok');
    await expectRefusal();
  });

  async function expectRefusal(): Promise<void> {
    expect(ephemerals()).toEqual([
      expect.objectContaining({
        user: EXTERNAL_USER,
        text: expect.stringContaining('Only members of my workspace'),
      }),
    ]);
    expect(await tags()).toEqual([]);
    expect(rows()).toEqual(UNTOUCHED);
    expect(reply().edits).toBe(0);
  }

  it('is recognised by the team of our own message when the payload names theirs', async () => {
    const body = blockAction(
      { type: 'button', action_id: 'undo_name', block_id: `face:${PHOTO}:left::old`, value: 'ada' },
      { ts: REPLY_TS, thread_ts: POST_TS, team: TEAM } as { ts: string },
      EXTERNAL_USER,
      OTHER_TEAM,
    );
    await posted.bot.send({ ...body, team: { id: OTHER_TEAM } });
    expect(ephemerals()[0]?.text).toContain('Only members');
  });
});

describe('several people at once', () => {
  it('when two people name different faces while the reply is being updated, both names stay', async () => {
    const update = posted.bot.slack.hold('chat.update');
    const first = pick('left', 'p:ada', ADA);
    await update.reached;
    const second = pick('right', 'p:alan', BEN);
    await expect.poll(() => tags()).toHaveLength(2);
    update.release();
    await Promise.all([first, second]);
    expect(rows()).toEqual(['*1 Ada Lovelace*', '*2 Is this Grace Hopper?*', '*3 Alan Turing*']);
  });

  it('when two people say no, each on the message as they saw it, both answers stay', async () => {
    const update = posted.bot.slack.hold('chat.update');
    const first = press('reject_person', 'left', 'ada', ADA);
    await update.reached;
    const second = press('reject_person', 'middle', 'grace', BEN);
    update.release();
    await Promise.all([first, second]);
    expect(rows()).toEqual([
      '*1 Who is this?* Not Ada Lovelace.',
      '*2 Is this Alan Turing?* Not Grace Hopper.',
      '*3 Who is this?*',
    ]);
  });

  it('every answer that comes in while the reply is being updated stays', async () => {
    const update = posted.bot.slack.hold('chat.update');
    const first = pick('right', 'p:alan', ADA);
    await update.reached;
    const more = [press('reject_person', 'left', 'ada', BEN), press('reject_person', 'middle', 'grace', ADA)];
    await rejectionsStored(2);
    update.release();
    await Promise.all([first, ...more]);
    expect(rows()).toEqual([
      expect.stringMatching(/^\*1 Who is this\?\* Not Ada Lovelace/),
      expect.stringMatching(/^\*2 Who is this\?\* Not Grace Hopper/),
      '*3 Alan Turing*',
    ]);
  });

  it('ten clicks during an update need only one more update', async () => {
    const update = posted.bot.slack.hold('chat.update');
    const first = press('confirm_person', 'middle', 'grace', ADA);
    await update.reached;
    const more = Array.from({ length: 10 }, () => press('reject_person', 'left', 'ada', BEN));
    await expect
      .poll(() => recognizer().calls.filter((call) => call === 'tags.reject').length)
      .toBeGreaterThanOrEqual(10);
    update.release();
    await Promise.all([first, ...more]);
    expect(reply().edits).toBe(2);
    expect(rows()[0]).toContain('*1 Who is this?*');
    expect(rows()[1]).toBe('*2 Grace Hopper*');
  });

  it('a click that fails does not hold up the next one', async () => {
    posted.bot.slack.fail('conversations.replies', 'fatal_error');
    const failing = pick('left', 'p:ada');
    await expect.poll(() => ephemerals()).toHaveLength(1);
    await Promise.all([failing, pick('right', 'p:alan')]);
    expect(rows()[0]).toContain('*1 Ada Lovelace*');
    expect(rows()[2]).toContain('*3 Alan Turing*');
  });

  const rejectionsStored = (count: number) =>
    expect.poll(async () => (await recognizer().photos.read(PHOTO)).rejections).toHaveLength(count);
});

async function restart(): Promise<void> {
  posted.bot = await startBot({ recognizer: recognizer(), slack: posted.bot.slack });
}

describe('after a restart', () => {
  it('the other faces keep their candidates, because the photo is fetched again', async () => {
    await restart();
    await pick('right', 'p:alan');
    expect(rows()).toEqual(['*1 Ada Lovelace*', '*2 Is this Grace Hopper?*', '*3 Alan Turing*']);
  });

  it('given names are still shown when the photo is no longer in Slack', async () => {
    posted.bot.slack.deletedFiles.add('F0000000A');
    await restart();
    await pick('right', 'p:alan');
    expect(rows()).toEqual(['*1 Who is this?*', '*2 Who is this?*', '*3 Alan Turing*']);
  });
});

describe('the person who clicked is told privately, in the thread, what to do', () => {
  it.each([
    [
      'the face service does not answer',
      () => recognizer().failNext('tags.add', clarifaiError('unavailable')),
      'isn’t answering',
    ],
    [
      'the chosen person no longer exists',
      () => {
        recognizer().knownPeople.delete('alan');
        return restart();
      },
      'choose again',
    ],
  ])('when %s', async (_what, breakIt, sentence) => {
    await breakIt();
    await pick('right', 'p:alan', BEN);
    expect(ephemerals()).toEqual([
      expect.objectContaining({
        channel: CHANNEL,
        user: BEN,
        thread_ts: POST_TS,
        text: expect.stringContaining(sentence),
      }),
    ]);
    expect(rows()).toEqual(UNTOUCHED);
  });

  it('when the menu is out of date', async () => {
    await pick('right', 'something old');
    expect(ephemerals()[0]?.text).toContain('out of date');
  });

  it('when the reply was deleted in the meantime, and the name is stored all the same', async () => {
    posted.bot.slack.state.delete(CHANNEL, REPLY_TS);
    posted.bot.slack.state.delete(CHANNEL, POST_TS);
    await pick('right', 'p:alan');
    expect(await tags()).toHaveLength(1);
    expect(ephemerals()[0]?.text).toContain('“Name faces”');
  });

  it('when the photo was deleted in the meantime', async () => {
    await recognizer().photos.remove(PHOTO);
    await press('confirm_person', 'middle', 'grace');
    expect(ephemerals()[0]?.text).toContain('post it again');
  });

  it('when the name has no letters', async () => {
    await pick('right', 'n: \u200b ');
    expect(ephemerals()[0]?.text).toContain('type another');
  });
});

describe('before the first training', () => {
  it('the reply to a named face says how to train', async () => {
    posted.bot.slack.close();
    posted = await postedReply({ people: [alan], faces: [fakeFace('left', 0.1)] });
    await pick('left', 'p:alan');
    expect(rows()).toEqual(['*1 Alan Turing*']);
    expect(JSON.stringify(reply().blocks)).toContain('/train-faces');
  });
});
