import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { buildApp } from '../../src/app.js';
import { downloadPhoto } from '../../src/photos/download-photo.js';
import { runFaults } from '../support/chaos/run-faults.js';
import { runKills } from '../support/chaos/run-kills.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { openTestSlack } from '../support/local-slack.js';
import { fourQuarters } from '../support/pictures/pictures.js';
import { silentLog } from '../support/silent-log.js';

const SEED = 7;
const SETTLE_MS = 90_000;
const NOTHING = { lost: [], unanswered: [], doubled: [], withoutPicture: [], orphaned: [] };

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** A longer run: `npm run chaos -- --kills 200`. */
it('everything acknowledged holds when all of Rollcall is killed while people act and while it starts', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  ending.push(() => rm(dataDir, { recursive: true }));
  const result = await runKills({ dataDir, moments: ['post', 'start'], seed: SEED, settleMs: SETTLE_MS });
  expect(result).toMatchObject({ ...NOTHING, kills: 2 });
}, 300_000);

/** A longer run, with the face engine: `npm run chaos -- --faults`. */
it('everything acknowledged holds over a connection to Slack that delays, drops, repeats, refuses and breaks', async () => {
  const slack = await openTestSlack({ retryDelaysMs: [0, 500, 1_000] });
  ending.push(() => slack.close());
  const picture = await fourQuarters(8, 8).jpeg().toBuffer();
  const everyPhoto = { get: () => [fakeFace('one', 0.2), fakeFace('two', 0.6)] };
  const result = await runFaults({
    slackUrl: slack.apiUrl.replace('/api/', ''),
    async startBot(apiUrl) {
      const { botToken, appToken } = slack;
      const app = buildApp({
        slack: { kind: 'socket', botToken, appToken, apiUrl },
        recognizer: createFakeRecognizer({ faces: new Proxy({}, everyPhoto) }),
        log: silentLog,
        photos: {
          download: (url) => downloadPhoto(url, { token: botToken, slackApiUrl: apiUrl }),
          prepare: async () => ({ jpeg: picture, width: 8, height: 8 }),
          drawNumberedBoxes: async () => ({ jpeg: picture, width: 8, height: 8 }),
          cropFace: async () => picture,
          cropFaces: async (_picture, boxes) => boxes.map(() => picture),
          placeSideBySide: async () => picture,
        },
        // Shorter waits in the same order, so that the test is quick.
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 10)),
      });
      await app.start();
      return app;
    },
    acts: 10,
    atOnce: 3,
    kinds: ['tag', 'undo'],
    seed: SEED,
    settleMs: SETTLE_MS,
    // A picture whose reply failed stays until the next start (test/replies/unused-pictures.test.ts), and this bot is not started again.
    findOrphans: async () => [],
    draw: async () => picture,
  });
  expect(result).toMatchObject(NOTHING);
  expect(Object.keys(result.faults).length).toBeGreaterThan(4);
}, 300_000);
