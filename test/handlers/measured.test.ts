import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.js';
import { type Measurements, onMeasurement } from '../../src/measurements.js';
import { DownloadError } from '../../src/photos/download-photo.js';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA } from '../support/slack/ids.js';
import { slashCommand } from '../support/slack/payloads.js';

const PHOTO_A = 'slack-f0000000a';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const FACES = [fakeFace('one', 0.1, { ada: 0.97 }), fakeFace('two', 0.4, { ada: 0.6 }), fakeFace('three', 0.7)];

let bot: Bot;
const ends: (() => void)[] = [];
afterEach(() => {
  bot.slack.close();
  for (const end of ends.splice(0)) end();
});

async function start(setup: BotSetup = {}): Promise<void> {
  bot = await startBot({
    recognizer: createFakeRecognizer({ people: [ada], trained: true, faces: { [PHOTO_A]: FACES } }),
    ...setup,
  });
}

/** What is measured from now on. */
function measured<N extends keyof Measurements>(name: N): Measurements[N][] {
  const found: Measurements[N][] = [];
  ends.push(onMeasurement(name, (one) => found.push(one)));
  return found;
}

describe('for the metrics, Rollcall measures', () => {
  it('each post, from its event to its reply', async () => {
    await start();
    const started = measured('post started');
    const ended = measured('post ended');
    await bot.post();
    expect(started).toHaveLength(1);
    expect(ended).toEqual([{ answer: 'answered', ms: expect.any(Number) }]);
  });

  it('a post that could not be answered as failed', async () => {
    await start({
      photos: {
        download: async () => {
          throw new DownloadError('not-found', 'Slack no longer has this file.');
        },
      },
    });
    const ended = measured('post ended');
    await bot.post();
    expect(ended.map(({ answer }) => answer)).toEqual(['failed']);
  });

  it('how many faces of a new reply have a name, a question, or neither', async () => {
    await start();
    const photos = measured('photo');
    await bot.post();
    expect(photos).toEqual([{ named: 1, asked: 0, unknown: 2 }]);
  });

  it('the calls to Slack, with Slack’s reason for refusing one', async () => {
    await start();
    bot.slack.fail('assistant.threads.setStatus', 'missing_scope');
    const calls = measured('call');
    await bot.post();
    const results = (method: string) => calls.filter((call) => call.method === method).map(({ result }) => result);
    expect(results('chat.postMessage')).toEqual(['ok']);
    expect(results('assistant.threads.setStatus')).toContain('missing_scope');
  });

  it('the quality of a new model', async () => {
    await start();
    const trainings = measured('training');
    await bot.post();
    await bot.recognizer.tags.add({ photoId: PHOTO_A, faceId: 'one', person: ada, taggedBy: ADA });
    await bot.send(slashCommand(''));
    expect(trainings).toMatchObject([{ result: 'used', people: 1, tags: 1 }]);
  });
});

describe('the log', () => {
  it('has one id for everything that follows from one post, up to its reply', async () => {
    const lines: { readonly request?: string; readonly message: string }[] = [];
    await start({ log: createLog('debug', { asText: false, write: (line) => lines.push(JSON.parse(line)) }) });
    await bot.post();
    await bot.post({ ts: '1700000001.000200' });
    const ended = lines.filter(({ message }) => /^Post .*: answered/.test(message));
    expect(ended.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Post 17\d+\.\d+: answered, after \d+ ms\.$/),
      expect.stringMatching(/^Post 1700000001\.000200: answered, after \d+ ms\.$/),
    ]);
    const ids = ended.map(({ request }) => request);
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}$/);
  });
});
