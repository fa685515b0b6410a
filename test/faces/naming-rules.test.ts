import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidates, FaceRow, Photo, Thresholds } from '../../src/faces/model.js';
import { nameFaces } from '../../src/faces/naming.js';
import { thresholdsFor } from '../../src/faces/thresholds.js';
import { type AnyCase, anyCase, shuffled } from '../support/any-photo.js';

const thresholds: Thresholds = { sure: 0.9, likely: 0.5, margin: 0.1 };

/** Holds for whatever there is on a photo, whatever people said and whatever the recogniser thinks. */
function always(rule: (each: AnyCase, rows: readonly FaceRow[]) => void): void {
  fc.assert(
    fc.property(anyCase, (each) => rule(each, nameFaces(each.photo, each.candidates, thresholds))),
    { numRuns: 300 },
  );
}

interface Guess {
  readonly faceId: string;
  readonly personId: string;
  readonly kind: 'sure' | 'likely';
  readonly score: number;
}

function guessesAmong(rows: readonly FaceRow[]): Guess[] {
  return rows.flatMap(({ face, verdict }) =>
    verdict.kind === 'sure' || verdict.kind === 'likely'
      ? [{ faceId: face.id, personId: verdict.person.id, kind: verdict.kind, score: verdict.score }]
      : [],
  );
}

function isRejected(photo: Photo, faceId: string, personId: string): boolean {
  return (photo.rejections ?? []).some((each) => each.faceId === faceId && each.person.id === personId);
}

/** Whom each face that no one has answered may be taken for: neither rejected nor, except on a collage, named elsewhere. */
function pairsOf(photo: Photo, candidates: Candidates): { faceId: string; personId: string; score: number }[] {
  const said = new Set([...photo.tags, ...(photo.flags ?? [])].map(({ faceId }) => faceId));
  const named = new Set(photo.collage === undefined ? photo.tags.map(({ person }) => person.id) : []);
  return photo.faces
    .filter(({ id }) => !said.has(id))
    .flatMap(({ id }) => (candidates.byFace.get(id) ?? []).map(({ person, score }) => ({ id, person, score })))
    .filter(({ id, person }) => !named.has(person.id) && !isRejected(photo, id, person.id))
    .map(({ id, person, score }) => ({ faceId: id, personId: person.id, score }));
}

type Pair = ReturnType<typeof pairsOf>[number];

/** The most that all assignments of people to different faces can be worth, by trying every one of them. */
function bestTotal(faceIds: readonly string[], pairs: readonly Pair[]): number {
  const [faceId, ...rest] = faceIds;
  if (faceId === undefined) return 0;
  const named = pairs
    .filter((pair) => pair.faceId === faceId)
    .map(
      (pair) =>
        bestTotal(
          rest,
          pairs.filter(({ personId }) => personId !== pair.personId),
        ) + pair.score,
    );
  return Math.max(bestTotal(rest, pairs), ...named);
}

describe('whatever is on a photo', () => {
  it('has one row per face, numbered from 1', () => {
    always(({ photo }, rows) => {
      expect(rows.map(({ number }) => number)).toEqual(photo.faces.map((_, index) => index + 1));
      expect(new Set(rows.map(({ face }) => face.id)).size).toBe(photo.faces.length);
    });
  });

  it('keeps the name that a person gave, and gives it to no other face unless it is a collage', () => {
    always(({ photo }, rows) => {
      for (const { faceId, person } of photo.tags) {
        expect(rows.find(({ face }) => face.id === faceId)?.verdict).toMatchObject({ kind: 'named', person });
        if (photo.collage !== undefined) continue;
        expect(guessesAmong(rows).map(({ personId }) => personId)).not.toContain(person.id);
      }
      expect(rows.filter(({ verdict }) => verdict.kind === 'named')).toHaveLength(photo.tags.length);
    });
  });

  it('gives no name to a flagged face, unless a person named it', () => {
    always(({ photo }, rows) => {
      for (const { faceId, kind } of photo.flags ?? []) {
        if (photo.tags.some((tag) => tag.faceId === faceId)) continue;
        expect(rows.find(({ face }) => face.id === faceId)?.verdict.kind).toBe(kind);
      }
    });
  });

  it('never gives a face a rejected name, nor lists it among the candidates', () => {
    always(({ photo }, rows) => {
      for (const { faceId, person } of photo.rejections ?? []) {
        const row = rows.find(({ face }) => face.id === faceId);
        expect(guessesAmong(rows)).not.toContainEqual(expect.objectContaining({ faceId, personId: person.id }));
        expect(row?.candidates.map((each) => each.person.id)).not.toContain(person.id);
      }
    });
  });

  it('asks only from its threshold on, and is sure only when clearly ahead of everyone and of every other face', () => {
    always(({ photo, candidates }, rows) => {
      const pairs = pairsOf(photo, candidates);
      for (const { faceId, personId, kind, score } of guessesAmong(rows)) {
        expect(score).toBeGreaterThanOrEqual(thresholds.likely);
        const rivals = pairs.filter(
          // Someone else for this face or, except on a collage, this person on another face.
          (pair) =>
            (pair.faceId === faceId && pair.personId !== personId) ||
            (photo.collage === undefined && pair.faceId !== faceId && pair.personId === personId),
        );
        const lead = score - Math.max(0, ...rivals.map((rival) => rival.score));
        expect(kind).toBe(score >= thresholds.sure && lead >= thresholds.margin ? 'sure' : 'likely');
      }
    });
  });

  it('gives a name once at most, where it serves the whole photo best, unless it is a collage', () => {
    always(({ photo, candidates }, rows) => {
      if (photo.collage !== undefined) return;
      const guesses = guessesAmong(rows);
      expect(new Set(guesses.map(({ personId }) => personId)).size).toBe(guesses.length);
      const pairs = pairsOf(photo, candidates).filter(({ score }) => score >= thresholds.likely);
      const total = guesses.reduce((sum, { score }) => sum + score, 0);
      expect(total).toBeCloseTo(
        bestTotal(
          photo.faces.map(({ id }) => id),
          pairs,
        ),
        9,
      );
    });
  });

  it('names each face of a collage as if it were alone on the photo', () => {
    always(({ photo, candidates }, rows) => {
      if (photo.collage === undefined) return;
      for (const { face, verdict } of rows) {
        const ofFace = <T extends { readonly faceId: string }>(said: readonly T[] = []) =>
          said.filter(({ faceId }) => faceId === face.id);
        const alone: Photo = {
          id: photo.id,
          faces: [face],
          tags: ofFace(photo.tags),
          flags: ofFace(photo.flags),
          rejections: ofFace(photo.rejections),
        };
        expect(verdict).toEqual(nameFaces(alone, candidates, thresholds)[0]?.verdict);
      }
    });
  });

  it('gives the same names in whatever order faces, people and annotations are listed', () => {
    fc.assert(
      fc.property(
        anyCase.chain((each) => fc.tuple(fc.constant(each), shuffled(each))),
        ([each, turned]) => {
          const verdicts = ({ photo, candidates }: AnyCase) =>
            nameFaces(photo, candidates, thresholds).map(({ face, verdict }) => ({ faceId: face.id, verdict }));
          expect(verdicts(turned)).toEqual(verdicts(each));
        },
      ),
    );
  });
});

describe('whatever the engine and the operator’s own thresholds', () => {
  const threshold = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
  const overrides = fc.record({ sure: threshold, likely: threshold }, { requiredKeys: [] });
  const local = fc.string().map((rest) => `local${rest}`);
  const hosted = fc.string().filter((engine) => !engine.startsWith('local'));

  it('never uses the thresholds of one engine for another', () => {
    fc.assert(
      fc.property(local, hosted, (one, other) => {
        expect(thresholdsFor({ engine: one })).toEqual(thresholdsFor({ engine: 'local' }));
        expect(thresholdsFor({ engine: other })).toEqual(thresholdsFor({ engine: 'celebrity-face' }));
        expect(thresholdsFor({ engine: one })).not.toEqual(thresholdsFor({ engine: other }));
      }),
    );
  });

  it('takes the operator’s thresholds, and never asks above where it is sure', () => {
    fc.assert(
      fc.property(fc.oneof(local, hosted), overrides, (engine, own) => {
        const { sure, likely, margin } = thresholdsFor({ engine }, own);
        if (own.sure !== undefined) expect(sure).toBe(own.sure);
        if (own.likely !== undefined) expect(likely).toBe(Math.min(own.likely, sure));
        expect(likely).toBeLessThanOrEqual(sure);
        expect(margin).toBe(thresholdsFor({ engine }).margin);
      }),
    );
  });
});
