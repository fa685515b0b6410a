import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainFace } from '../../src/faces/explain.js';
import type { Candidates, Photo, Tag, Thresholds } from '../../src/faces/model.js';
import { nameFaces } from '../../src/faces/naming.js';
import { anyCase } from '../support/any-photo.js';

const thresholds: Thresholds = { sure: 0.9, likely: 0.5, margin: 0.1 };
const at = { flaggedBy: 'U1', flaggedAt: new Date(0) };

/** Explains face `a` of a photo whose faces stand from left to right in the order given. */
function explain(
  scores: Readonly<Record<string, Readonly<Record<string, number>>>>,
  said: {
    readonly tags?: Readonly<Record<string, string>>;
    readonly isCollage?: boolean;
    readonly isCovered?: boolean;
  } = {},
) {
  const isCollage = said.isCollage ?? false;
  const photo: Photo = {
    id: 'photo',
    faces: Object.keys(scores).map((id, index) => ({
      id,
      box: { left: index / 10, top: 0, right: index / 10 + 0.1, bottom: 0.1 },
      confidence: 1,
      ...(said.isCovered ? { qualityIssue: 'covered' as const } : {}),
    })),
    tags: Object.entries(said.tags ?? {}).map(
      ([faceId, id]): Tag => ({ faceId, person: { id, name: id }, taggedBy: 'U1', taggedAt: new Date(0) }),
    ),
    ...(isCollage ? { collage: at } : {}),
  };
  const candidates: Candidates = {
    engine: 'local',
    byFace: new Map(
      Object.entries(scores).map(([faceId, ofFace]) => [
        faceId,
        Object.entries(ofFace).map(([id, score]) => ({ person: { id, name: id }, score })),
      ]),
    ),
  };
  return explainFace(nameFaces(photo, candidates, thresholds), 'a', { thresholds, isCollage });
}

describe('why a face has a name or none', () => {
  it('is clearly ahead', () => {
    expect(explain({ a: { grace: 0.02, ada: 0.96, alan: 0.01 } })).toEqual({
      number: 1,
      best: { person: { id: 'ada', name: 'ada' }, score: 0.96 },
      others: [
        { person: { id: 'grace', name: 'grace' }, score: 0.02 },
        { person: { id: 'alan', name: 'alan' }, score: 0.01 },
      ],
      because: { kind: 'clear' },
      thresholds,
    });
  });

  it('is covered, and would be named if it were not', () => {
    expect(explain({ a: { ada: 0.96 } }, { isCovered: true })?.because).toEqual({ kind: 'hidden' });
    expect(explain({ a: { ada: 0.99 } }, { isCovered: true })?.because).toEqual({ kind: 'hidden' });
  });

  it('is good enough to ask only', () => {
    expect(explain({ a: { ada: 0.7, grace: 0.68 } })?.because).toEqual({ kind: 'below sure' });
    expect(explain({ a: { ada: 0.3 } })?.because).toEqual({ kind: 'below likely' });
  });

  it('has someone close behind, unless they are named on another face', () => {
    const scores = { a: { ada: 0.97, grace: 0.95 }, b: {} };
    expect(explain(scores)?.because).toEqual({ kind: 'close' });
    const named = explain(scores, { tags: { b: 'grace' } });
    expect(named?.because).toMatchObject({ kind: 'clear' });
    expect(named?.others).toEqual([]);
  });

  it('stands beside another face that fits the same person', () => {
    const scores = { b: { ada: 0.95 }, a: { ada: 0.97 } };
    expect(explain(scores)?.because).toEqual({ kind: 'other face', number: 1 });
    expect(explain({ b: { ada: 0.97 }, a: { ada: 0.95 } })?.because).toEqual({ kind: 'other face', number: 1 });
    expect(explain(scores, { isCollage: true })?.because).toMatchObject({ kind: 'clear' });
  });

  it('is most similar to someone who is named on another face', () => {
    const scores = { b: {}, c: {}, a: { ada: 0.97 } };
    expect(explain(scores, { tags: { c: 'ada' } })?.because).toEqual({ kind: 'named elsewhere', number: 2 });
    expect(explain(scores, { tags: { c: 'ada' }, isCollage: true })?.because).toMatchObject({ kind: 'clear' });
  });

  it('is not explained when a person named it, or when no one is known', () => {
    expect(explain({ a: { ada: 0.97 } }, { tags: { a: 'ada' } })).toBeUndefined();
    expect(explain({ a: {} })).toBeUndefined();
    expect(explain({ b: { ada: 0.97 } })).toBeUndefined();
  });

  it('agrees with the name shown, whatever is on the photo', () => {
    fc.assert(
      fc.property(anyCase, ({ photo, candidates }) => {
        const rows = nameFaces(photo, candidates, thresholds);
        for (const { face, verdict, number } of rows) {
          const isCollage = photo.collage !== undefined;
          const why = explainFace(rows, face.id, { thresholds, isCollage });
          if (verdict.kind === 'sure') expect(why?.because.kind).toBe('clear');
          if (verdict.kind === 'likely') expect(['below sure', 'close', 'other face']).toContain(why?.because.kind);
          if (verdict.kind === 'unknown' && why !== undefined) {
            expect(['below likely', 'other face', 'named elsewhere']).toContain(why.because.kind);
          }
          if ('score' in verdict) expect(why?.best).toEqual({ person: verdict.person, score: verdict.score });
          if (why !== undefined && 'number' in why.because) {
            expect(rows.map((row) => row.number)).toContain(why.because.number);
            expect(why.because.number).not.toBe(number);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
