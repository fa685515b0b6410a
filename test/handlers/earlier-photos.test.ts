import { afterEach, describe, expect, it } from 'vitest';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BEN, BOT_USER, CHANNEL } from '../support/slack/ids.js';
import { slackFile, slashCommand, viewAction } from '../support/slack/payloads.js';
import { buttonNamed } from '../support/slack/read-message.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

/** `/train-faces earlier`: looking at what was posted in a channel before. */

const ada = { id: 'ada', name: 'Ada Lovelace' };
const FILES = ['F000000OLD1', 'F000000OLD2', 'F000000OLD3'];
const tsOf = (index: number) => `${1_600_000_000 + index * 1000}.000100`;
const photoIdOf = (fileId: string) => `slack-${fileId.toLowerCase()}`;

let bot: Bot;
afterEach(() => bot.slack.close());

async function start(setup: BotSetup = {}): Promise<void> {
  const faces = Object.fromEntries(FILES.map((id, at) => [photoIdOf(id), [fakeFace(`face${at}`, 0.1, { ada: 0.97 })]]));
  bot = await startBot({ recognizer: createFakeRecognizer({ people: [ada], faces, trained: true }), ...setup });
  for (const [index, id] of FILES.entries()) {
    bot.slack.state.putForeign({ channel: CHANNEL, ts: tsOf(index), user: BEN, files: [slackFile(id)] });
  }
  bot.slack.state.putForeign({ channel: CHANNEL, ts: tsOf(9), user: BEN, text: 'no photo' });
  bot.background.length = 0;
}

const open = () => bot.send(slashCommand('earlier'));
const modal = () => bot.slack.modal().shown;
const text = () => JSON.stringify(modal().blocks);
const click = (label: string) => bot.send(viewAction(buttonNamed(modal(), label), { ...modal() }));
const looked = async () => (await bot.recognizer.photos.listAll()).map(({ photoId }) => photoId);

describe('looking at earlier photos', () => {
  it('begins by saying how many there are and how long they take', async () => {
    await start();
    await open();
    expect(text()).toContain('There are about 3 photos in <#C00000001>. Looking at them takes about 1 minute.');
    expect(text()).toContain('I won’t reply to any of them.');
    expect(await looked()).toEqual([]);
    expectViewAcceptedBySlack(modal());
  });

  it('stores who is on each, for searches, and replies to none', async () => {
    await start();
    await open();
    await click('Start');
    expect(text()).toContain('I’m looking at earlier photos');
    expectViewAcceptedBySlack(modal());
    await bot.runBackground();
    const photos = await bot.recognizer.photos.listAll();
    expect(photos.map(({ photoId }) => photoId)).toEqual(FILES.map(photoIdOf).reverse());
    expect(photos[0]).toMatchObject({
      postedBy: BEN,
      isEarlier: true,
      faces: [{ faceId: 'face2', personId: 'ada' }],
    });
    expect(bot.slack.ownMessages()).toEqual([]);
    expect(text()).toContain('I’ve looked at all 3 photos');
    await bot.send(slashCommand('Ada', '/find-photos'));
    expect(text()).toContain('3 photos');
  });

  it('shows how far it is when someone checks', async () => {
    await start();
    await open();
    await click('Start');
    await bot.background.shift()?.();
    await click('Check again');
    expect(text()).toContain('I’ve looked at all 3 photos');
  });

  it('updates the modal every ten seconds, and no longer once it was closed', async () => {
    let waited = 0;
    await start({
      sleep: async (ms) => {
        waited += ms;
      },
    });
    const task = { channelId: CHANNEL, state: 'running', askedBy: ADA, readTo: tsOf(2), total: 3 } as const;
    await bot.recognizer.tasks.write({ ...task, done: 1, worker: 'another', leasedUntil: 0 });
    await open();
    const shown: string[] = [];
    bot.slack.before('views.update', async () => {
      shown.push(`${text().match(/\d of about \d/)?.[0]} after ${waited / 1000} s`);
      await bot.recognizer.tasks.write({ ...task, done: 2, worker: 'another', leasedUntil: 0 });
      if (shown.length === 3) bot.slack.state.closedModals.add(bot.slack.modal().id);
    });
    await bot.runBackground();
    expect(shown).toEqual(['1 of about 3 after 10 s', '1 of about 3 after 20 s', '2 of about 3 after 30 s']);
  });

  it('reads threads, each photo once, and goes on within a thread', async () => {
    await start();
    const inThread = ['F000000THR1', 'F000000THR2', 'F000000THR3'];
    const reply = { channel: CHANNEL, thread_ts: tsOf(1), user: BEN };
    for (const [index, id] of inThread.entries()) {
      const ts = tsOf(1).replace('.000100', `.00020${index}`);
      bot.slack.state.putForeign({
        ...reply,
        ts,
        files: [slackFile(id)],
        ...(index === 2 ? { subtype: 'thread_broadcast' } : {}),
      });
    }
    await open();
    expect(text()).toContain('There are about 6 photos');
    await click('Start');
    let added = 0;
    bot.recognizer.before('photos.add', async () => {
      added += 1;
      if (added === 3) await click('Stop');
    });
    await bot.runBackground();
    expect(added).toBe(3);
    await click('Continue');
    await bot.runBackground();
    expect(added).toBe(6);
    expect((await looked()).toSorted()).toEqual([...FILES, ...inThread].map(photoIdOf).toSorted());
    expect(await bot.recognizer.tasks.read(CHANNEL)).toMatchObject({ state: 'done', total: 6, done: 6 });
  });

  it('can be done again, for the faces that had no name', async () => {
    await start();
    await open();
    await click('Start');
    await bot.runBackground();
    await bot.recognizer.photos.storeFaces(photoIdOf('F000000OLD1'), [{ faceId: 'face0' }]);
    await open();
    await click('Look again');
    const before = bot.downloads.length;
    await bot.runBackground();
    expect(bot.downloads.length - before).toBe(1);
    const photos = await bot.recognizer.photos.listAll();
    expect(photos.at(-1)?.faces).toEqual([{ faceId: 'face0', personId: 'ada' }]);
  });

  it('can be stopped and continued without looking twice', async () => {
    await start();
    await open();
    await click('Start');
    let added = 0;
    bot.recognizer.before('photos.add', async () => {
      added += 1;
      if (added === 2) await click('Stop');
    });
    await bot.runBackground();
    expect(await looked()).toHaveLength(2);
    await click('Continue');
    await bot.runBackground();
    expect(await looked()).toHaveLength(3);
    expect(added).toBe(3);
  });

  it('goes on in another process after one has ended', async () => {
    await start();
    const task = { channelId: CHANNEL, state: 'running', askedBy: ADA, readTo: tsOf(2), total: 3, done: 1 } as const;
    await bot.recognizer.tasks.write({ ...task, worker: 'a process that died', leasedUntil: 0 });
    const { recognizer, slack } = bot;
    const second = await startBot({ recognizer, slack });
    await second.runBackground();
    await second.runBackground();
    expect(await looked()).toEqual([photoIdOf('F000000OLD2'), photoIdOf('F000000OLD1')]);
    expect((await recognizer.tasks.read(CHANNEL))?.state).toBe('done');
  });

  it('is left to the process that has the lease', async () => {
    let time = 1_700_000_000_000;
    await start({ now: () => time });
    const task = { channelId: CHANNEL, state: 'running', askedBy: ADA, readTo: '', total: 3, done: 0 } as const;
    await bot.recognizer.tasks.write({ ...task, worker: 'another', leasedUntil: time + 60_000 });
    const { recognizer, slack } = bot;
    const waits: number[] = [];
    const second = await startBot({
      recognizer,
      slack,
      now: () => time,
      sleep: async (ms) => {
        waits.push(ms);
        time += ms;
        // The other process finishes meanwhile.
        await recognizer.tasks.write({ ...task, state: 'done', worker: '', leasedUntil: 0 });
      },
    });
    await second.runBackground();
    await second.runBackground();
    expect(waits).toContain(60_000);
    expect(await looked()).toEqual([]);
  });

  it('is not taken for posts that were missed', async () => {
    await start();
    await open();
    await click('Start');
    await bot.runBackground();
    const { recognizer, slack } = bot;
    const again = await startBot({ recognizer, slack, now: () => Number(tsOf(3)) * 1000 });
    await again.runBackground();
    expect(slack.ownMessages()).toEqual([]);
  });

  it('is refused to people who are not in the channel or may not train', async () => {
    await start({ trainers: [BEN] });
    await open();
    expect(text()).toContain('train');
    expect(text()).not.toContain('Start');
    await bot.slack.close();
    await start();
    bot.slack.state.channels.set(CHANNEL, { id: CHANNEL, members: [BOT_USER] });
    await open();
    expect(text()).toContain('I’m not in this conversation, or you aren’t.');
  });
});
