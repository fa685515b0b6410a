/** One round of `npm run bench:naming`: a team is drawn, tagged and trained on, and every other photo is named. */
import type { Face, FaceRow } from '../../src/faces/model.js';
import { sureThresholdFor } from '../../src/faces/thresholds.js';
import type { FaceFolder, GroupPhoto, PhotoFile } from './face-folder.js';
import { atOnce, type KnownPhoto, mainFace, overlap } from './known-photos.js';
import type { Naming } from './naming.js';
import type { Draw } from './naming-shares.js';
import { shuffled } from './shuffle.js';

/** Least intersection over union at which a detected face counts as the labelled one. */
const MIN_OVERLAP = 0.3;

type Known = ReadonlyMap<PhotoFile, KnownPhoto>;
/** A photo whose main face is not of a team member. */
interface Stranger {
  readonly file: string;
  readonly photo: KnownPhoto;
}

export const rowOf = (rows: readonly FaceRow[], face: Face | undefined): FaceRow | undefined =>
  rows.find((row) => row.face.id === face?.id);

/** The people tagged in a draw, and the photos of everyone else. */
export interface Team {
  /** The photos of each person in random order. The first ones are tagged. */
  readonly members: ReadonlyMap<string, readonly KnownPhoto[]>;
  readonly strangers: readonly Stranger[];
}

/** @param size number of people in the team; undefined for all. */
export function drawTeam(folder: FaceFolder, known: Known, size: number | undefined, random: () => number): Team {
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

/** A stranger who was named: what {@link describeNamedStranger} says of them. */
export interface NamedStranger {
  readonly file: string;
  readonly verdict: { readonly person: { readonly id: string }; readonly score: number };
  readonly sureFrom: number;
}

/**
 * One draw with one number of tags.
 * @param onStrangerNamed called for each stranger who is given a name.
 */
export async function measureDraw(
  naming: Naming,
  { members, strangers }: Team,
  tags: number,
  onStrangerNamed: (named: NamedStranger) => void,
): Promise<Draw> {
  const tagged = new Map<string, readonly KnownPhoto[]>();
  const toName: { readonly name: string; readonly photo: KnownPhoto }[] = [];
  for (const [name, photos] of members) {
    const count = Math.min(tags, photos.length - 1);
    if (count < 1) continue;
    tagged.set(name, photos.slice(0, count));
    if (count === tags) toName.push(...photos.slice(count).map((photo) => ({ name, photo })));
  }
  await naming.tagAndTrain(tagged);
  const isLearned = (name: string) =>
    (tagged.get(name) ?? []).some(({ photo }) => {
      const face = mainFace(photo);
      return face !== undefined && face.qualityIssue === undefined;
    });

  const counts = { rank1: 0, right: 0, wrong: 0, likely: 0, unknown: 0, strangersSure: 0, strangersLikely: 0 };
  const missed = { missedHidden: 0, missedUnlearned: 0, missedFar: 0 };
  let sureFrom = 0;
  const verdictOn = async (photo: KnownPhoto) => {
    const { rows, thresholds } = await naming.name(photo);
    sureFrom = thresholds.sure;
    return { row: rowOf(rows, mainFace(photo.photo)), thresholds };
  };
  await atOnce(toName, async ({ name, photo }) => {
    const { row, thresholds } = await verdictOn(photo);
    const verdict = row?.verdict;
    if (row?.candidates[0]?.person.id === name) counts.rank1 += 1;
    if (verdict?.kind === 'sure') {
      counts[verdict.person.id === name ? 'right' : 'wrong'] += 1;
      return;
    }
    counts[verdict?.kind === 'likely' ? 'likely' : 'unknown'] += 1;
    if (!isLearned(name)) missed.missedUnlearned += 1;
    else if (row !== undefined && !Number.isFinite(sureThresholdFor(row.face, thresholds))) missed.missedHidden += 1;
    else missed.missedFar += 1;
  });
  await atOnce(strangers, async ({ file, photo }) => {
    const verdict = (await verdictOn(photo)).row?.verdict;
    if (verdict?.kind === 'likely') counts.strangersLikely += 1;
    if (verdict?.kind !== 'sure') return;
    counts.strangersSure += 1;
    onStrangerNamed({ file, verdict, sureFrom });
  });
  const of = (count: number, amount: number) => (amount === 0 ? 0 : count / amount);
  return {
    rank1: of(counts.rank1, toName.length),
    right: of(counts.right, toName.length),
    wrong: of(counts.wrong, toName.length),
    likely: of(counts.likely, toName.length),
    unknown: of(counts.unknown, toName.length),
    missedHidden: of(missed.missedHidden, toName.length),
    missedUnlearned: of(missed.missedUnlearned, toName.length),
    missedFar: of(missed.missedFar, toName.length),
    strangersSure: of(counts.strangersSure, strangers.length),
    strangersLikely: of(counts.strangersLikely, strangers.length),
    sureFrom,
  };
}

export function describeNamedStranger({ file, verdict, sureFrom }: NamedStranger, where: string): string {
  const figures = `score ${verdict.score.toFixed(4)}, threshold ${sureFrom.toFixed(4)}`;
  return `stranger named: ${file} as ${verdict.person.id}, ${figures}, ${where}`;
}

/** Counts faces on real group photos after every photo of every person is tagged. */
export async function measureGroups(naming: Naming, folder: FaceFolder, known: Known, groups: readonly GroupPhoto[]) {
  const counts = { named: 0, right: 0, wrong: 0, strangers: 0, strangersSure: 0 };
  if (groups.length === 0) return counts;
  await naming.tagAndTrain(
    new Map([...folder.people].map(([name, files]) => [name, files.flatMap((file) => known.get(file) ?? [])])),
  );
  for (const group of groups) {
    const photo = known.get(group);
    if (photo === undefined) continue;
    const { rows, thresholds } = await naming.name(photo);
    // If some faces are not labelled, an unnamed face may be a team member.
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
          console.log(
            describeNamedStranger({ file: group.name, verdict, sureFrom: thresholds.sure }, 'all photos tagged'),
          );
        }
      } else {
        counts.named += 1;
        if (isSure) counts[verdict.person.id === name ? 'right' : 'wrong'] += 1;
      }
    }
  }
  return counts;
}
