import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import { unavailable } from '../../src/local-clarifai/faults/call-faults.js';
import type { Interceptor } from '../../src/local-clarifai/rpc.js';
import { startBot } from '../support/bot.js';
import { fakePicture } from '../support/fake-face-engine.js';
import type { FakeRecognizer } from '../support/fake-recognizer.js';
import { startTestClarifai } from '../support/local-clarifai.js';
import { silentLog } from '../support/silent-log.js';
import { CHANNEL, POST_TS } from '../support/slack/ids.js';
import { menuQuery } from '../support/slack/payloads.js';

const AWAY_MS = 10_000;
/** Slack gives up on a menu after three seconds. */
const MENU_LIMIT_MS = 3_000;

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** The bot with real time and real retries, on a local Clarifai. */
async function open(intercept: Interceptor) {
  const local = await startTestClarifai({ intercept });
  ending.push(local.remove);
  const { key, userId, appId } = local;
  const recognizer = createRecognizer({ apiBase: `http://${local.address}`, key, userId, appId, log: silentLog });
  const bot = await startBot({
    // Only tests that steer a fake recogniser need more of it.
    recognizer: recognizer as FakeRecognizer,
    sleep: (ms) => sleep(ms),
    now: Date.now,
    photos: { prepare: async () => ({ jpeg: fakePicture('ada', 'grace'), width: 1, height: 1 }) },
  });
  ending.push(
    () => recognizer.close(),
    () => bot.app.stop(),
    async () => bot.slack.close(),
  );
  return bot;
}

it('a photo posted while the face service is away for ten seconds is answered after, and menus open meanwhile', async () => {
  const startedAt = performance.now();
  const bot = await open(unavailable(AWAY_MS, () => performance.now()));
  const posted = bot.post();
  // The outage begins with the first write, which the post makes.
  await sleep(1_000);
  const askedAt = performance.now();
  const menu = { action_id: 'pick_person', block_id: 'face:slack-f0000000a:one::r', value: '' };
  await bot.send(menuQuery(menu));
  expect(performance.now() - askedAt).toBeLessThan(MENU_LIMIT_MS);
  await posted;
  expect(performance.now() - startedAt).toBeGreaterThan(AWAY_MS);
  expect(bot.slack.ownMessages()).toMatchObject([{ channel: CHANNEL, thread_ts: POST_TS }]);
  expect(bot.slack.ownMessages()[0]?.text).toMatch(/^2 faces/);
  expect(bot.slack.ephemerals).toEqual([]);
}, 60_000);
