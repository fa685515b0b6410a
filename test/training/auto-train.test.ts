import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrainingState } from '../../src/faces/model.js';
import { createAutoTrain, whatIsDue } from '../../src/training/auto-train.js';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { silentLog } from '../support/silent-log.js';
import { ADA, CHANNEL } from '../support/slack/ids.js';
import { blockAction } from '../support/slack/payloads.js';

const MINUTE = 60_000;
const PHOTO = 'slack-f0000000a';
const ada = { id: 'ada', name: 'Ada Lovelace' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const state = (newest?: TrainingState['newest'], tags = 3): TrainingState => ({
  last: undefined,
  now: { people: 1, tags },
  tagsSince: tags,
  newest,
});

/** Trains by itself after three minutes. Work in the background is done at once. */
function open({
  isAlone = true,
  isOff = false,
  trainsAfterEnrolment = true,
  random = 0,
  isPromoted = true,
}: {
  isAlone?: boolean;
  isOff?: boolean;
  trainsAfterEnrolment?: boolean;
  random?: number;
  isPromoted?: boolean;
} = {}) {
  let now = state();
  const recognizer = createFakeRecognizer();
  recognizer.model.state = async () => now;
  const trained: string[] = [];
  const refreshed: string[] = [];
  const failures: Error[] = [];
  const trainer = {
    isRunning: false,
    whenIdle: async () => {},
    async train(by: string) {
      trained.push(by);
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      now = state({ outcome: isPromoted ? 'in use' : 'rejected', tagsSince: 0 });
      return { kind: 'trained' as const, report: { isPromoted } as never };
    },
    undo: () => Promise.reject(new Error('not asked for')),
    promote: () => Promise.reject(new Error('not asked for')),
  };
  const running: Promise<void>[] = [];
  const autoTrain = createAutoTrain({
    recognizer,
    trainer,
    isAlone,
    autoTrainMinutes: isOff ? undefined : 3,
    trainsAfterEnrolment,
    log: silentLog,
    inBackground: (work) => running.push(work()),
    refreshReplies: ({ what }) => refreshed.push(what),
    random: () => random,
  });
  return {
    autoTrain,
    recognizer,
    trainer,
    trained,
    refreshed,
    failures,
    setState: (next: TrainingState) => {
      now = next;
    },
    async pass(ms: number) {
      await vi.advanceTimersByTimeAsync(ms);
      await Promise.all(running.splice(0));
    },
  };
}

describe('training by itself', () => {
  it('begins some minutes after the last tag, once, and updates earlier replies', async () => {
    const { autoTrain, trained, refreshed, pass } = open();
    autoTrain.noteTag();
    await pass(2 * MINUTE);
    autoTrain.noteTag();
    await pass(2 * MINUTE);
    expect(trained).toEqual([]);
    await pass(MINUTE);
    expect(trained).toEqual(['automatic']);
    expect(refreshed).toEqual(['first training']);
    await pass(60 * MINUTE);
    expect(trained).toHaveLength(1);
  });

  it('never begins when it is off', async () => {
    const { autoTrain, trained, pass } = open({ isOff: true });
    autoTrain.noteTag();
    await autoTrain.noteEarlierTags();
    expect(vi.getTimerCount()).toBe(0);
    await pass(60 * MINUTE);
    expect(trained).toEqual([]);
  });

  it('begins after a restart if there are tags that no training has read', async () => {
    const { autoTrain, trained, pass, setState } = open();
    setState(state({ outcome: 'in use', tagsSince: 1 }));
    await autoTrain.noteEarlierTags();
    await pass(3 * MINUTE);
    expect(trained).toHaveLength(1);
  });

  it('waits for nothing after a restart if there are none', async () => {
    const { autoTrain, setState } = open();
    setState(state({ outcome: 'in use', tagsSince: 0 }));
    await autoTrain.noteEarlierTags();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves replies as they are when the new model is worse, and is not repeated for the same tags', async () => {
    const { autoTrain, trained, refreshed, pass } = open({ isPromoted: false });
    autoTrain.noteTag();
    await pass(3 * MINUTE);
    expect(trained).toHaveLength(1);
    expect(refreshed).toEqual([]);
    await autoTrain.noteEarlierTags();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is tried again if it fails', async () => {
    const { autoTrain, trained, failures, pass } = open();
    failures.push(clarifaiError('unavailable'));
    autoTrain.noteTag();
    await pass(3 * MINUTE);
    await pass(3 * MINUTE);
    expect(trained).toHaveLength(2);
  });

  it('is done by one of several processes', async () => {
    const one = open({ isAlone: false, random: 0 });
    const other = open({ isAlone: false, random: 0.9 });
    one.autoTrain.noteTag();
    other.autoTrain.noteTag();
    await one.pass(3 * MINUTE);
    expect(one.trained).toHaveLength(1);
    other.setState(state({ outcome: 'running', tagsSince: 0 }));
    await other.pass(MINUTE);
    other.setState(state({ outcome: 'in use', tagsSince: 0 }));
    await other.pass(4 * MINUTE);
    expect(other.trained).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits until a training that someone asked for is over', async () => {
    const { autoTrain, trainer, trained, pass } = open();
    trainer.isRunning = true;
    autoTrain.noteTag();
    await pass(3 * MINUTE);
    expect(trained).toEqual([]);
    trainer.isRunning = false;
    await pass(3 * MINUTE);
    expect(trained).toHaveLength(1);
  });

  describe('after someone was enrolled', () => {
    const SECOND = 1000;

    it('begins in a few seconds, also where it is done by command otherwise', async () => {
      const { autoTrain, trained, refreshed, pass } = open({ isOff: true });
      autoTrain.noteEnrolment();
      await pass(5 * SECOND);
      expect(trained).toEqual(['automatic']);
      expect(refreshed).toEqual(['first training']);
    });

    it('is not put off by a name that someone gives meanwhile', async () => {
      const { autoTrain, trained, pass } = open();
      autoTrain.noteEnrolment();
      await pass(3 * SECOND);
      autoTrain.noteTag();
      await pass(2 * SECOND);
      expect(trained).toHaveLength(1);
    });

    it('waits for the others when many are enrolled one after another', async () => {
      const { autoTrain, trained, pass, setState } = open();
      autoTrain.noteEnrolment();
      await pass(5 * SECOND);
      for (let minute = 0; minute < 2; minute += 1) {
        setState(state({ outcome: 'in use', tagsSince: 1 }));
        for (let answer = 0; answer < 3; answer += 1) {
          autoTrain.noteEnrolment();
          await pass(5 * SECOND);
        }
        expect(trained).toHaveLength(1);
      }
      await pass(30 * SECOND);
      expect(trained).toHaveLength(2);
    });

    it('waits until a training that runs is over', async () => {
      const { autoTrain, trainer, trained, pass } = open({ isOff: true });
      trainer.isRunning = true;
      autoTrain.noteEnrolment();
      await pass(5 * SECOND);
      trainer.isRunning = false;
      await pass(5 * SECOND);
      expect(trained).toHaveLength(1);
    });

    it('begins after a restart if no training has learned the example', async () => {
      const { autoTrain, recognizer, trained, pass } = open({ isOff: true });
      await recognizer.photos.add([
        { id: 'profile-uada-a', picture: new Uint8Array(), source: { teamId: '', channelId: '', messageTs: '' } },
      ]);
      const example = { photoId: 'profile-uada-a', faceId: 'one', taggedBy: 'UADA' };
      await recognizer.tags.add({ ...example, person: { id: 'slack-uada', name: 'Ada' } });
      await autoTrain.noteEarlierTags();
      await pass(5 * SECOND);
      expect(trained).toHaveLength(1);
    });

    it('never begins when training by itself is turned off', async () => {
      const { autoTrain } = open({ isOff: true, trainsAfterEnrolment: false });
      autoTrain.noteEnrolment();
      await autoTrain.noteEarlierTags();
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  it('leaves no timer behind when Rollcall stops', () => {
    const { autoTrain } = open();
    autoTrain.noteTag();
    expect(vi.getTimerCount()).toBe(1);
    autoTrain.close();
    autoTrain.noteTag();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('whether a training is due', () => {
  it.each([
    ['before anyone was named', state(undefined, 0), 'never'],
    ['before the first training', state(), 'now'],
    ['with tags since the newest training', state({ outcome: 'in use', tagsSince: 2 }), 'now'],
    ['with tags since a model that was not better', state({ outcome: 'rejected', tagsSince: 1 }), 'now'],
    ['without tags since a model that was not better', state({ outcome: 'rejected', tagsSince: 0 }), 'never'],
    ['after someone went back to the model before', state({ outcome: 'rolled back', tagsSince: 5 }), 'never'],
    ['while another process trains', state({ outcome: 'running', tagsSince: 1 }), 'later'],
  ] as const)('%s', (_when, of, due) => {
    expect(whatIsDue(of, false)).toBe(due);
  });

  it('a training that no other process can be running was interrupted', () => {
    expect(whatIsDue(state({ outcome: 'running', tagsSince: 0 }), true)).toBe('now');
  });
});

describe('a name given in a reply', () => {
  let bot: Bot;
  afterEach(async () => {
    await bot.app.stop();
    bot.slack.close();
  });

  async function nameAda(setup: BotSetup): Promise<void> {
    bot = await startBot({
      recognizer: createFakeRecognizer({ people: [ada], faces: { [PHOTO]: [fakeFace('one', 0.1, { ada: 0.97 })] } }),
      ...setup,
    });
    await earlierPhoto(bot, PHOTO, CHANNEL, '1600000000.000100');
    const selected_option = { value: 'p:ada', text: { type: 'plain_text', text: 'Ada Lovelace' } };
    const choice = {
      type: 'external_select',
      action_id: 'pick_person',
      block_id: `face:${PHOTO}:one::r`,
      selected_option,
    };
    await bot.send(blockAction(choice, { ts: '1.1', thread_ts: '1.0' }, ADA));
  }

  it('is learned some minutes later, quietly', async () => {
    await nameAda({ autoTrainMinutes: 3, isAlone: true });
    bot.background.splice(0);
    const said = bot.slack.ownMessages().length;
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    await bot.runBackground();
    expect(bot.recognizer.calls).toContain('model.train');
    expect(bot.slack.ownMessages()).toHaveLength(said);
    expect(bot.slack.commandAnswers).toEqual([]);
  });

  it('is not learned by itself by default', async () => {
    await nameAda({});
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    await bot.runBackground();
    expect(bot.recognizer.calls).not.toContain('model.train');
  });
});
