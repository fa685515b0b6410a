import { beforeEach, describe, expect, it } from 'vitest';
import type { BackgroundWork } from '../../src/deps.js';
import { StoppingError } from '../../src/errors.js';
import type { Photo } from '../../src/faces/model.js';
import type { CandidateCache } from '../../src/replies/candidate-cache.js';
import { createRefreshReplies, type RefreshReplies } from '../../src/replies/refresh-replies.js';
import { renderReply } from '../../src/replies/render-reply.js';
import { createFakeRecognizer, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { silentLog } from '../support/silent-log.js';
import { BOT, CHANNEL, FakeThreads } from '../support/slack/fake-threads.js';

const OLDER = 'slack-f00000old';
const NEWER = 'slack-f00000new';
const POSTS: Readonly<Record<string, string>> = { [OLDER]: '1.000100', [NEWER]: '2.000100' };
const ada = { id: 'ada', name: 'Ada Lovelace' };

let slack: FakeThreads;
let recognizer: FakeRecognizer;
/** Who the model takes faces for now. */
let known: Map<string, readonly { person: typeof ada; score: number }[]>;
let engine: string;
let updated: string[];
let told: number[];
let background: BackgroundWork[];
let refresh: RefreshReplies;

beforeEach(async () => {
  slack = new FakeThreads();
  recognizer = createFakeRecognizer({
    people: [ada],
    faces: { [OLDER]: [fakeFace('one', 0.1)], [NEWER]: [fakeFace('two', 0.1)] },
  });
  known = new Map();
  engine = 'test';
  updated = [];
  told = [];
  background = [];
  const candidateCache = {
    recall: async () => ({ engine, byFace: known }),
  } as Partial<CandidateCache> as CandidateCache;
  for (const [photoId, ts] of Object.entries(POSTS)) {
    const source = { teamId: BOT.teamId, channelId: CHANNEL, messageTs: ts };
    await recognizer.photos.add([{ id: photoId, picture: new Uint8Array(), source }]);
    const photo = await recognizer.photos.read(photoId);
    slack.messages.push({ ts, user: 'UADA' }, { ts: `${ts}1`, thread_ts: ts, user: BOT.userId, ...render(photo, ts) });
  }
  refresh = createRefreshReplies({
    recognizer,
    backgroundSlack: slack,
    bot: BOT,
    thresholds: {},
    log: silentLog,
    inBackground: (work) => background.push(work),
    candidateCache,
    updateReply: async ({ threadTs }) => void updated.push(threadTs),
    whenIdle: async () => {},
  });
});

/** A reply from before the first training. */
function render(photo: Photo, postTs: string) {
  const { blocks, metadata } = renderReply(
    {
      postTs,
      page: 0,
      order: 'by rows',
      photos: [{ photoId: photo.id, known: { photo, candidates: { engine, byFace: new Map() } } }],
    },
    { thresholds: {}, autoTrainMinutes: undefined, now: 1, withPictures: true },
  );
  return { blocks, metadata };
}

const onDone = async (changed: number) => void told.push(changed);
const recognize = (faceId: string) => known.set(faceId, [{ person: ada, score: 0.999 }]);

async function runAll(): Promise<void> {
  for (const work of background.splice(0)) await work();
}

describe('after a training, earlier replies', () => {
  it('are updated when the model names someone now, the newest first', async () => {
    recognize('one');
    recognize('two');
    refresh({ what: 'training', onDone });
    await runAll();
    expect(updated).toEqual([POSTS[NEWER], POSTS[OLDER]]);
    expect(told).toEqual([2]);
  });

  it('are left alone when they say the same already', async () => {
    refresh({ what: 'training', onDone });
    await runAll();
    expect({ updated, told }).toEqual({ updated: [], told: [0] });
  });

  it('are not even read when every face has a name', async () => {
    for (const [photoId, faceId] of [
      [OLDER, 'one'],
      [NEWER, 'two'],
    ] as const) {
      await recognizer.tags.add({ photoId, faceId, person: ada, taggedBy: 'UADA' });
    }
    refresh({ what: 'training', onDone });
    await runAll();
    expect(slack.called).toEqual([]);
  });

  it('no longer explain training once there was one, and no one is told of that', async () => {
    await recognizer.tags.add({ photoId: OLDER, faceId: 'one', person: ada, taggedBy: 'UADA' });
    const ts = POSTS[OLDER] ?? '';
    const reply = slack.messages.find(({ thread_ts }) => thread_ts === ts);
    Object.assign(reply ?? {}, render(await recognizer.photos.read(OLDER), ts));
    refresh({ what: 'first training', onDone });
    await runAll();
    expect({ updated, told }).toEqual({ updated: [ts], told: [0] });
  });

  it('keep their names when the photo cannot be looked at again', async () => {
    engine = '';
    refresh({ what: 'training', onDone });
    await runAll();
    expect(updated).toEqual([]);
  });

  it('are updated although one of them cannot be', async () => {
    recognize('one');
    recognize('two');
    slack.hook = async (_method, { ts }) => {
      if (ts === POSTS[NEWER]) throw new Error('not there');
    };
    refresh({ what: 'training', onDone });
    await runAll();
    expect({ updated, told }).toEqual({ updated: [POSTS[OLDER]], told: [1] });
  });

  it('wait for the next start when Rollcall stops', async () => {
    recognize('one');
    slack.hook = async () => {
      throw new StoppingError('stopping');
    };
    refresh({ what: 'training', onDone });
    await expect(runAll()).rejects.toThrow(StoppingError);
    expect({ updated, told }).toEqual({ updated: [], told: [] });
  });

  it('are gone through once for all who asked before it began, and each is told', async () => {
    recognize('one');
    refresh({ what: 'training', onDone });
    refresh({ what: 'training', onDone: (changed) => onDone(changed) });
    await runAll();
    expect({ updated, told }).toEqual({ updated: [POSTS[OLDER]], told: [1, 1] });
  });
});

describe('after a person was changed, earlier replies', () => {
  it('are updated also where every face has a name', async () => {
    await recognizer.tags.add({ photoId: OLDER, faceId: 'one', person: ada, taggedBy: 'UADA' });
    refresh({ what: 'people' });
    await runAll();
    expect(updated).toEqual([POSTS[OLDER]]);
  });
});
