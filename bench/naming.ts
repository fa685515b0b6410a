/**
 * How often the right name is said: `npm run bench:naming -- <folder> [draws]`.
 *
 * Everything goes through the local Clarifai's gRPC API with the bot's own client and the bot's own rules: photos are added,
 * the largest face of some photos of each person is tagged, the recogniser is trained, and every other photo is named. For
 * 1, 2, 3 and 5 tags per person, over many random draws of which photos are tagged. A person with too few photos keeps one
 * for naming, is tagged with the rest, and counts only where that makes the number of tags asked for.
 *
 * No threshold is chosen here: they are the engine's own, fixed beforehand.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { createRecognizer } from '../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../src/clarifai/recognizer.js';
import type { Box, Face, FaceRow, Photo } from '../src/faces/model.js';
import { nameFaces } from '../src/faces/naming.js';
import { thresholdsFor } from '../src/faces/thresholds.js';
import { createFaceEngine } from '../src/local-clarifai/engine/index.js';
import { startLocalClarifai } from '../src/local-clarifai/start-local-clarifai.js';
import { type PreparedPicture, preparePicture } from '../src/photos/prepare-picture.js';
import {
  type FaceFolder,
  type GroupPhoto,
  type PhotoFile,
  type PixelBox,
  readFaceFolder,
} from './support/face-folder.js';
import { rememberAnswers } from './support/remember-answers.js';
import { seededRandom, shuffled } from './support/shuffle.js';
import { mean, round } from './support/statistics.js';

const TAG_COUNTS = [1, 2, 3, 5];
const NOBODY = 'bench';

/** One photo as the recogniser holds it, with the picture as the bot sends it. */
interface KnownPhoto {
  readonly photo: Photo;
  readonly picture: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** How the faces of one draw were named, each as a share 0–1. */
interface Shares {
  readonly right: number;
  readonly wrong: number;
  readonly likely: number;
  readonly unknown: number;
  readonly strangersSure: number;
  readonly strangersLikely: number;
}

const area = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);

const largestFace = (photo: Photo): Face | undefined => [...photo.faces].sort((a, b) => area(b.box) - area(a.box))[0];

/** Intersection over union of a face and a box in pixels. */
function overlap({ photo: _photo, width, height }: KnownPhoto, face: Face, [x, y, w, h]: PixelBox): number {
  const box = { left: x / width, top: y / height, right: (x + w) / width, bottom: (y + h) / height };
  const shared =
    Math.max(0, Math.min(box.right, face.box.right) - Math.max(box.left, face.box.left)) *
    Math.max(0, Math.min(box.bottom, face.box.bottom) - Math.max(box.top, face.box.top));
  return shared / (area(box) + area(face.box) - shared);
}

/** Calls a few at a time: the service is a server, and waiting for each answer would only measure the waiting. */
async function atOnce<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const limit = pLimit(8);
  await Promise.all(items.map((item, index) => limit(() => work(item, index))));
}

/** Adds every photo once; the same photos serve all draws. */
async function addPhotos(recognizer: Recognizer, files: readonly PhotoFile[]): Promise<Map<PhotoFile, KnownPhoto>> {
  const pictures = new Map<PhotoFile, PreparedPicture>();
  await atOnce(files, async (file) => void pictures.set(file, await preparePicture(await file.read())));
  const prepared = [...pictures];
  const source = { teamId: NOBODY, channelId: NOBODY, messageTs: NOBODY };
  const kept = await recognizer.addPhotos(
    prepared.map(([, { jpeg }], index) => ({ id: `bench-${index}`, picture: jpeg, source })),
  );
  const known = new Map<PhotoFile, KnownPhoto>();
  await atOnce(prepared, async ([file, { jpeg: picture, width, height }], index) => {
    const outcome = kept[index];
    if (outcome === undefined || outcome.kind === 'failed') throw outcome?.error ?? new Error('A photo got no answer');
    known.set(file, { photo: await recognizer.readPhoto(outcome.photoId), picture, width, height });
  });
  return known;
}

/** Names the faces of a photo as the bot does, without the tags it may have. */
async function nameAsTheBotDoes(recognizer: Recognizer, { photo, picture }: KnownPhoto): Promise<readonly FaceRow[]> {
  const suggestions = await recognizer.suggest(photo, picture);
  return nameFaces({ ...photo, tags: [] }, suggestions, thresholdsFor(suggestions));
}

const rowOf = (rows: readonly FaceRow[], face: Face | undefined): FaceRow | undefined =>
  rows.find((row) => row.face.id === face?.id);

/** Tags the largest face of each photo with its person, trains, runs `measure`, and takes the tags back. */
async function withTags<T>(
  recognizer: Recognizer,
  tagged: ReadonlyMap<string, readonly KnownPhoto[]>,
  measure: () => Promise<T>,
): Promise<T> {
  const faces = [...tagged].flatMap(([name, photos]) =>
    photos.flatMap(({ photo }) => {
      const face = largestFace(photo);
      return face === undefined ? [] : [{ photoId: photo.id, faceId: face.id, person: { id: name, name } }];
    }),
  );
  for (const id of tagged.keys()) await recognizer.addPerson({ id, name: id });
  await atOnce(faces, (face) => recognizer.tagFace({ ...face, taggedBy: NOBODY }));
  await recognizer.train({ trainedBy: NOBODY });
  const measured = await measure();
  await atOnce(faces, (face) => recognizer.untagFace(face));
  return measured;
}

/** One draw: which photos are tagged is random. */
async function measureDraw(
  recognizer: Recognizer,
  folder: FaceFolder,
  known: ReadonlyMap<PhotoFile, KnownPhoto>,
  tags: number,
  random: () => number,
): Promise<Shares> {
  const knownOf = (files: readonly PhotoFile[]) => files.flatMap((file) => known.get(file) ?? []);
  const tagged = new Map<string, readonly KnownPhoto[]>();
  const toName = new Map<string, readonly KnownPhoto[]>();
  for (const [name, files] of folder.people) {
    const photos = shuffled(knownOf(files), random);
    const count = Math.min(tags, photos.length - 1);
    if (count < 1) continue;
    tagged.set(name, photos.slice(0, count));
    if (count === tags) toName.set(name, photos.slice(count));
  }
  return withTags(recognizer, tagged, async () => {
    const said = { right: 0, wrong: 0, likely: 0, unknown: 0 };
    for (const [name, photos] of toName) {
      for (const photo of photos) {
        const verdict = rowOf(await nameAsTheBotDoes(recognizer, photo), largestFace(photo.photo))?.verdict;
        if (verdict?.kind === 'sure') said[verdict.person.id === name ? 'right' : 'wrong'] += 1;
        else said[verdict?.kind === 'likely' ? 'likely' : 'unknown'] += 1;
      }
    }
    const strangers = { sure: 0, likely: 0 };
    for (const photo of knownOf(folder.strangers)) {
      const kind = rowOf(await nameAsTheBotDoes(recognizer, photo), largestFace(photo.photo))?.verdict.kind;
      if (kind === 'sure' || kind === 'likely') strangers[kind] += 1;
    }
    const named = said.right + said.wrong + said.likely + said.unknown;
    const of = (count: number, all: number) => (all === 0 ? 0 : count / all);
    return {
      right: of(said.right, named),
      wrong: of(said.wrong, named),
      likely: of(said.likely, named),
      unknown: of(said.unknown, named),
      strangersSure: of(strangers.sure, folder.strangers.length),
      strangersLikely: of(strangers.likely, folder.strangers.length),
    };
  });
}

/** Real group photos, with every photo of every person tagged. Counts of faces. */
async function measureGroups(
  recognizer: Recognizer,
  folder: FaceFolder,
  known: ReadonlyMap<PhotoFile, KnownPhoto>,
  groups: readonly GroupPhoto[],
) {
  const tagged = new Map(
    [...folder.people].map(([name, files]) => [name, files.flatMap((file) => known.get(file) ?? [])] as const),
  );
  return withTags(recognizer, tagged, async () => {
    const counts = { named: 0, right: 0, wrong: 0, strangers: 0, strangersSure: 0 };
    for (const group of groups) {
      const photo = known.get(group);
      if (photo === undefined) continue;
      const rows = await nameAsTheBotDoes(recognizer, photo);
      for (const { name, box } of group.faces) {
        const row = [...rows].sort((a, b) => overlap(photo, b.face, box) - overlap(photo, a.face, box))[0];
        const verdict = row !== undefined && overlap(photo, row.face, box) >= 0.3 ? row.verdict : undefined;
        const isSure = verdict?.kind === 'sure';
        if (name === null) {
          counts.strangers += 1;
          if (isSure) counts.strangersSure += 1;
        } else {
          counts.named += 1;
          if (isSure) counts[verdict.person.id === name ? 'right' : 'wrong'] += 1;
        }
      }
    }
    return counts;
  });
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function describeDraws(tags: number, draws: readonly Shares[]): string {
  const part = (key: keyof Shares) => {
    const values = draws.map((draw) => draw[key]);
    return `${key} ${percent(mean(values))} (${percent(Math.min(...values))}–${percent(Math.max(...values))})`;
  };
  const keys = ['right', 'wrong', 'likely', 'unknown', 'strangersSure', 'strangersLikely'] as const;
  return `${tags} tag${tags === 1 ? '' : 's'} a person: ${keys.map(part).join(', ')}`;
}

const averaged = (draws: readonly Shares[]): Shares => {
  const of = (key: keyof Shares) => round(mean(draws.map((draw) => draw[key])), 4);
  return {
    right: of('right'),
    wrong: of('wrong'),
    likely: of('likely'),
    unknown: of('unknown'),
    strangersSure: of('strangersSure'),
    strangersLikely: of('strangersLikely'),
  };
};

async function main(): Promise<void> {
  const [path, draws = '20'] = process.argv.slice(2);
  if (path === undefined) throw new Error('Say which folder of faces to use: npm run bench:naming -- <folder> [draws]');
  const folder = await readFaceFolder(path);
  const groups = folder.groups.filter((group) => !group.pasted);
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const engine = await createFaceEngine({ workers: 2, cacheDir: join(dataDir, 'models'), log });
  const service = await startLocalClarifai({ dataDir, engine: rememberAnswers(engine), urls: 'public', log });
  const recognizer = createRecognizer({
    apiBase: `http://${service.address}`,
    key: service.key,
    userId: service.userId,
    appId: service.appId,
    log,
  });
  try {
    const files = [...[...folder.people.values()].flat(), ...folder.strangers, ...groups];
    const known = await addPhotos(recognizer, files);
    console.log(
      `${known.size} photos, ${folder.people.size} people, ${folder.strangers.length} strangers, ${draws} draws`,
    );
    const tags: Record<string, Shares> = {};
    for (const count of TAG_COUNTS) {
      const results: Shares[] = [];
      for (let draw = 0; draw < Number(draws); draw += 1) {
        results.push(await measureDraw(recognizer, folder, known, count, seededRandom(1000 * count + draw)));
      }
      console.log(describeDraws(count, results));
      tags[String(count)] = averaged(results);
    }
    const inGroups = await measureGroups(recognizer, folder, known, groups);
    console.log(`groups: ${inGroups.right} of ${inGroups.named} named faces right, ${inGroups.wrong} wrong`);
    console.log(JSON.stringify({ tags, groups: inGroups }));
  } finally {
    await recognizer.close();
    await service.close();
    await engine.close();
    await rm(dataDir, { recursive: true });
  }
}

await main();
