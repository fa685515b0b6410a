/**
 * How fast and how good the face engine is: `npm run bench:engine -- [folder]`.
 *
 * Time is measured on drawn pictures of twelve megapixels with 1, 4, 14 and 29 faces, one after another on one core, including
 * decoding. With a folder (a folder per person, `strangers/`, `groups/groups.json`) it also measures how many faces
 * of the group photos are found and how well people are told apart. Each figure is printed beside that of face-api on its
 * wasm backend, from the same run and the same pictures: absolute times depend on the machine, ratios hardly do.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { installPeers } from './support/bench-peers.js';
import type { ContenderName } from './support/contender.js';
import { type DetectionScore, scoreDetection, sumScores } from './support/detection-score.js';
import { type FaceFolder, type PhotoFile, readFaceFolder } from './support/face-folder.js';
import { type RunningContender, runContender } from './support/run-contender.js';
import { seededRandom } from './support/shuffle.js';
import { drawSpeedPictures, type SpeedPicture } from './support/speed-pictures.js';
import { percentile, round } from './support/statistics.js';
import { acceptedAtOneInAThousand, pairFaces, verificationAccuracy } from './support/verification.js';

const FACE_COUNTS = [1, 4, 14, 29];
/** Runs per picture, after a first one that does not count. */
const REPEATS = 15;

interface Speed {
  readonly faces: number;
  readonly found: number;
  readonly p50: number;
  readonly p95: number;
}

interface Accuracy {
  readonly detection: DetectionScore;
  /** Shares 0–1. */
  readonly verification: number;
  readonly acceptedAtOneInAThousand: number;
  readonly photosWithoutFace: number;
}

interface Figures {
  readonly startMs: number;
  readonly speed: readonly Speed[];
  /** For the pictures with several faces, on one core. */
  readonly facesPerSecond: number;
  readonly memoryMb: number;
  readonly peakMemoryMb: number;
  readonly accuracy: Accuracy | undefined;
}

/** Prints what is being measured. It takes minutes, and a silent program looks as if it hangs. */
function progress(what: string): void {
  console.error(what);
}

/** Takes turns, so that other load on the machine affects both and the ratio stays right. */
async function measureSpeed(contenders: readonly RunningContender[], pictures: readonly SpeedPicture[]) {
  const speeds = contenders.map((): Speed[] => []);
  for (const { faces, picture } of pictures) {
    const times = contenders.map((): number[] => []);
    const found = contenders.map(() => 0);
    for (let turn = 0; turn <= REPEATS; turn++) {
      for (const [i, contender] of contenders.entries()) {
        const result = await contender.recognize(picture);
        if (turn > 0) times[i]?.push(result?.ms ?? Number.NaN);
        found[i] = result?.faces.length ?? 0;
      }
    }
    for (const [i, speed] of speeds.entries()) {
      const ms = times[i] ?? [];
      progress(
        `  ${faces} face(s), ${contenders[i]?.name}: p50 ${percentile(ms, 0.5).toFixed(0)} ms, p95 ${percentile(ms, 0.95).toFixed(0)} ms`,
      );
      speed.push({ faces, found: found[i] ?? 0, p50: percentile(ms, 0.5), p95: percentile(ms, 0.95) });
    }
  }
  return speeds;
}

async function measureAccuracy(contender: RunningContender, folder: FaceFolder): Promise<Accuracy> {
  const scores: DetectionScore[] = [];
  for (const group of folder.groups) {
    const picture = await group.read();
    const { autoOrient } = await sharp(picture).metadata();
    scores.push(scoreDetection(group, (await contender.recognize(picture))?.faces ?? [], autoOrient));
  }
  let photosWithoutFace = 0;
  const embed = async (files: readonly PhotoFile[]): Promise<Float32Array[]> => {
    const embeddings: Float32Array[] = [];
    for (const file of files) {
      const faces = (await contender.recognize(await file.read()))?.faces ?? [];
      const area = ({ box: [left, top, right, bottom] }: (typeof faces)[number]) => (right - left) * (bottom - top);
      const largest = [...faces].sort((a, b) => area(b) - area(a))[0];
      if (largest === undefined) photosWithoutFace += 1;
      else embeddings.push(largest.embedding);
    }
    return embeddings;
  };
  const people: Float32Array[][] = [];
  for (const files of folder.people.values()) people.push(await embed(files));
  const strangers = (await embed(folder.strangers)).map((embedding) => [embedding]);
  const pairs = pairFaces([...people, ...strangers]);
  return {
    detection: sumScores(scores),
    verification: verificationAccuracy(pairs, seededRandom(1)),
    acceptedAtOneInAThousand: acceptedAtOneInAThousand(pairs),
    photosWithoutFace,
  };
}

/** Measures Rollcall, then face-api: both figures, in this order. */
async function measureBoth(pictures: readonly SpeedPicture[], folder: FaceFolder | undefined, cacheDir: string) {
  const names: readonly ContenderName[] = ['rollcall', 'face-api'];
  const contenders: RunningContender[] = [];
  try {
    for (const name of names) {
      // Twice, because the first start fills the caches: Rollcall's own and the operating system's.
      await (await runContender({ name, workers: 1, cacheDir })).stop();
      contenders.push(await runContender({ name, workers: 1, cacheDir }));
    }
    progress('Looking at twelve megapixels by turns …');
    const speeds = await measureSpeed(contenders, pictures);
    const figures: Figures[] = [];
    for (const [i, contender] of contenders.entries()) {
      const speed = speeds[i] ?? [];
      const groups = speed.filter(({ faces }) => faces > 1);
      const seconds = groups.reduce((total, { p50 }) => total + p50, 0) / 1000;
      const { rssMb, peakMb } = await contender.memory();
      if (folder !== undefined) progress(`Looking at every photo of the folder: ${contender.name} …`);
      figures.push({
        startMs: contender.startMs,
        speed,
        facesPerSecond: groups.reduce((total, { found }) => total + found, 0) / seconds,
        memoryMb: rssMb,
        peakMemoryMb: peakMb,
        accuracy: folder === undefined ? undefined : await measureAccuracy(contender, folder),
      });
    }
    return figures as [Figures, Figures];
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

/** The start without a cache, and the speed and memory of two workers. */
async function measureWorkers(pictures: readonly SpeedPicture[], cacheDir: string) {
  progress('Starting, and two workers at once …');
  const cold = await runContender({ name: 'rollcall', workers: 2, cacheDir });
  await cold.stop();
  const two = await runContender({ name: 'rollcall', workers: 2, cacheDir });
  try {
    const few = pictures.filter(({ faces }) => faces <= 4).map(({ picture }) => picture);
    const queue = Array.from({ length: 40 }, (_, i) => few[i % few.length] as Uint8Array);
    await Promise.all(few.map((picture) => two.recognize(picture)));
    const before = performance.now();
    await Promise.all(queue.map((picture) => two.recognize(picture)));
    const photosPerSecond = queue.length / ((performance.now() - before) / 1000);
    // Peak memory: both workers with the largest group at once.
    const [largest] = pictures.slice(-1);
    if (largest !== undefined) await Promise.all([0, 1, 2, 3].map(() => two.recognize(largest.picture)));
    const { rssMb, peakMb } = await two.memory();
    return { coldStartMs: cold.startMs, startMs: two.startMs, photosPerSecond, memoryMb: rssMb, peakMemoryMb: peakMb };
  } finally {
    await two.stop();
  }
}

function report(ours: Figures, theirs: Figures): void {
  const line = (what: string, our: string, their: string, ratio = '') =>
    console.log(`${what.padEnd(44)}${our.padStart(16)}${their.padStart(16)}${ratio.padStart(9)}`);
  const times = (ratio: number) => `${ratio.toFixed(1)} ×`;
  line('', 'Rollcall', 'face-api, wasm', 'ratio');
  for (const [i, our] of ours.speed.entries()) {
    const their = theirs.speed[i];
    if (their === undefined) continue;
    line(
      `12 megapixels, ${our.faces} face${our.faces === 1 ? '' : 's'}: p50 / p95 ms`,
      `${our.p50.toFixed(0)} / ${our.p95.toFixed(0)}`,
      `${their.p50.toFixed(0)} / ${their.p95.toFixed(0)}`,
      times(their.p50 / our.p50),
    );
    line('  faces found', String(our.found), String(their.found));
  }
  const [ourRate, theirRate] = [ours.facesPerSecond, theirs.facesPerSecond];
  line('faces a second, one core', ourRate.toFixed(1), theirRate.toFixed(1), times(ourRate / theirRate));
  line(
    'start of the process to ready, ms',
    ours.startMs.toFixed(0),
    theirs.startMs.toFixed(0),
    times(theirs.startMs / ours.startMs),
  );
  line(
    'memory after all this / at most, MB',
    `${ours.memoryMb} / ${ours.peakMemoryMb}`,
    `${theirs.memoryMb} / ${theirs.peakMemoryMb}`,
  );
  const [our, their] = [ours.accuracy, theirs.accuracy];
  if (our === undefined || their === undefined) return;
  const found = ({ detection }: Accuracy) => `${detection.found}/${detection.faces}`;
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
  line('faces found on group photos', found(our), found(their));
  line('  boxes without a face', String(our.detection.falseBoxes), String(their.detection.falseBoxes));
  line('photos of one person without a face found', String(our.photosWithoutFace), String(their.photosWithoutFace));
  line('same person or not: right (ten folds)', percent(our.verification), percent(their.verification));
  line(
    '  same person known, 1 in 1000 others taken',
    percent(our.acceptedAtOneInAThousand),
    percent(their.acceptedAtOneInAThousand),
  );
}

function summarize({ startMs, speed, facesPerSecond, memoryMb, peakMemoryMb, accuracy }: Figures) {
  return {
    startMs: round(startMs, 0),
    photos: Object.fromEntries(
      speed.map(({ faces, found, p50, p95 }) => [faces, { found, p50: round(p50, 1), p95: round(p95, 1) }]),
    ),
    facesPerSecond: round(facesPerSecond, 1),
    memoryMb,
    peakMemoryMb,
    ...(accuracy === undefined
      ? {}
      : {
          recall: round(accuracy.detection.found / accuracy.detection.faces, 4),
          falseBoxes: accuracy.detection.falseBoxes,
          photosWithoutFace: accuracy.photosWithoutFace,
          verification: round(accuracy.verification, 4),
          acceptedAtOneInAThousand: round(accuracy.acceptedAtOneInAThousand, 4),
        }),
  };
}

async function main(): Promise<void> {
  const [folderPath] = process.argv.slice(2);
  const folder = folderPath === undefined ? undefined : await readFaceFolder(folderPath);
  await installPeers('bench');
  const cacheDir = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-'));
  try {
    const pictures = await drawSpeedPictures(FACE_COUNTS);
    const workers = await measureWorkers(pictures, cacheDir);
    const [ours, theirs] = await measureBoth(pictures, folder, cacheDir);
    report(ours, theirs);
    console.log(
      `two workers: first start ${workers.coldStartMs.toFixed(0)} ms, later ${workers.startMs.toFixed(0)} ms, ` +
        `${workers.photosPerSecond.toFixed(1)} photos a second (1 and 4 faces), ${workers.memoryMb} MB (at most ${workers.peakMemoryMb})`,
    );
    const ratios = Object.fromEntries(
      ours.speed.map(({ faces, p50 }, i) => [faces, round((theirs.speed[i]?.p50 ?? Number.NaN) / p50, 2)]),
    );
    const twoWorkers = {
      coldStartMs: round(workers.coldStartMs, 0),
      startMs: round(workers.startMs, 0),
      photosPerSecond: round(workers.photosPerSecond, 1),
      memoryMb: workers.memoryMb,
      peakMemoryMb: workers.peakMemoryMb,
    };
    console.log(JSON.stringify({ rollcall: summarize(ours), faceApi: summarize(theirs), ratios, twoWorkers }));
  } finally {
    await rm(cacheDir, { recursive: true });
  }
}

await main();
