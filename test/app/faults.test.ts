import { expect, it, onTestFinished } from 'vitest';
import { buildApp } from '../../src/app.js';
import { downloadPhoto } from '../../src/photos/download-photo.js';
import { runFaults } from '../support/chaos/run-faults.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { openTestSlack } from '../support/local-slack.js';
import { fourQuarters } from '../support/pictures/pictures.js';
import { silentLog } from '../support/silent-log.js';

const SEED = 9;
/** In ms. It takes a few seconds, but a busy machine needs more. */
const SETTLE_MS = 90_000;

/** A longer run, with the face engine and everything people do: `npm run chaos -- --faults`. */
it('everything acknowledged holds over a connection to Slack that delays, drops, repeats, refuses and breaks', async () => {
  const slack = await openTestSlack({ retryDelaysMs: [0, 500, 1_000] });
  onTestFinished(() => slack.close());
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
          downloadProfilePicture: async () => picture,
          prepare: async () => ({ jpeg: picture, width: 8, height: 8 }),
          drawNumberedBoxes: async () => ({ jpeg: picture, width: 8, height: 8, labels: 'numbers' }),
          cropFace: async () => picture,
          cropFaces: async (_picture, boxes) => boxes.map(() => picture),
          placeSideBySide: async () => picture,
          placeTogether: async () => picture,
        },
        // Shorter waits in the same order, so that the test is quick.
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 10)),
      });
      await app.start();
      return app;
    },
    acts: 8,
    atOnce: 3,
    kinds: ['tag', 'undo'],
    seed: SEED,
    replyLimitMs: 2_000,
    settleMs: SETTLE_MS,
    // Orphans are in the folders of a real data folder (npm run chaos), and a fake recogniser has none.
    findOrphans: async () => [],
    draw: async () => picture,
  });
  expect(result).toMatchObject({ lost: [], unanswered: [], doubled: [], withoutPicture: [], orphaned: [] });
  expect(Object.keys(result.faults).length).toBeGreaterThan(4);
}, 300_000);
