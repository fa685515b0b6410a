import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { DownloadError } from '../../src/photos/download-photo.js';
import { OUTAGE_LIMIT_MS } from '../../src/replies/outlast-outage.js';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, CHANNEL, POST_TS } from '../support/slack/ids.js';
import { messageEvent, slackFile } from '../support/slack/payloads.js';

const PHOTO = photoIdOfFile('F0000000A');
const OTHER = photoIdOfFile('F0000000B');
const MINUTE = 60_000;

let bot: Bot;
afterEach(() => bot.slack.close());

/** Time passes only while the bot waits. */
function virtualClock() {
  let now = 1_700_000_000_000;
  return {
    now: () => now,
    async sleep(ms: number) {
      now += ms;
    },
  };
}

/** A bot whose face service is away for some time from the start on, with a face in each of two photos. */
async function startDuringOutage(
  awayMs: number,
  setup: BotSetup & { readonly method?: 'photos.add' | 'photos.read' | 'model.findCandidates' } = {},
): Promise<void> {
  const { method = 'photos.add', ...rest } = setup;
  const recognizer = createFakeRecognizer({
    faces: { [PHOTO]: [fakeFace('one', 0.1)], [OTHER]: [fakeFace('two', 0.1)] },
  });
  const clock = virtualClock();
  const back = clock.now() + awayMs;
  recognizer.before(method, async () => {
    if (clock.now() < back) throw clarifaiError('unavailable');
  });
  bot = await startBot({ recognizer, ...clock, ...rest });
}

const replies = () => bot.slack.ownMessages();
const statuses = () => bot.slack.statuses.map(({ status }) => status);
const notices = () => bot.slack.ephemerals.map(({ user, text }) => [user, text]);

describe('a photo posted while the face service is away', () => {
  it.each([
    ['10 seconds', 10_000],
    ['2 minutes', 2 * MINUTE],
    ['9 minutes', 9 * MINUTE],
  ])('for %s is answered once it is back', async (_name, awayMs) => {
    await startDuringOutage(awayMs);
    await bot.post();
    expect(replies()).toMatchObject([{ channel: CHANNEL, thread_ts: POST_TS }]);
  });

  it.each(['photos.add', 'photos.read', 'model.findCandidates'] as const)(
    'is answered whichever call failed: %s',
    async (method) => {
      await startDuringOutage(10_000, { method });
      await bot.post();
      expect(replies()).toHaveLength(1);
    },
  );

  it('shows in its thread that it waits', async () => {
    await startDuringOutage(10_000);
    await bot.post();
    expect(new Set(statuses())).toEqual(new Set(['is looking for faces…', 'is waiting for the face service…', '']));
    expect(notices()).toEqual([]);
  });

  it('tells the person who posted it when that takes longer, once', async () => {
    await startDuringOutage(3 * MINUTE);
    await bot.post();
    await bot.runBackground();
    expect(notices()).toEqual([[ADA, expect.stringContaining('I’ll keep trying for a few minutes')]]);
  });

  it('is given up after ten minutes, with what to do', async () => {
    expect(OUTAGE_LIMIT_MS).toBe(10 * MINUTE);
    await startDuringOutage(60 * MINUTE);
    await bot.post();
    await bot.runBackground();
    expect(replies()).toEqual([]);
    expect(notices()).toContainEqual([ADA, expect.stringMatching(/isn’t answering.*“Name faces”/)]);
  });

  it('is not answered when it is deleted meanwhile', async () => {
    const deletion = messageEvent({
      subtype: 'message_deleted',
      deleted_ts: POST_TS,
      previous_message: { ts: POST_TS, user: ADA, files: [slackFile('F0000000A')] },
    });
    const clock = virtualClock();
    let deleted: Promise<unknown> | undefined;
    await startDuringOutage(5 * MINUTE, {
      async sleep(ms) {
        deleted ??= bot.send(deletion);
        // Events are handled in turns of the event loop.
        await nextTurn();
        await clock.sleep(ms);
      },
    });
    await bot.post();
    await deleted;
    expect(bot.recognizer.calls.filter((call) => call === 'photos.add').length).toBeLessThan(4);
    expect(replies()).toEqual([]);
  });

  it('is answered together with a photo that was recognised before, which is not repeated', async () => {
    await startDuringOutage(0);
    let isAway = true;
    bot.recognizer.before('photos.read', async () => {
      const first = bot.recognizer.calls.filter((call) => call === 'photos.read').length === 1;
      if (!first && isAway) {
        isAway = false;
        throw clarifaiError('timeout');
      }
    });
    await bot.post({ files: ['F0000000A', 'F0000000B'].map((id) => slackFile(id)) });
    expect(replies()).toHaveLength(1);
    expect(replies()[0]?.blocks?.filter(({ type }) => type === 'image')).toHaveLength(2);
    expect(bot.slack.uploads()).toHaveLength(2);
  });

  it('is left to the next start when Rollcall stops, which answers it', async () => {
    const recognizer = createFakeRecognizer({ faces: { [PHOTO]: [fakeFace('one', 0.1)] } });
    let isAway = true;
    recognizer.before('photos.add', async () => {
      if (isAway) throw clarifaiError('unavailable');
    });
    let stopping: Promise<void> | undefined;
    bot = await startBot({
      recognizer,
      drainMs: 10,
      async sleep() {
        stopping ??= bot.app.stop();
      },
    });
    await bot.post();
    await stopping;
    expect(replies()).toEqual([]);
    expect(notices()).toEqual([]);

    // The face service is still away after the start, also for looking at what is stored.
    isAway = true;
    const restarted = createFakeRecognizer({ faces: { [PHOTO]: [fakeFace('one', 0.1)] } });
    awayForSome(restarted, 4);
    bot = await startBot({ recognizer: restarted, slack: bot.slack, now: () => Number(POST_TS) * 1000 + 1000 });
    await bot.runBackground();
    expect(replies()).toHaveLength(1);
    expect(notices()).toEqual([]);
  });
});

/** The first calls of each kind fail. */
function awayForSome(recognizer: FakeRecognizer, calls: number): void {
  for (const method of ['photos.add', 'photos.read'] as const) {
    let left = calls;
    recognizer.before(method, async () => {
      if (left-- > 0) throw clarifaiError('unavailable');
    });
  }
}

describe('a download that Slack does not answer', () => {
  const failing = (problem: 'unavailable' | 'timeout' | 'signed-out', times: number) => {
    let left = times;
    return async () => {
      if (left-- > 0) throw new DownloadError(problem, 'Slack didn’t give me this photo.');
      return new Uint8Array([1]);
    };
  };

  it.each([
    ['unavailable', 5],
    ['timeout', 1],
  ] as const)('(%s) is repeated, and the photo answered', async (problem, times) => {
    await startDuringOutage(0, { photos: { download: failing(problem, times) } });
    await bot.post();
    expect(replies()).toHaveLength(1);
  });

  it.each([
    ['unavailable', 6],
    ['timeout', 2],
    ['signed-out', 1],
  ] as const)('(%s, %i times) is told', async (problem, times) => {
    await startDuringOutage(0, { photos: { download: failing(problem, times) } });
    await bot.post();
    expect(replies()).toEqual([]);
    expect(notices()).toEqual([[ADA, expect.stringContaining('Slack didn’t give me this photo.')]]);
  });
});
