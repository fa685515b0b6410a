/**
 * How often the right name is said, and how often a stranger is: `npm run bench:naming -- <folder> [draws] [--team N]`.
 *
 * Everything goes through the local Clarifai's gRPC API with the bot's own client and the bot's own rules: photos are added,
 * the largest face of some photos of each person is tagged, the recogniser is trained, and every other photo is named. For
 * 1, 2, 3 and 5 tags per person, over many random draws of which photos are tagged. A person with too few photos keeps one
 * for naming, is tagged with the rest, and counts only where that makes the number of tags asked for. With `--team N` each draw
 * also chooses N of the people; every photo of the others counts as a stranger's, beside those in `strangers/`.
 *
 * No threshold is chosen here: a training finds the thresholds from the photos tagged, as it does for the bot, and sees no other photo.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRecognizer } from '../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../src/clarifai/recognizer.js';
import { messageOf } from '../src/errors.js';
import type { Face, FaceRow } from '../src/faces/model.js';
import { nameFaces } from '../src/faces/naming.js';
import { thresholdsFor } from '../src/faces/thresholds.js';
import { createFaceEngine } from '../src/local-clarifai/engine/create-face-engine.js';
import { startLocalClarifai } from '../src/local-clarifai/start-local-clarifai.js';
import { BenchError, type FaceFolder, type GroupPhoto, type PhotoFile, readFaceFolder } from './support/face-folder.js';
import { addPhotos, atOnce, type KnownPhoto, largestFace, overlap } from './support/known-photos.js';
import { type Draw, describeDraws, meanShares, type Shares, type Spread, spreadOf } from './support/naming-shares.js';
import { rememberAnswers } from './support/remember-answers.js';
import { seededRandom, shuffled } from './support/shuffle.js';
import { mean, round } from './support/statistics.js';
import { createTagging, type WantedTags } from './support/tagging.js';

const USAGE = 'Usage: npm run bench:naming -- <folder> [draws, default 20] [--team people in a team, default all]';

const TAG_COUNTS = [1, 2, 3, 5];
/** Intersection over union from which a face found is the one that is labelled. */
const MIN_OVERLAP = 0.3;

type Known = ReadonlyMap<PhotoFile, KnownPhoto>;
type TagAndTrain = (wanted: WantedTags) => Promise<void>;
/** A photo whose largest face is no one of the team. */
interface Stranger {
  readonly file: string;
  readonly photo: KnownPhoto;
}

/** Names the faces of a photo as the bot does, without the tags it may have. */
async function nameAsTheBotDoes(recognizer: Recognizer, { photo, picture }: KnownPhoto) {
  const candidates = await recognizer.model.findCandidates(photo, picture);
  const thresholds = thresholdsFor(candidates);
  return { rows: nameFaces({ ...photo, tags: [] }, candidates, thresholds), thresholds };
}

const rowOf = (rows: readonly FaceRow[], face: Face | undefined): FaceRow | undefined =>
  rows.find((row) => row.face.id === face?.id);

/** Who is known in a draw, and who is a stranger to them. */
interface Team {
  /** The photos of each person in random order: the first ones are tagged. */
  readonly members: ReadonlyMap<string, readonly KnownPhoto[]>;
  readonly strangers: readonly Stranger[];
}

/** @param size people in the team; all of them when undefined. */
function drawTeam(folder: FaceFolder, known: Known, size: number | undefined, random: () => number): Team {
  const names = [...folder.people.keys()];
  const chosen = new Set(size === undefined ? names : shuffled(names, random).slice(0, size));
  const photosOf = (files: readonly PhotoFile[]) =>
    files.flatMap((file) => {
      const photo = known.get(file);
      return photo === undefined ? [] : [{ file: file.name, photo }];
    });
  const members = new Map(
    names
      .filter((name) => chosen.has(name))
      .map((name) => [
        name,
        shuffled(
          photosOf(folder.people.get(name) ?? []).map(({ photo }) => photo),
          random,
        ),
      ]),
  );
  const others = names.filter((name) => !chosen.has(name)).flatMap((name) => folder.people.get(name) ?? []);
  return { members, strangers: photosOf([...folder.strangers, ...others]) };
}

/** One draw with one number of tags. */
async function measureDraw(
  recognizer: Recognizer,
  tagAndTrain: TagAndTrain,
  { members, strangers }: Team,
  tags: number,
): Promise<Draw> {
  const tagged = new Map<string, readonly KnownPhoto[]>();
  const toName: { readonly name: string; readonly photo: KnownPhoto }[] = [];
  for (const [name, photos] of members) {
    const count = Math.min(tags, photos.length - 1);
    if (count < 1) continue;
    tagged.set(name, photos.slice(0, count));
    if (count === tags) toName.push(...photos.slice(count).map((photo) => ({ name, photo })));
  }
  await tagAndTrain(tagged);

  const counts = { rank1: 0, right: 0, wrong: 0, likely: 0, unknown: 0, strangersSure: 0, strangersLikely: 0 };
  let sureFrom = 0;
  const verdictOn = async (photo: KnownPhoto) => {
    const { rows, thresholds } = await nameAsTheBotDoes(recognizer, photo);
    sureFrom = thresholds.sure;
    return rowOf(rows, largestFace(photo.photo));
  };
  await atOnce(toName, async ({ name, photo }) => {
    const row = await verdictOn(photo);
    const verdict = row?.verdict;
    if (row?.candidates[0]?.person.id === name) counts.rank1 += 1;
    if (verdict?.kind === 'sure') counts[verdict.person.id === name ? 'right' : 'wrong'] += 1;
    else counts[verdict?.kind === 'likely' ? 'likely' : 'unknown'] += 1;
  });
  await atOnce(strangers, async ({ file, photo }) => {
    const verdict = (await verdictOn(photo))?.verdict;
    if (verdict?.kind === 'likely') counts.strangersLikely += 1;
    if (verdict?.kind !== 'sure') return;
    counts.strangersSure += 1;
    console.log(describeNamedStranger(file, verdict, sureFrom, `${tags} tags`));
  });
  const of = (count: number, amount: number) => (amount === 0 ? 0 : count / amount);
  return {
    rank1: of(counts.rank1, toName.length),
    right: of(counts.right, toName.length),
    wrong: of(counts.wrong, toName.length),
    likely: of(counts.likely, toName.length),
    unknown: of(counts.unknown, toName.length),
    strangersSure: of(counts.strangersSure, strangers.length),
    strangersLikely: of(counts.strangersLikely, strangers.length),
    sureFrom,
  };
}

function describeNamedStranger(
  file: string,
  verdict: { readonly person: { readonly id: string }; readonly score: number },
  sureFrom: number,
  where: string,
): string {
  const figures = `score ${verdict.score.toFixed(4)}, threshold ${sureFrom.toFixed(4)}`;
  return `stranger named: ${file} as ${verdict.person.id}, ${figures}, ${where}`;
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
    const { rows, thresholds } = await nameAsTheBotDoes(recognizer, photo);
    // Where some faces are not labelled, a face without a name may be someone of the team.
    const labelled = [...group.faces.map(({ box }) => box), ...group.unclear];
    const isWhole = rows.every((row) => labelled.some((box) => overlap(photo, row.face, box) >= MIN_OVERLAP));
    for (const { name, box } of group.faces) {
      const row = [...rows].sort((a, b) => overlap(photo, b.face, box) - overlap(photo, a.face, box))[0];
      const verdict = row !== undefined && overlap(photo, row.face, box) >= MIN_OVERLAP ? row.verdict : undefined;
      const isSure = verdict?.kind === 'sure';
      if (name === null) {
        if (!isWhole) continue;
        counts.strangers += 1;
        if (isSure) {
          counts.strangersSure += 1;
          console.log(describeNamedStranger(group.name, verdict, thresholds.sure, 'all photos tagged'));
        }
      } else {
        counts.named += 1;
        if (isSure) counts[verdict.person.id === name ? 'right' : 'wrong'] += 1;
      }
    }
  }
  return counts;
}

async function measure(
  recognizer: Recognizer,
  folder: FaceFolder,
  { draws, team }: { readonly draws: number; readonly team: number | undefined },
): Promise<string> {
  const groups = folder.groups.filter((group) => !group.pasted);
  const progress = startProgress();
  const known = await addPhotos(recognizer, [...[...folder.people.values()].flat(), ...folder.strangers, ...groups]);
  const size = `${known.size} photos, ${folder.people.size} people, ${folder.strangers.length} strangers`;
  progress(size);
  const tagAndTrain = createTagging(recognizer);
  const results = new Map<number, Draw[]>(TAG_COUNTS.map((tags) => [tags, []]));
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = drawTeam(folder, known, team, seededRandom(1000 + draw));
    for (const tags of TAG_COUNTS) {
      results.get(tags)?.push(await measureDraw(recognizer, tagAndTrain, drawn, tags));
    }
    progress(`draw ${draw + 1} of ${draws}`);
  }
  const inGroups = await measureGroups(recognizer, tagAndTrain, folder, known, groups);

  const teams = team === undefined ? 'everyone in one team' : `teams of ${team}`;
  console.log(`${size}, ${teams}, ${draws} draws; in brackets least / median / most`);
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
  return JSON.stringify({ team: team ?? folder.people.size, tags, groups: inGroups, rank1, spread, draws });
}

/** Reports progress on standard error. */
function startProgress(): (what: string) => void {
  const startedAt = performance.now();
  return (what) => console.error(`${((performance.now() - startedAt) / 1000).toFixed(0)} s: ${what}`);
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  const folder = await readFaceFolder(settings.path);
  if (folder.people.size < Math.max(2, settings.team ?? 2)) {
    const wanted = settings.team === undefined ? 'at least two people' : `a team of ${settings.team}`;
    throw new BenchError(
      `${settings.path} has ${folder.people.size} people, too few for ${wanted}. ` +
        'It needs a folder of photos for each person: see docs/face-engine.md.',
    );
  }
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
    console.log(await measure(recognizer, folder, settings));
  } finally {
    await recognizer.close();
    await service.close();
    await engine.close();
    await rm(dataDir, { recursive: true });
  }
}

interface Settings {
  readonly path: string;
  readonly draws: number;
  readonly team: number | undefined;
}

/** @throws BenchError when an argument is missing or wrong. */
function readSettings(args: readonly string[]): Settings {
  const { values, positionals } = parseArguments(args);
  const [path, draws = '20', ...more] = positionals;
  if (path === undefined || more.length > 0) throw new BenchError(USAGE);
  const wholeNumber = (text: string): number => {
    if (!/^[1-9]\d*$/.test(text)) throw new BenchError(`“${text}” is not a whole number above 0.\n${USAGE}`);
    return Number(text);
  };
  return { path, draws: wholeNumber(draws), team: values.team === undefined ? undefined : wholeNumber(values.team) };
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { team: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    throw new BenchError(`${messageOf(error)}\n${USAGE}`);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
