/**
 * How often the right name is said: `npm run bench:naming -- <folder> [draws]`.
 *
 * Everything goes through the local Clarifai's gRPC API with the bot's own client and the bot's own rules: photos are added,
 * the largest face of some photos of each person is tagged, the recogniser is trained, and every other photo is named. For
 * 1, 2, 3 and 5 tags per person, over many random draws of which photos are tagged. A person with too few photos keeps one
 * for naming, is tagged with the rest, and counts only where that makes the number of tags asked for.
 *
 * No threshold is chosen here: a training finds the thresholds from the photos tagged, as it does for the bot, and sees no other photo.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecognizer } from '../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../src/clarifai/recognizer.js';
import type { Face, FaceRow } from '../src/faces/model.js';
import { nameFaces } from '../src/faces/naming.js';
import { thresholdsFor } from '../src/faces/thresholds.js';
import { createFaceEngine } from '../src/local-clarifai/engine/create-face-engine.js';
import { startLocalClarifai } from '../src/local-clarifai/start-local-clarifai.js';
import { type FaceFolder, type GroupPhoto, type PhotoFile, readFaceFolder } from './support/face-folder.js';
import { addPhotos, atOnce, type KnownPhoto, largestFace, overlap } from './support/known-photos.js';
import { type Draw, describeDraws, meanShares, type Shares, type Spread, spreadOf } from './support/naming-shares.js';
import { rememberAnswers } from './support/remember-answers.js';
import { seededRandom, shuffled } from './support/shuffle.js';
import { mean, round } from './support/statistics.js';
import { createTagging, type WantedTags } from './support/tagging.js';

const TAG_COUNTS = [1, 2, 3, 5];

type Known = ReadonlyMap<PhotoFile, KnownPhoto>;
type TagAndTrain = (wanted: WantedTags) => Promise<void>;

/** Names the faces of a photo as the bot does, without the tags it may have. */
async function nameAsTheBotDoes(recognizer: Recognizer, { photo, picture }: KnownPhoto) {
  const candidates = await recognizer.model.findCandidates(photo, picture);
  const thresholds = thresholdsFor(candidates);
  return { rows: nameFaces({ ...photo, tags: [] }, candidates, thresholds), thresholds };
}

const rowOf = (rows: readonly FaceRow[], face: Face | undefined): FaceRow | undefined =>
  rows.find((row) => row.face.id === face?.id);

/** Everybody's photos in random order: the first ones are tagged. */
function drawOrder(folder: FaceFolder, known: Known, random: () => number): Map<string, readonly KnownPhoto[]> {
  return new Map(
    [...folder.people].map(([name, files]) => [
      name,
      shuffled(
        files.flatMap((file) => known.get(file) ?? []),
        random,
      ),
    ]),
  );
}

/** One draw with one number of tags. */
async function measureDraw(
  recognizer: Recognizer,
  tagAndTrain: TagAndTrain,
  order: ReadonlyMap<string, readonly KnownPhoto[]>,
  strangers: readonly KnownPhoto[],
  tags: number,
): Promise<Draw> {
  const tagged = new Map<string, readonly KnownPhoto[]>();
  const toName: { readonly name: string | undefined; readonly photo: KnownPhoto }[] = [];
  for (const [name, photos] of order) {
    const count = Math.min(tags, photos.length - 1);
    if (count < 1) continue;
    tagged.set(name, photos.slice(0, count));
    if (count === tags) toName.push(...photos.slice(count).map((photo) => ({ name, photo })));
  }
  await tagAndTrain(tagged);

  const said = { rank1: 0, right: 0, wrong: 0, likely: 0, unknown: 0, strangersSure: 0, strangersLikely: 0 };
  let sureFrom = 0;
  const all = [...toName, ...strangers.map((photo) => ({ name: undefined, photo }))];
  await atOnce(all, async ({ name, photo }) => {
    const { rows, thresholds } = await nameAsTheBotDoes(recognizer, photo);
    const row = rowOf(rows, largestFace(photo.photo));
    const verdict = row?.verdict;
    sureFrom = thresholds.sure;
    if (name === undefined) {
      if (verdict?.kind === 'sure') said.strangersSure += 1;
      if (verdict?.kind === 'likely') said.strangersLikely += 1;
      return;
    }
    if (row?.candidates[0]?.person.id === name) said.rank1 += 1;
    if (verdict?.kind === 'sure') said[verdict.person.id === name ? 'right' : 'wrong'] += 1;
    else said[verdict?.kind === 'likely' ? 'likely' : 'unknown'] += 1;
  });
  const of = (count: number, amount: number) => (amount === 0 ? 0 : count / amount);
  return {
    rank1: of(said.rank1, toName.length),
    right: of(said.right, toName.length),
    wrong: of(said.wrong, toName.length),
    likely: of(said.likely, toName.length),
    unknown: of(said.unknown, toName.length),
    strangersSure: of(said.strangersSure, strangers.length),
    strangersLikely: of(said.strangersLikely, strangers.length),
    sureFrom,
  };
}

/** Real group photos, with every photo of every person tagged. Counts of faces. */
async function measureGroups(
  recognizer: Recognizer,
  tagAndTrain: TagAndTrain,
  folder: FaceFolder,
  known: Known,
  groups: readonly GroupPhoto[],
) {
  await tagAndTrain(
    new Map([...folder.people].map(([name, files]) => [name, files.flatMap((file) => known.get(file) ?? [])])),
  );
  const counts = { named: 0, right: 0, wrong: 0, strangers: 0, strangersSure: 0 };
  for (const group of groups) {
    const photo = known.get(group);
    if (photo === undefined) continue;
    const { rows } = await nameAsTheBotDoes(recognizer, photo);
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
}

async function measure(recognizer: Recognizer, folder: FaceFolder, draws: number): Promise<string> {
  const groups = folder.groups.filter((group) => !group.pasted);
  const progress = startProgress();
  const known = await addPhotos(recognizer, [...[...folder.people.values()].flat(), ...folder.strangers, ...groups]);
  const size = `${known.size} photos, ${folder.people.size} people, ${folder.strangers.length} strangers`;
  progress(size);
  const tagAndTrain = createTagging(recognizer);
  const strangers = folder.strangers.flatMap((file) => known.get(file) ?? []);
  const results = new Map<number, Draw[]>(TAG_COUNTS.map((tags) => [tags, []]));
  for (let draw = 0; draw < draws; draw += 1) {
    const order = drawOrder(folder, known, seededRandom(1000 + draw));
    for (const tags of TAG_COUNTS) {
      results.get(tags)?.push(await measureDraw(recognizer, tagAndTrain, order, strangers, tags));
    }
    progress(`draw ${draw + 1} of ${draws}`);
  }
  const inGroups = await measureGroups(recognizer, tagAndTrain, folder, known, groups);

  console.log(`${size}, ${draws} draws; in brackets least / median / most`);
  const tags: Record<string, Shares> = {};
  const rank1: Record<string, number> = {};
  const spread: Record<string, Record<string, Spread>> = {};
  for (const [count, drawn] of results) {
    console.log(describeDraws(count, drawn));
    tags[count] = meanShares(drawn);
    rank1[count] = round(mean(drawn.map((draw) => draw.rank1)), 4);
    spread[count] = spreadOf(drawn);
  }
  const { right, named, wrong, strangersSure } = inGroups;
  console.log(
    `groups: ${right} of ${named} named faces right, ${wrong} wrong, ${strangersSure} of ${inGroups.strangers} strangers named`,
  );
  return JSON.stringify({ tags, groups: inGroups, rank1, spread, draws });
}

/** Tells on the error output how far it is, for whoever waits. */
function startProgress(): (what: string) => void {
  const startedAt = performance.now();
  return (what) => console.error(`${((performance.now() - startedAt) / 1000).toFixed(0)} s: ${what}`);
}

async function main(): Promise<void> {
  const [path, draws = '20'] = process.argv.slice(2);
  if (path === undefined) throw new Error('Say which folder of faces to use: npm run bench:naming -- <folder> [draws]');
  const folder = await readFaceFolder(path);
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
    console.log(await measure(recognizer, folder, Number(draws)));
  } finally {
    await recognizer.close();
    await service.close();
    await engine.close();
    await rm(dataDir, { recursive: true });
  }
}

await main();
