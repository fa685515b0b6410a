import { describe, expect, it } from 'vitest';
import { compareModels } from '../../src/faces/compare-models.js';
import { evaluateModel, precisionOf, recallOf } from '../../src/faces/evaluation-report.js';
import { classify, type EvaluationSample } from '../../src/faces/evaluation-sample.js';
import { diffTags } from '../../src/faces/tag-diff.js';

const LINES = { sure: 0.9, likely: 0.5, margin: 0.05 };
const [ADA, BEN, CLEO] = ['Ada', 'Ben', 'Cleo'].map((name) => ({ id: name.toLowerCase(), name })) as [
  { id: string; name: string },
  { id: string; name: string },
  { id: string; name: string },
];

let faces = 0;
function sample(personId: string, scores: Record<string, number>, faceId = `face-${faces++}`): EvaluationSample {
  return { photoId: `photo of ${faceId}`, faceId, personId, scores: new Map(Object.entries(scores)) };
}

describe('judging a sample', () => {
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
    expect(classify(sample('ada', scores as Record<string, number>), LINES)).toEqual(verdict);
  });
});

describe('the report evaluation', () => {
  const evaluation = evaluateModel(
    [
      sample('ada', { ada: 0.99, ben: 0.01 }),
      sample('ada', { ada: 0.7, ben: 0.1 }),
      sample('ada', { ben: 0.98, ada: 0.02 }, 'doubtful'),
      sample('ben', { ben: 0.95, ada: 0.6 }),
      sample('cleo', { ada: 0.1, ben: 0.2 }),
      sample('removed', { ada: 0.99 }),
    ],
    [ADA, BEN, CLEO],
    LINES,
    new Map([
      ['ada', 0.4],
      ['ben', 0.05],
    ]),
  );

  it('counts what was named rightly and wrongly, of the faces that could be', () => {
    expect(evaluation).toMatchObject({ total: 4, truePositives: 2, falsePositives: 1 });
    expect(precisionOf(evaluation)).toBeCloseTo(2 / 3);
    expect(recallOf(evaluation)).toBe(0.5);
    expect(recallOf({ total: 0, truePositives: 0 })).toBeUndefined();
    expect(precisionOf({ truePositives: 0, falsePositives: 0 })).toBeUndefined();
  });

  it('does so for each person, with who has nearly one photo only', () => {
    expect(evaluation.people).toEqual([
      { person: ADA, total: 3, truePositives: 1, falsePositives: 0, tooSimilar: false },
      { person: BEN, total: 1, truePositives: 1, falsePositives: 1, tooSimilar: true },
      { person: CLEO, total: 0, truePositives: 0, falsePositives: 0, tooSimilar: false },
    ]);
  });

  it('names pairs that would be confused for sure, not those only asked about, and the face whose tag looks wrong', () => {
    expect(evaluation.confused).toEqual([
      { people: [ADA, BEN], faces: 1, photoIds: ['photo of doubtful', expect.stringMatching(/^photo of face-/)] },
    ]);
    expect(evaluation.doubtful).toEqual([
      { photoId: 'photo of doubtful', faceId: 'doubtful', tagged: ADA, looksLike: BEN, score: 0.98 },
    ]);
  });
});

describe('comparing two models', () => {
  const right = { ada: 0.99 };
  const unsure = { ada: 0.6 };
  const of = (outcomes: readonly Record<string, number>[]) =>
    outcomes.map((scores, index) => sample('ada', scores, `face-${index}`));
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

  it('leaves out faces that only one was taught, or as someone else', () => {
    const before = [sample('ada', right, 'one'), sample('ada', right, 'two')];
    const now = [sample('ben', { ben: 0.9 }, 'one'), sample('ada', right, 'three')];
    expect(compareModels(before, now, LINES).faces).toBe(0);
  });
});

describe('comparing tags', () => {
  const tag = (faceId: string, person = ADA) => ({
    photoId: 'photo',
    faceId,
    person,
    taggedBy: 'U1',
    taggedAt: new Date(0),
  });

  it('tells tags that are there, changed, removed and lost', () => {
    const before = [tag('kept'), tag('changed'), tag('taken back'), tag('lost')];
    const after = [tag('kept'), tag('changed', BEN), tag('new')];
    const diff = diffTags(before, after, { wasRemoved: ({ faceId }) => faceId === 'taken back' });
    expect(diff).toEqual({ before: 4, unchanged: 1, changed: 2, lost: [tag('lost')] });
  });
});
