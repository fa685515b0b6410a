import { assignBest, type Pairing } from './assignment.js';
import type { Candidate, Candidates, Face, FaceFlag, FaceRow, Photo, Tag, Thresholds, Verdict } from './model.js';
import { type FaceOrder, numberFaces } from './reading-order.js';
import { decide, sureThresholdFor } from './thresholds.js';

/**
 * Decides the verdict on each face of a photo:
 * - a tagged face keeps its name, and that person is not a candidate for another face of the photo;
 * - a face flagged as "not a face" or "skip" gets no name and takes none from the other faces;
 * - a person rejected for a face is never a candidate for it again;
 * - each person is a candidate for at most one face, by the best assignment over all faces;
 * - "this is" needs a score of at least `sure`, and a lead of `margin` over anyone else this face could be and over any
 *   other face that could be this person, so that look-alikes are asked about;
 * - from `likely` the bot asks "is this?"; below that the face is unknown;
 * - a face that is covered, cut off or too bright is only ever asked about, because such faces resemble one another.
 *
 * On a collage, where several faces may be the same person, each face is named by itself, with the same thresholds.
 * @returns one row per face, in the order of their numbers.
 */
export function nameFaces(
  photo: Photo,
  candidates: Candidates,
  thresholds: Thresholds,
  order: FaceOrder = 'by rows',
): FaceRow[] {
  const tags = new Map(photo.tags.map((tag) => [tag.faceId, tag]));
  const flags = new Map((photo.flags ?? []).map((flag) => [flag.faceId, flag]));
  const rejections = photo.rejections ?? [];
  const isCollage = photo.collage !== undefined;
  const taken = new Set(isCollage ? [] : photo.faces.flatMap((face) => tags.get(face.id)?.person.id ?? []));
  const rejected = new Set(rejections.map(({ faceId, person }) => pairKey(faceId, person.id)));
  const faces = numberFaces(photo.faces, order);
  const open = faces
    .filter(({ face }) => !tags.has(face.id) && !flags.has(face.id))
    .map(({ face }) => ({
      face,
      candidates: (candidates.byFace.get(face.id) ?? []).filter(
        ({ person }) => !taken.has(person.id) && !rejected.has(pairKey(face.id, person.id)),
      ),
    }));
  const assigned = isCollage
    ? new Map(open.flatMap((face) => [...assignNames([face], thresholds)]))
    : assignNames(open, thresholds);

  return faces.map(({ number, face }) => {
    const verdict = verdictByPeople(tags.get(face.id), flags.get(face.id)) ??
      assigned.get(face.id) ?? { kind: 'unknown' };
    const others = (candidates.byFace.get(face.id) ?? []).filter(
      ({ person }) => !rejected.has(pairKey(face.id, person.id)),
    );
    const isSettled = tags.has(face.id) || flags.has(face.id);
    const rejectedHere = isSettled ? [] : rejections.filter(({ faceId }) => faceId === face.id);
    return {
      number,
      face,
      verdict,
      candidates: others.toSorted((a, b) => b.score - a.score),
      ...(rejectedHere.length === 0 ? {} : { rejected: rejectedHere }),
    };
  });
}

/** Whether a face needs an answer: no one has given one, and the recogniser is not sure. */
export function isOpen({ verdict }: Pick<FaceRow, 'verdict'>): boolean {
  return verdict.kind === 'unknown' || verdict.kind === 'likely';
}

/** A tag outranks a flag: someone who knew the name gave it. */
function verdictByPeople(tag: Tag | undefined, flag: FaceFlag | undefined): Verdict | undefined {
  if (tag !== undefined) {
    return { kind: 'named', person: tag.person, taggedBy: tag.taggedBy, taggedAt: tag.taggedAt };
  }
  return flag && { kind: flag.kind, flaggedBy: flag.flaggedBy, flaggedAt: flag.flaggedAt };
}

interface OpenFace {
  readonly face: Face;
  readonly candidates: readonly Candidate[];
}

function assignNames(open: readonly OpenFace[], thresholds: Thresholds): Map<string, Verdict> {
  // Sorted, so that the verdicts do not depend on the order of the input.
  const rows = open.toSorted((a, b) => compare(a.face.id, b.face.id));
  const people = [...new Set(rows.flatMap((row) => row.candidates.map(({ person }) => person.id)))].sort(compare);
  const columnOf = new Map(people.map((id, column) => [id, column]));
  const pairings: Pairing[] = rows.flatMap(({ candidates }, row) =>
    candidates.flatMap(({ person, score }) => {
      const column = columnOf.get(person.id);
      return column === undefined || score < thresholds.likely ? [] : { row, column, score };
    }),
  );
  const chosen = assignBest(rows.length, people.length, pairings);

  const verdicts = new Map<string, Verdict>();
  rows.forEach(({ face, candidates }, row) => {
    const personId = people[chosen[row] ?? -1];
    const best = candidates.find(({ person }) => person.id === personId);
    if (best === undefined) return;
    const rival = Math.max(
      0,
      ...candidates.filter((other) => other !== best).map(({ score }) => score),
      ...rows.filter((other) => other.face !== face).map((other) => scoreOf(other, best.person.id)),
    );
    const kind = decide(best.score, rival, { ...thresholds, sure: sureThresholdFor(face, thresholds) });
    if (kind !== 'unknown') verdicts.set(face.id, { kind, person: best.person, score: best.score });
  });
  return verdicts;
}

function scoreOf(face: OpenFace, personId: string): number {
  return face.candidates.find(({ person }) => person.id === personId)?.score ?? 0;
}

function pairKey(faceId: string, personId: string): string {
  return `${faceId} ${personId}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
