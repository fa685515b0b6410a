/**
 * Faces that are partly hidden: `npm run bench:covered -- <folder> [looks]`.
 *
 * Sunglasses, masks and clear glasses are drawn on real faces, faces are cut off by the picture's edge, and photos are overexposed,
 * each in several ways. How many of these faces are recognised as hidden? And is a stranger named if everyone was tagged only on
 * such photos? As in `bench:naming`, everything goes through the local Clarifai's gRPC API with the bot's own client and rules.
 */
import { parseArgs } from 'node:util';
import type { Recognizer } from '../src/clarifai/recognizer.js';
import type { QualityIssue } from '../src/faces/model.js';
import type { FaceEngine } from '../src/local-clarifai/engine/face-engine.js';
import { loadModels, type Models } from '../src/local-clarifai/engine/models.js';
import { preparePicture } from '../src/photos/pictures.js';
import {
  ALTERATIONS,
  type Alteration,
  type AlterationKind,
  findLandmarks,
  type Portrait,
} from './support/altered-photos.js';
import { BenchError, type FaceFolder, FOLDER_LAYOUT, type PhotoFile, readFaceFolder } from './support/face-folder.js';
import { addPhotos, atOnce, type KnownPhoto, mainFace } from './support/known-photos.js';
import { describeNamedStranger, rowOf } from './support/measure-naming.js';
import { type Naming, nameThroughApi } from './support/naming.js';
import { round } from './support/statistics.js';
import { runBench, startProgress, wholeNumber, withRecognizer } from './support/with-recognizer.js';

const USAGE = 'Usage: npm run bench:covered -- <folder> [looks of each kind, default 3]';
/** How many photos of each person are altered and tagged. */
const TAGS = 3;

/** The expected quality issue by kind of alteration. Clear glasses hide nothing. */
const EXPECTED: Readonly<Record<AlterationKind, QualityIssue | undefined>> = {
  sunglasses: 'covered',
  mask: 'covered',
  clearGlasses: undefined,
  cutOff: 'cut off',
  overexposed: 'too bright',
};
/** The quality issues of hidden faces. */
const HIDDEN: ReadonlySet<QualityIssue | undefined> = new Set(['covered', 'cut off', 'too bright']);

interface Counts {
  pictures: number;
  /** Pictures in which the face was found. */
  found: number;
  /** Found faces with the expected quality issue. */
  expected: number;
  /** Found faces with the quality issue of any hidden face. */
  hidden: number;
  /** Strangers altered in the same way as the tagged photos. */
  strangers: number;
  strangersSure: number;
  strangersAsked: number;
}
const nothing = (): Counts => ({
  pictures: 0,
  found: 0,
  expected: 0,
  hidden: 0,
  strangers: 0,
  strangersSure: 0,
  strangersAsked: 0,
});

interface Portraits {
  readonly people: ReadonlyMap<string, readonly Portrait[]>;
  readonly strangers: readonly Portrait[];
}

async function readPortraits(folder: FaceFolder, engine: FaceEngine, models: Models): Promise<Portraits> {
  const read = async (files: readonly PhotoFile[]): Promise<Portrait[]> => {
    const portraits: Portrait[] = [];
    // One by one: a network takes one picture at a time.
    for (const file of files) {
      const { jpeg: picture, width, height } = await preparePicture(await file.read());
      const face = mainFace({ faces: await engine.analyze(picture) });
      if (face === undefined) continue;
      const points = await findLandmarks(picture, width, face.box, models);
      portraits.push({ name: file.name, picture, width, height, points, issue: face.qualityIssue });
    }
    return portraits;
  };
  const people = new Map<string, readonly Portrait[]>();
  for (const [name, files] of folder.people) people.set(name, await read(files.slice(0, TAGS)));
  return { people, strangers: await read(folder.strangers) };
}

/** Alters every photo in one way, tags the people in the results, and names the strangers. */
async function measureAlteration(
  recognizer: Recognizer,
  naming: Naming,
  { people, strangers }: Portraits,
  { name, alter }: Alteration,
  expected: QualityIssue | undefined,
  counts: Counts,
): Promise<void> {
  const altered = new Map(
    [...[...people.values()].flat(), ...strangers].map((portrait): [Portrait, PhotoFile] => [
      portrait,
      { name: `${portrait.name}, ${name}`, read: () => alter(portrait) },
    ]),
  );
  const known = await addPhotos(recognizer, [...altered.values()]);
  const photoOf = (portrait: Portrait): KnownPhoto | undefined => {
    const file = altered.get(portrait);
    return file && known.get(file);
  };
  for (const { photo } of known.values()) {
    const face = mainFace(photo);
    counts.pictures += 1;
    if (face === undefined) continue;
    counts.found += 1;
    if (face.qualityIssue === expected) counts.expected += 1;
    if (HIDDEN.has(face.qualityIssue)) counts.hidden += 1;
  }
  await naming.tagAndTrain(
    new Map([...people].map(([person, portraits]) => [person, portraits.flatMap((each) => photoOf(each) ?? [])])),
  );
  await atOnce(strangers, async (portrait) => {
    const photo = photoOf(portrait);
    if (photo === undefined) return;
    const { rows, thresholds } = await naming.name(photo);
    const verdict = rowOf(rows, mainFace(photo.photo))?.verdict;
    counts.strangers += 1;
    if (verdict?.kind === 'likely') counts.strangersAsked += 1;
    if (verdict?.kind !== 'sure') return;
    counts.strangersSure += 1;
    console.log(describeNamedStranger({ file: portrait.name, verdict, sureFrom: thresholds.sure }, name));
  });
}

async function main(): Promise<void> {
  const [path, looks = '3', ...more] = parseArgs({ allowPositionals: true }).positionals;
  if (path === undefined || more.length > 0) throw new BenchError(USAGE);
  const wanted = wholeNumber(looks, USAGE);
  const folder = await readFaceFolder(path);
  if (folder.people.size === 0) throw new BenchError(`${path} has no folder of photos of a person.\n${FOLDER_LAYOUT}`);
  const result = await withRecognizer(async ({ recognizer, engine, cacheDir }) => {
    const progress = startProgress();
    const models = await loadModels(cacheDir, console.warn);
    const portraits = await readPortraits(folder, engine, models);
    await models.release();
    const asTheyAre = [...[...portraits.people.values()].flat(), ...portraits.strangers];
    const wronglyHidden = asTheyAre.filter(({ issue }) => HIDDEN.has(issue)).length;
    progress(`${asTheyAre.length} photos`);

    const naming = nameThroughApi(recognizer);
    const kinds = new Map<AlterationKind, Counts>();
    for (const kind of Object.keys(ALTERATIONS) as AlterationKind[]) {
      const counts = nothing();
      kinds.set(kind, counts);
      for (const alteration of spread(ALTERATIONS[kind], wanted)) {
        await measureAlteration(recognizer, naming, portraits, alteration, EXPECTED[kind], counts);
        progress(`${kind}: ${alteration.name}`);
      }
      console.log(describe(kind, counts));
    }
    return {
      asTheyAre: { pictures: asTheyAre.length, hidden: wronglyHidden },
      ...Object.fromEntries([...kinds].map(([kind, counts]) => [kind, { ...counts, hiddenShare: shareOf(counts) }])),
    };
  });
  console.log(JSON.stringify(result));
}

/** Picks this many items, evenly spread over the list. */
function spread<T>(items: readonly T[], count: number): T[] {
  const wanted = Math.min(count, items.length);
  return Array.from({ length: wanted }, (_, i) => items[Math.floor((i * items.length) / wanted)] as T);
}

const shareOf = ({ hidden, found }: Counts): number => (found === 0 ? 0 : round(hidden / found, 4));

function describe(kind: AlterationKind, counts: Counts): string {
  const { pictures, found, expected, hidden, strangers, strangersSure, strangersAsked } = counts;
  const flagged =
    EXPECTED[kind] === undefined
      ? `${hidden} wrongly taken for hidden`
      : `${expected} ${EXPECTED[kind]}, ${hidden - expected} with another issue of the kind`;
  return (
    `${kind}: ${found} of ${pictures} faces found, ${flagged}; ` +
    `of ${strangers} strangers like that ${strangersSure} named, ${strangersAsked} asked about`
  );
}

await runBench(main);
