import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { BEN, CHANNEL } from '../support/slack/ids.js';
import { slashCommand } from '../support/slack/payloads.js';

/** Photos of an earlier version, which stored with no photo who is on it. */

const ada = { id: 'ada', name: 'Ada Lovelace' };
const ben = { id: 'ben', name: 'Ben Bitdiddle' };
/** More than are read at once. */
const OLD = Array.from({ length: 25 }, (_, index) => `slack-f00000old${String(index).padStart(2, '0')}`);
const [FIRST = '', ANSWERED = '', GONE = ''] = OLD;
const tsOf = (index: number) => `${1_600_000_000 + index * 1000}.000100`;

let bot: Bot;
beforeEach(() => start());
afterEach(() => bot.slack.close());

async function start(trained = true): Promise<void> {
  const faces = Object.fromEntries(OLD.map((id) => [id, [fakeFace(`${id}-face`, 0.1, { ada: 0.97 })]]));
  bot = await startBot({ recognizer: createFakeRecognizer({ people: [ada, ben], faces, trained }) });
  for (const [index, id] of OLD.entries()) await earlierPhoto(bot, id, CHANNEL, tsOf(index));
  await bot.recognizer.tags.add({ photoId: ANSWERED, faceId: `${ANSWERED}-face`, person: ben, taggedBy: BEN });
}

/** What is done at a start, and what that leaves to the background. */
async function runAll(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await bot.runBackground();
}

const stored = async () => new Map((await bot.recognizer.photos.listAll()).map((each) => [each.photoId, each.faces]));
const modalText = () => JSON.stringify(bot.slack.modal().shown.blocks);

describe('photos of which it is not stored who is on them', () => {
  it('are looked at after a start, so that searches find them', async () => {
    await runAll();
    expect((await stored()).get(FIRST)).toEqual([{ faceId: `${FIRST}-face`, personId: 'ada' }]);
    expect([...(await stored()).values()]).not.toContain(undefined);
    await bot.send(slashCommand('Ada', '/find-photos'));
    expect(modalText()).toContain('24 photos');
  });

  it('are only downloaded if a face has no answer, and none before the first training', async () => {
    await runAll();
    expect(bot.downloads).toHaveLength(24);
    bot.slack.close();
    await start(false);
    await runAll();
    expect(bot.downloads).toEqual([]);
    expect((await stored()).get(FIRST)).toEqual([{ faceId: `${FIRST}-face` }]);
  });

  it('are looked at once, with pauses, and the next start continues', async () => {
    let reads = 0;
    bot.recognizer.before('photos.readMany', async () => {
      reads += 1;
      if (reads === 2) throw clarifaiError('unavailable');
    });
    await expect(runAll()).rejects.toThrow('unavailable');
    const done = [...(await stored()).values()].filter((faces) => faces !== undefined);
    expect(done).toHaveLength(20);
    expect(bot.sleeps.filter((ms) => ms === 50)).toHaveLength(20);
    const { slack, recognizer } = bot;
    bot = await startBot({ slack, recognizer });
    await runAll();
    expect([...(await stored()).values()]).not.toContain(undefined);
    expect(bot.downloads).toHaveLength(4);
  });

  it('count as faces without a name if Slack no longer has their picture', async () => {
    bot.slack.state.deletedFiles.add(GONE.slice('slack-'.length).toUpperCase());
    await runAll();
    expect((await stored()).get(GONE)).toEqual([{ faceId: `${GONE}-face` }]);
  });

  it('are looked at on another day if the face service fails', async () => {
    bot.recognizer.failNext('model.findCandidates', clarifaiError('unavailable'));
    await runAll();
    expect([...(await stored()).values()].filter((faces) => faces === undefined)).toHaveLength(1);
    expect(bot.logged.join()).toContain('Not stored who is on slack-');
  });
});
