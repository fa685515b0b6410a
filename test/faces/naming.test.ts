import { describe, expect, it } from 'vitest';
import type { Candidate, Candidates, Face, Person, Photo, Thresholds } from '../../src/faces/model.js';
import { nameFaces } from '../../src/faces/naming.js';

const thresholds: Thresholds = { sure: 0.9, likely: 0.5, margin: 0.1 };
const ada: Person = { id: 'ada', name: 'Ada Lovelace' };
const ben: Person = { id: 'ben', name: 'Ben Bitdiddle' };

function face(id: string, left = 0.1, top = 0.1): Face {
  return { id, box: { left, top, right: left + 0.1, bottom: top + 0.1 }, confidence: 1 };
}

/** @param rejectedIds whom each face is not, by face id. */
function photo(
  faces: readonly Face[],
  tags: Readonly<Record<string, Person>> = {},
  rejectedIds: readonly (readonly [faceId: string, person: Person])[] = [],
): Photo {
  return {
    id: 'photo',
    faces,
    rejections: rejectedIds.map(([faceId, person]) => ({ faceId, person, rejectedBy: 'U2', rejectedAt: new Date(0) })),
    tags: Object.entries(tags).map(([faceId, person]) => ({
      faceId,
      person,
      taggedBy: 'U1',
      taggedAt: new Date(0),
    })),
  };
}

function candidates(byFace: Readonly<Record<string, readonly (readonly [Person, number])[]>>): Candidates {
  return {
    engine: 'local',
    byFace: new Map(
      Object.entries(byFace).map(([id, list]) => [id, list.map(([person, score]): Candidate => ({ person, score }))]),
    ),
  };
}

/** "ada sure" for one row after the other. */
function verdicts(...args: Parameters<typeof nameFaces>): string[] {
  return nameFaces(...args).map(({ verdict }) =>
    'person' in verdict ? `${verdict.person.id} ${verdict.kind}` : verdict.kind,
  );
}

describe('nameFaces', () => {
  it.each([
    [0.95, 'ada sure'],
    [0.9, 'ada sure'],
    [0.89, 'ada likely'],
    [0.5, 'ada likely'],
    [0.49, 'unknown'],
    [0, 'unknown'],
  ])('takes a score of %s for %s', (score, verdict) => {
    expect(verdicts(photo([face('a')]), candidates({ a: [[ada, score]] }), thresholds)).toEqual([verdict]);
  });

  it.each(['covered', 'cut off', 'too bright'] as const)(
    'asks about a face that is %s, however well it fits',
    (qualityIssue) => {
      const hidden = { ...face('a'), qualityIssue };
      expect(verdicts(photo([hidden]), candidates({ a: [[ada, 0.99]] }), thresholds)).toEqual(['ada likely']);
      expect(verdicts(photo([hidden]), candidates({ a: [[ada, 0.4]] }), thresholds)).toEqual(['unknown']);
    },
  );

  it('asks instead of naming when someone else fits nearly as well', () => {
    const close = candidates({ a: [[ada, 0.97], [ben, 0.9]] }); // biome-ignore format: one line reads better
    expect(verdicts(photo([face('a')]), close, thresholds)).toEqual(['ada likely']);
  });

  it('asks instead of naming when another face of the photo fits the same person nearly as well', () => {
    const alike = candidates({ a: [[ada, 0.97]], b: [[ada, 0.95]] });
    expect(verdicts(photo([face('a', 0.1), face('b', 0.5)]), alike, thresholds)).toEqual(['ada likely', 'unknown']);
  });

  it('knows no one before the first training', () => {
    const rows = nameFaces(photo([face('a')]), { engine: 'local', byFace: new Map() }, thresholds);
    expect(rows).toEqual([{ number: 1, face: face('a'), verdict: { kind: 'unknown' }, candidates: [] }]);
  });

  it('keeps the name that a person gave, whatever the recogniser thinks', () => {
    const rows = nameFaces(photo([face('a')], { a: ben }), candidates({ a: [[ada, 0.99]] }), thresholds);
    expect(rows[0]?.verdict).toEqual({ kind: 'named', person: ben, taggedBy: 'U1', taggedAt: new Date(0) });
  });

  it('offers no one who was named on another face of the photo', () => {
    const both = candidates({ a: [[ada, 0.99]], b: [[ada, 0.98]] });
    expect(verdicts(photo([face('a', 0.1), face('b', 0.5)], { b: ada }), both, thresholds)).toEqual([
      'unknown',
      'ada named',
    ]);
  });

  it('is sure of the second best once the best was named elsewhere', () => {
    const close = candidates({ a: [[ben, 0.97], [ada, 0.95]], b: [] }); // biome-ignore format: one line reads better
    const faces = [face('a', 0.1), face('b', 0.5)];
    expect(verdicts(photo(faces), close, thresholds)).toEqual(['ben likely', 'unknown']);
    expect(verdicts(photo(faces, { b: ben }), close, thresholds)).toEqual(['ada sure', 'ben named']);
  });

  it('never offers a rejected person again, and falls back on the next', () => {
    const scores = candidates({ a: [[ada, 0.8], [ben, 0.6]] }); // biome-ignore format: one line reads better
    expect(verdicts(photo([face('a')], {}, [['a', ada]]), scores, thresholds)).toEqual(['ben likely']);
    const twice = photo([face('a')], {}, [['a', ada], ['a', ben]]); // biome-ignore format: one line reads better
    const [row] = nameFaces(twice, scores, thresholds);
    expect(row).toMatchObject({ verdict: { kind: 'unknown' }, candidates: [], rejected: twice.rejections });
  });

  it('does not list rejections of a face that has a name', () => {
    const [row] = nameFaces(photo([face('a')], { a: ada }, [['a', ben]]), candidates({}), thresholds);
    expect(row).not.toHaveProperty('rejected');
  });

  it.each(['not a face', 'left unnamed'] as const)(
    'gives no name to a face that is %s, and the name to another',
    (kind) => {
      const flags = [{ faceId: 'a', kind, flaggedBy: 'U2', flaggedAt: new Date(0) }];
      const flagged = { ...photo([face('a', 0.1), face('b', 0.5)]), flags };
      const both = candidates({ a: [[ada, 0.99]], b: [[ada, 0.98]] });
      expect(verdicts(flagged, both, thresholds)).toEqual([kind, 'ada sure']);
      expect(verdicts({ ...flagged, ...photo(flagged.faces, { a: ben }) }, both, thresholds)).toEqual([
        'ben named',
        'ada sure',
      ]);
    },
  );

  it('gives each person to the face where that serves the whole photo best', () => {
    const scores = candidates({ a: [[ada, 0.8], [ben, 0.7]], b: [[ada, 0.75]] }); // biome-ignore format: one line
    expect(verdicts(photo([face('a', 0.1), face('b', 0.5)]), scores, thresholds)).toEqual(['ben likely', 'ada likely']);
  });

  it('may give one name several times on a collage, still only with a lead over everyone else', () => {
    const scores = candidates({ a: [[ada, 0.97]], b: [[ada, 0.95], [ben, 0.9]], c: [[ada, 0.93]] }); // biome-ignore format: one line
    const faces = [face('a', 0.1), face('b', 0.4), face('c', 0.7)];
    const collage = { flaggedBy: 'U2', flaggedAt: new Date(0) };
    expect(verdicts({ ...photo(faces, { a: ada }), collage }, scores, thresholds)).toEqual([
      'ada named',
      'ada likely',
      'ada sure',
    ]);
    expect(verdicts(photo(faces, { a: ada }), scores, thresholds)).toEqual(['ada named', 'ben sure', 'unknown']);
  });
});
