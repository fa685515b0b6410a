import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../../src/clarifai/recognizer.js';
import type { FlagKind } from '../../../src/faces/model.js';
import { nameFaces } from '../../../src/faces/naming.js';
import { thresholdsFor } from '../../../src/faces/thresholds.js';
import { addPhoto } from '../../support/add-photo.js';
import { createFakeFaceEngine, fakePicture } from '../../support/fake-face-engine.js';
import { startTestClarifai } from '../../support/local-clarifai.js';
import { silentLog } from '../../support/silent-log.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const TIMES = 10;
/** Each person ten times on a photo, so that there is a face for every combination. */
const PHOTOS = [
  'photo-1',
  'photo-2',
  'photo-3',
  'photo-4',
  'photo-5',
  'photo-6',
  'photo-7',
  'photo-8',
  'photo-9',
  'photo-10',
];

interface FaceRef {
  readonly photoId: string;
  readonly faceId: string;
}

let clarifai: Awaited<ReturnType<typeof startTestClarifai>>;
/** Two processes, that have to agree at any time. */
let recognizers: readonly [Recognizer, Recognizer];
/** Each photo from left to right: Ada, tagged; Grace, with other feedback; and a face without any. */
let faces: FaceRef[][];

beforeAll(async () => {
  clarifai = await startTestClarifai({ engine: createFakeFaceEngine() });
  const { address, key, userId, appId } = clarifai;
  const open = () => createRecognizer({ apiBase: `http://${address}`, key, userId, appId, log: silentLog });
  recognizers = [open(), open()];
  const [recognizer] = recognizers;
  const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
  faces = [];
  for (const [index, id] of PHOTOS.entries()) {
    await addPhoto(recognizer, { id, picture: pictureOf(index), source });
    const refs = (await recognizer.photos.read(id)).faces.map((face) => ({ photoId: id, faceId: face.id }));
    faces.push(refs);
    const [ada, grace] = refs as [FaceRef, FaceRef];
    await recognizer.tags.add({ ...ada, person: ADA, taggedBy: 'U1' });
    if (index % 2 === 0) await recognizer.tags.reject({ ...grace, person: ADA, rejectedBy: 'U1' });
    else await recognizer.tags.flag({ ...grace, kind: 'left unnamed', flaggedBy: 'U1' });
  }
});
afterAll(async () => {
  for (const recognizer of recognizers) await recognizer.close();
  await clarifai.remove();
});

function pictureOf(photo: number): Uint8Array {
  return fakePicture(`Ada:${photo}`, `Grace:${photo}`, `Ada:${photo + 100}`);
}

/** Tags and feedback as another process reads them. */
async function everythingSaid(recognizer: Recognizer) {
  const photos = [];
  for (const id of PHOTOS) photos.push(await recognizer.photos.read(id));
  return { photos, tags: await recognizer.tags.list(), now: (await recognizer.model.state()).now };
}

/** The same without who named a face last and when, in no particular order. */
function names({ photos, tags, now }: Awaited<ReturnType<typeof everythingSaid>>) {
  const named = tags.map(({ photoId, faceId, person }) => `${photoId} ${faceId} ${person.id}`).sort();
  return { photos: photos.map((photo) => ({ ...photo, tags: [] })), named, now };
}

interface Reversible {
  readonly name: string;
  /** Which face of each photo it is done to. */
  readonly face: 0 | 1 | 2;
  doIt(recognizer: Recognizer, face: FaceRef, userId: string): Promise<unknown>;
  takeBack(recognizer: Recognizer, face: FaceRef): Promise<unknown>;
}

const flag = (kind: FlagKind): Reversible => ({
  name: `flag as ${kind}`,
  face: 2,
  doIt: (recognizer, face, flaggedBy) => recognizer.tags.flag({ ...face, kind, flaggedBy }),
  takeBack: (recognizer, face) => recognizer.tags.unflag(face),
});

const REVERSIBLE: readonly Reversible[] = [
  {
    name: 'name a face',
    face: 2,
    doIt: (recognizer, face, taggedBy) => recognizer.tags.add({ ...face, person: GRACE, taggedBy }),
    takeBack: (recognizer, face) => recognizer.tags.remove(face),
  },
  {
    name: 'change a name',
    face: 0,
    doIt: (recognizer, face, taggedBy) => recognizer.tags.add({ ...face, person: GRACE, taggedBy }),
    takeBack: (recognizer, face) => recognizer.tags.add({ ...face, person: ADA, taggedBy: 'U1' }),
  },
  {
    name: 'reject a person',
    face: 1,
    doIt: (recognizer, face, rejectedBy) => recognizer.tags.reject({ ...face, person: GRACE, rejectedBy }),
    takeBack: (recognizer, face) => recognizer.tags.unreject({ ...face, personId: GRACE.id }),
  },
  flag('not a face'),
  flag('left unnamed'),
  {
    name: 'call it a collage',
    face: 2,
    doIt: (recognizer, face, flaggedBy) => recognizer.tags.flagCollage({ ...face, flaggedBy }),
    takeBack: (recognizer, { photoId }) => recognizer.tags.unflagCollage(photoId),
  },
];

/** Ten photos, each twice, in any order: the first time it is done, the second time it is taken back. */
const turns = Array.from(
  { length: 2 * TIMES },
  (_, index) => ({ index: index % TIMES, process: index % 3 === 0 ? 0 : 1 }) as const,
);

describe.each(REVERSIBLE)('$name', ({ name, face, doIt, takeBack }) => {
  it('ten times and undone, in any order, ends where it began', async () => {
    const before = await everythingSaid(recognizers[1]);
    const [order = []] = fc.sample(fc.shuffledSubarray([...turns], { minLength: turns.length }), {
      seed: name.length,
      numRuns: 1,
    });
    const done = new Set<number>();
    for (const { index, process } of order) {
      const ref = faces[index]?.[face] as FaceRef;
      if (done.has(index)) await takeBack(recognizers[process], ref);
      else await doIt(recognizers[process], ref, 'U2');
      const isFirst = done.size === 0;
      done.add(index);
      if (isFirst) expect(names(await everythingSaid(recognizers[1]))).not.toEqual(names(before));
    }
    const after = await everythingSaid(recognizers[1]);
    expect(done.size).toBe(TIMES);
    expect(names(after)).toEqual(names(before));
    // Changing a tag back creates a new one; everything else is as if it had never been stored.
    if (name !== 'change a name') expect(after).toEqual(before);
  });
});

it('a training in between keeps flags and rejections', async () => {
  const [recognizer, other] = recognizers;
  const quiet = faces.slice(0, 4).map((refs) => refs[2] as FaceRef);
  const kinds: readonly FlagKind[] = ['not a face', 'left unnamed'];
  const thirdOf = async (index: number, reader: Recognizer) => {
    const photo = await reader.photos.read(PHOTOS[index] ?? '');
    const candidates = await reader.model.findCandidates(photo, pictureOf(index));
    expect(candidates.byFace.get(quiet[index]?.faceId ?? '')?.[0]?.person).toEqual(ADA);
    const rows = nameFaces({ ...photo, tags: [] }, candidates, thresholdsFor(candidates));
    return rows[2];
  };

  await recognizer.tags.add({ ...(faces[1]?.[1] as FaceRef), person: GRACE, taggedBy: 'U1' });
  for (const round of [0, 1]) {
    for (const [index, ref] of quiet.entries()) {
      const isFlagged = (index + round) % 2 === 0;
      const by = `U${round}`;
      if (isFlagged) await recognizer.tags.flag({ ...ref, kind: kinds[round % 2] ?? 'not a face', flaggedBy: by });
      else await recognizer.tags.reject({ ...ref, person: ADA, rejectedBy: by });
    }
    await other.model.train({ trainedBy: 'U1' });
    for (const [index, ref] of quiet.entries()) {
      const row = await thirdOf(index, other);
      const isFlagged = (index + round) % 2 === 0;
      if (isFlagged) expect(row?.verdict.kind).toBe(kinds[round % 2]);
      else {
        expect(row?.verdict).not.toMatchObject({ person: ADA });
        expect(row?.candidates.map(({ person }) => person.id)).not.toContain(ADA.id);
      }
      if (isFlagged) await other.tags.unflag(ref);
      else await other.tags.unreject({ ...ref, personId: ADA.id });
      expect((await thirdOf(index, recognizer))?.candidates[0]?.person).toEqual(ADA);
    }
  }
});
