import { describe, expect, it } from 'vitest';
import { compareModels } from '../../src/faces/compare-models.js';
import { makeReportCard, precisionOf, recallOf } from '../../src/faces/evaluation-report.js';
import { judge, type Trial } from '../../src/faces/evaluation-sample.js';
import { compareTags } from '../../src/faces/tag-diff.js';

const LINES = { sure: 0.9, likely: 0.5, margin: 0.05 };
const [ADA, BEN, CLEO] = ['Ada', 'Ben', 'Cleo'].map((name) => ({ id: name.toLowerCase(), name })) as [
  { id: string; name: string },
  { id: string; name: string },
  { id: string; name: string },
];

let faces = 0;
function trial(personId: string, scores: Record<string, number>, faceId = `face-${faces++}`): Trial {
  return { photoId: `photo of ${faceId}`, faceId, personId, scores: new Map(Object.entries(scores)) };
}

describe('judging a trial', () => {
  it.each([
    [
      { ada: 0.97, ben: 0.1 },
      { kind: 'sure', personId: 'ada' },
    ],
    [
      { ada: 0.97, ben: 0.95 },
      { kind: 'likely', personId: 'ada' },
    ],
    [{ ada: 0.6 }, { kind: 'likely', personId: 'ada' }],
    [{ ada: 0.4 }, { kind: 'unknown' }],
    [{}, { kind: 'unknown' }],
  ])('%j is %j', (scores, verdict) => {
    expect(judge(trial('ada', scores as Record<string, number>), LINES)).toEqual(verdict);
  });
});

describe('the report card', () => {
  const card = makeReportCard(
    [
      trial('ada', { ada: 0.99, ben: 0.01 }),
      trial('ada', { ada: 0.7, ben: 0.1 }),
      trial('ada', { ben: 0.98, ada: 0.02 }, 'doubtful'),
      trial('ben', { ben: 0.95, ada: 0.6 }),
      trial('cleo', { ada: 0.1, ben: 0.2 }),
      trial('removed', { ada: 0.99 }),
    ],
    [ADA, BEN, CLEO],
    LINES,
    new Map([
      ['ada', 0.4],
      ['ben', 0.05],
    ]),
  );

  it('counts what was named rightly and wrongly, of the faces that could be', () => {
    expect(card).toMatchObject({ tried: 4, right: 2, wrong: 1 });
    expect(precisionOf(card)).toBeCloseTo(2 / 3);
    expect(recallOf(card)).toBe(0.5);
    expect(recallOf({ tried: 0, right: 0 })).toBeUndefined();
    expect(precisionOf({ right: 0, wrong: 0 })).toBeUndefined();
  });

  it('does so for each person, with who has nearly one photo only', () => {
    expect(card.people).toEqual([
      { person: ADA, tried: 3, right: 1, mistakenFor: 0, tooSimilar: false },
      { person: BEN, tried: 1, right: 1, mistakenFor: 1, tooSimilar: true },
      { person: CLEO, tried: 0, right: 0, mistakenFor: 0, tooSimilar: false },
    ]);
  });

  it('names pairs that are confused, and the face whose tag looks wrong', () => {
    expect(card.confused).toEqual([{ people: [ADA, BEN], faces: 2 }]);
    expect(card.doubtful).toEqual([
      { photoId: 'photo of doubtful', faceId: 'doubtful', tagged: ADA, looksLike: BEN, score: 0.98 },
    ]);
  });
});

describe('comparing two models', () => {
  const right = { ada: 0.99 };
  const unsure = { ada: 0.6 };
  const of = (outcomes: readonly Record<string, number>[]) =>
    outcomes.map((scores, index) => trial('ada', scores, `face-${index}`));
  const compare = (before: readonly Record<string, number>[], now: readonly Record<string, number>[]) =>
    compareModels(of(before), of(now), LINES);

  it('calls the new one worse when it loses four and gains none, not when it loses three', () => {
    const was = [right, right, right, right, right];
    expect(compare(was, [unsure, unsure, unsure, unsure, right])).toEqual({
      faces: 5,
      before: 5,
      now: 1,
      isWorse: true,
      lost: new Map([['ada', 4]]),
    });
    expect(compare(was, [unsure, unsure, unsure, right, right]).isWorse).toBe(false);
  });

  it('weighs losses against gains', () => {
    const was = [...Array(6).fill(right), ...Array(5).fill(unsure)];
    const now = [...Array(6).fill(unsure), ...Array(5).fill(right)];
    expect(compare(was, now)).toMatchObject({ before: 6, now: 5, isWorse: false });
    expect(compare(now, was).isWorse).toBe(false);
  });

  it('still counts with thousands of faces', () => {
    const was = Array(3000).fill(right);
    expect(compare(was, [...Array(1600).fill(unsure), ...Array(1400).fill(right)]).isWorse).toBe(true);
    expect(compare(was, was)).toMatchObject({ faces: 3000, isWorse: false });
  });

  it('leaves out faces that only one was taught, or as somebody else', () => {
    const before = [trial('ada', right, 'one'), trial('ada', right, 'two')];
    const now = [trial('ben', { ben: 0.9 }, 'one'), trial('ada', right, 'three')];
    expect(compareModels(before, now, LINES).faces).toBe(0);
  });
});

describe('looking for tags again', () => {
  const tag = (faceId: string, person = ADA) => ({
    photoId: 'photo',
    faceId,
    person,
    taggedBy: 'U1',
    taggedAt: new Date(0),
  });

  it('tells tags that are there, changed, taken back, and lost', () => {
    const before = [tag('kept'), tag('changed'), tag('taken back'), tag('lost')];
    const after = [tag('kept'), tag('changed', BEN), tag('new')];
    const kept = compareTags(before, after, { wasTakenBack: ({ faceId }) => faceId === 'taken back' });
    expect(kept).toEqual({ before: 4, kept: 1, changed: 2, lost: [tag('lost')] });
  });
});
