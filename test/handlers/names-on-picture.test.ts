import { afterEach, describe, expect, it } from 'vitest';
import type { Bot } from '../support/bot.js';
import { fakeFace } from '../support/fake-recognizer.js';
import { type PostedReply, type PostedReplySetup, postedReply } from '../support/posted-reply.js';
import { ADA } from '../support/slack/ids.js';
import { viewAction } from '../support/slack/payloads.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let bot: Bot;
let posted: PostedReply;
/** The names drawn on each picture, in the order drawn; a number where there was no name. */
let drawn: (string | number)[][];
afterEach(() => bot.slack.close());

async function start(setup: Partial<PostedReplySetup> = {}, labels?: 'numbers'): Promise<void> {
  drawn = [];
  posted = await postedReply({
    people: [ada, grace],
    faces: [fakeFace('one', 0.1), fakeFace('two', 0.5)],
    ...setup,
    bot: {
      ...setup.bot,
      photos: {
        drawNumberedBoxes: async (_picture, faces) => {
          drawn.push(faces.map(({ number, name }) => name ?? number));
          const hasNames = faces.some(({ name }) => name !== undefined);
          return { jpeg: new Uint8Array([3]), width: 1, height: 1, labels: labels ?? (hasNames ? 'names' : 'numbers') };
        },
      },
    },
  });
  ({ bot } = posted);
  await bot.runBackground();
}

/** Work in the background can leave more to it. */
async function settle(): Promise<void> {
  while (bot.background.length > 0) await bot.runBackground();
}

async function nameBoth(): Promise<void> {
  await posted.pick('one', 'p:ada');
  await posted.pick('two', 'p:grace');
  await settle();
}

const blocks = () =>
  posted.reply().blocks as { type: string; text?: { text: string }; alt_text?: string; slack_file?: { id: string } }[];
const picture = () => blocks().find(({ type }) => type === 'image');
const lines = () => blocks().flatMap(({ text }) => text?.text ?? []);

describe('the picture of a reply', () => {
  it('has numbers while a face needs an answer', async () => {
    await start();
    await posted.pick('one', 'p:ada');
    await settle();
    expect(drawn).toEqual([[1, 2]]);
    expect(lines()).toContain('*1\u00A0Ada Lovelace*');
  });

  it('has the names once every face has an answer, and the reply says them once', async () => {
    await start();
    const before = picture()?.slack_file?.id ?? '';
    await nameBoth();
    expect(drawn).toEqual([
      [1, 2],
      ['Ada', 'Grace'],
    ]);
    expect(lines()).toEqual(['*Ada Lovelace and Grace Hopper*']);
    expect(picture()?.alt_text).toBe('Photo with 2 names, from left to right: Ada Lovelace, Grace Hopper.');
    expect(picture()?.slack_file?.id).not.toBe(before);
    expect(bot.slack.deletedFiles).toContain(before);
  });

  it('gets its numbers back when a name is undone', async () => {
    await start();
    await nameBoth();
    await posted.press('undo_name', 'two', 'grace');
    await settle();
    expect(drawn.at(-1)).toEqual([1, 2]);
    expect(picture()?.alt_text).toContain('2 numbered faces');
  });

  it('is drawn again when someone is renamed', async () => {
    await start();
    await nameBoth();
    await bot.recognizer.people.rename({ personId: 'ada', name: 'Augusta King', by: ADA });
    await posted.press('confirm_person', 'one', 'ada');
    await settle();
    expect(drawn.at(-1)).toEqual(['Augusta', 'Grace']);
  });

  it('is not drawn again when nothing on it changes', async () => {
    await start();
    await nameBoth();
    await posted.press('confirm_person', 'one', 'ada');
    await settle();
    expect(drawn).toHaveLength(2);
  });

  it('keeps its numbers, and the reply the numbered names, when there is no room for names', async () => {
    await start({}, 'numbers');
    await nameBoth();
    await posted.press('confirm_person', 'one', 'ada');
    await settle();
    expect(drawn).toHaveLength(2);
    expect(lines()[0]).toBe('*1\u00A0Ada Lovelace* · *2\u00A0Grace Hopper*');
  });

  it('keeps its numbers when a name has letters that cannot be drawn', async () => {
    await start({ people: [ada, { id: 'grace', name: '𠮷田太郎' }] });
    await nameBoth();
    expect(drawn).toEqual([[1, 2]]);
    expect(lines()[0]).toBe('*1\u00A0Ada Lovelace* · *2\u00A0𠮷田太郎*');
  });

  it('leaves faces without a name unmarked', async () => {
    await start();
    await posted.pick('one', 'p:ada');
    await posted.pick('two', 'm:not a face');
    await settle();
    expect(drawn.at(-1)).toEqual(['Ada', 2]);
    expect(lines()[0]).toBe('*Ada Lovelace*');
  });

  it('has the names at once in a photo in which everyone is recognised', async () => {
    await start({ trained: true, faces: [fakeFace('one', 0.1, { ada: 0.97 }), fakeFace('two', 0.5, { grace: 0.97 })] });
    await settle();
    expect(drawn.at(-1)).toEqual(['Ada', 'Grace']);
  });

  it('of someone who is forgotten is deleted, and drawn again without the name', async () => {
    const account = { id: 'slack-uada00000', name: 'Ada Lovelace' };
    await start({ people: [account, grace] });
    await posted.pick('one', `p:${account.id}`);
    await posted.pick('two', 'p:grace');
    await settle();
    expect(drawn.at(-1)).toEqual(['Ada', 'Grace']);
    const before = picture()?.slack_file?.id ?? '';
    await bot.send(viewAction({ action_id: 'forget_person', value: account.id }, { type: 'home' }));
    await settle();
    expect(bot.slack.deletedFiles).toContain(before);
    expect(drawn.flat().slice(4)).not.toContain('Ada');
    expect(JSON.stringify(posted.reply())).not.toContain('Ada');
  });
});
