import fc from 'fast-check';
import type { Candidates, FaceFlag, FlagKind, Person, Photo, Rejection, Tag } from '../../src/faces/model.js';

/** A photo and what a recogniser makes of it. */
export interface AnyCase {
  readonly photo: Photo;
  readonly candidates: Candidates;
}

const MAX_FACES = 5;
const PEOPLE = ['p0', 'p1', 'p2', 'p3'].map((id): Person => ({ id, name: id }));

/** Hundredths, so that scores meet each other and the thresholds exactly. */
const score = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
const personIndex = fc.nat(PEOPLE.length - 1);
const faceIndex = fc.nat(MAX_FACES - 1);
const givenAt = new Date(0);

/** Few enough faces and people to try every assignment, and everything that can be said about them, contradictions too. */
export const anyCase: fc.Arbitrary<AnyCase> = fc
  .record({
    boxes: fc.array(fc.tuple(score, score), { maxLength: MAX_FACES }),
    scores: fc.array(fc.tuple(faceIndex, personIndex, score), { maxLength: MAX_FACES * PEOPLE.length }),
    tags: fc.array(fc.tuple(faceIndex, personIndex), { maxLength: 2 }),
    flags: fc.array(fc.tuple(faceIndex, fc.constantFrom<FlagKind>('not a face', 'left unnamed')), { maxLength: 2 }),
    rejectedIds: fc.array(fc.tuple(faceIndex, personIndex), { maxLength: 4 }),
    isCollage: fc.boolean(),
  })
  .map(({ boxes, scores, tags, flags, rejectedIds, isCollage }) => {
    const faces = boxes.map(([left, top], index) => ({
      id: `f${index}`,
      box: { left, top, right: left + 0.1, bottom: top + 0.1 },
      confidence: 1,
    }));
    const byFace = new Map<string, Map<string, number>>();
    for (const [face, person, value] of scores) {
      if (face >= faces.length) continue;
      const ofFace = byFace.get(`f${face}`) ?? new Map<string, number>();
      byFace.set(`f${face}`, ofFace.set(personAt(person).id, value));
    }
    return {
      photo: {
        id: 'photo',
        faces,
        tags: onFaces(tags, faces.length).map(
          ([faceId, person]): Tag => ({ faceId, person: personAt(person), taggedBy: 'U1', taggedAt: givenAt }),
        ),
        flags: onFaces(flags, faces.length).map(
          ([faceId, kind]): FaceFlag => ({ faceId, kind, flaggedBy: 'U2', flaggedAt: givenAt }),
        ),
        rejections: rejectedIds
          .filter(([face]) => face < faces.length)
          .map(
            ([face, person]): Rejection => ({
              faceId: `f${face}`,
              person: personAt(person),
              rejectedBy: 'U3',
              rejectedAt: givenAt,
            }),
          ),
        ...(isCollage ? { collage: { flaggedBy: 'U4', flaggedAt: givenAt } } : {}),
      },
      candidates: {
        engine: 'local',
        byFace: new Map(
          [...byFace].map(([faceId, ofFace]) => [
            faceId,
            [...ofFace].map(([id, value]) => ({ person: { id, name: id }, score: value })),
          ]),
        ),
      },
    };
  });

/** The same, with everything in it listed in some other order. */
export function shuffled({ photo, candidates }: AnyCase): fc.Arbitrary<AnyCase> {
  return fc
    .record({
      faces: anyOrder(photo.faces),
      tags: anyOrder(photo.tags),
      flags: anyOrder(photo.flags ?? []),
      rejections: anyOrder(photo.rejections ?? []),
      scores: fc
        .tuple(
          ...[...candidates.byFace].map(([faceId, list]) =>
            anyOrder(list).map((turned): [string, typeof list] => [faceId, turned]),
          ),
        )
        .chain((byFace) => anyOrder(byFace)),
    })
    .map(({ scores, ...listed }) => ({
      photo: { ...photo, ...listed },
      candidates: { ...candidates, byFace: new Map(scores) },
    }));
}

/** At most one per face, as a photo has it, and on faces that are there only. */
function onFaces<T>(given: readonly (readonly [number, T])[], faces: number): (readonly [string, T])[] {
  const there = given.filter(([face]) => face < faces);
  return [...new Map(there.map(([face, what]) => [`f${face}`, what]))];
}

function anyOrder<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

function personAt(index: number): Person {
  return PEOPLE[index] ?? { id: 'p0', name: 'p0' };
}
