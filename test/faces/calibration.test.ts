import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/faces/calibration.js';
import type { EvaluationSample } from '../../src/faces/evaluation-sample.js';
import { scoresOf } from '../../src/faces/thresholds.js';
import { createRandom } from '../support/cast/random.js';

const LOCAL = 'local-face';
const logistic = (value: number) => 1 / (1 + Math.exp(-value));

function sample(personId: string, scores: Record<string, number>, face = personId): EvaluationSample {
  return { photoId: `photo of ${face}`, faceId: face, personId, scores: new Map(Object.entries(scores)) };
}

/** Numbers of a logistic distribution, the same every time. */
function logistics(count: number, mean: number, sd: number): number[] {
  const { between } = createRandom(7);
  const scale = (sd * Math.sqrt(3)) / Math.PI;
  return Array.from({ length: count }, () => {
    const share = between(1e-12, 1);
    return mean + scale * Math.log(share / (1 - share));
  });
}

/** People with one face each, whose likeliest other person gets such a score. */
const strangers = (values: readonly number[]): EvaluationSample[] =>
  values.map((value, index) => sample(`p${index}`, { other: logistic(value) }));

const anyTrial = fc
  .record({
    personId: fc.constantFrom('a', 'b', 'c'),
    scores: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ personId, scores }) => sample(personId, scores));

describe('calibrate', () => {
  it('never names more boldly than the engine’s own thresholds, whatever the tags', () => {
    fc.assert(
      fc.property(
        fc.array(anyTrial, { maxLength: 60 }),
        fc.constantFrom(LOCAL, 'hosted'),
        fc.integer({ min: 1, max: 500 }),
        (samples, engine, people) => {
          const own = scoresOf(engine).thresholds;
          const { thresholds, falsePositiveIdentificationRate } = calibrate(samples, engine, people);
          expect(thresholds.sure).toBeGreaterThanOrEqual(own.sure);
          expect(thresholds.sure).toBeLessThan(1);
          expect(thresholds.likely).toBeGreaterThanOrEqual(own.likely);
          expect(thresholds.likely).toBeLessThanOrEqual(thresholds.sure);
          expect(thresholds.margin).toBeGreaterThanOrEqual(own.margin);
          expect(thresholds.margin).toBeLessThanOrEqual(0.3);
          expect(falsePositiveIdentificationRate).toBeGreaterThanOrEqual(0);
          expect(falsePositiveIdentificationRate).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('goes by the engine’s own thresholds when there is nothing to go by', () => {
    const { thresholds, falsePositiveIdentificationRate } = calibrate([], LOCAL, 10);
    expect(thresholds).toEqual(scoresOf(LOCAL).thresholds);
    expect(falsePositiveIdentificationRate).toBeLessThanOrEqual(0.0015);
  });

  it('is stricter among people who resemble each other, and lets about 1 in 1000 of such strangers pass', () => {
    const { thresholds, falsePositiveIdentificationRate } = calibrate(strangers(logistics(3000, -2, 1.8)), LOCAL, 10);
    expect(thresholds.sure).toBeGreaterThan(0.95);
    expect(falsePositiveIdentificationRate).toBeCloseTo(0.001, 4);
    const named = logistics(200_000, -2, 1.8).filter((value) => logistic(value) >= thresholds.sure);
    expect(named.length / 200_000).toBeLessThan(0.002);
    expect(named.length / 200_000).toBeGreaterThan(0.0003);
  });

  it('is stricter for a team of twenty who resemble each other, but not because of chance', () => {
    const team = (mean: number) => calibrate(strangers(logistics(20, mean, 1.7)), LOCAL, 20).thresholds.sure;
    expect(team(-1)).toBeGreaterThan(0.98);
    expect(team(-3.5)).toBeLessThan(0.93);
  });

  it('does not become stricter because people are easy to tell apart', () => {
    expect(calibrate(strangers(logistics(3000, -9, 3)), LOCAL, 10).thresholds).toEqual(scoresOf(LOCAL).thresholds);
  });

  it('leans on what is known of the engine as long as there are few faces', () => {
    const alike = logistics(2000, -0.5, 1.5);
    const few = calibrate(strangers(alike.slice(0, 4)), LOCAL, 4).thresholds.sure;
    const many = calibrate(strangers(alike), LOCAL, 4).thresholds.sure;
    expect(few).toBeLessThan(many);
  });

  it('is stricter with more people, before anything is measured', () => {
    expect(calibrate([], LOCAL, 50).thresholds.sure).toBeGreaterThan(calibrate([], LOCAL, 20).thresholds.sure);
  });

  it('counts one person’s faces for less than as many people', () => {
    const values = logistics(200, -0.5, 1.5);
    const ofOne = values.map((value, index) => sample('p', { other: logistic(value) }, `face-${index}`));
    expect(calibrate(ofOne, LOCAL, 20).thresholds.sure).toBeLessThan(
      calibrate(strangers(values), LOCAL, 20).thresholds.sure,
    );
  });

  it('widens the margin for people who look similar, but not for a tag that is plainly wrong', () => {
    const alike = calibrate([sample('a', { a: 0.8, b: 0.98 })], LOCAL, 2);
    expect(alike.thresholds.margin).toBeCloseTo(0.19);
    const wrong = calibrate([sample('a', { a: 0.02, b: 0.98 })], LOCAL, 2);
    expect(wrong.thresholds.margin).toBe(scoresOf(LOCAL).thresholds.margin);
  });
});
