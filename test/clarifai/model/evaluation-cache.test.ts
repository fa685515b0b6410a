import { describe, expect, it } from 'vitest';
import { createEvaluationCache } from '../../../src/clarifai/model/evaluation-cache.js';
import type { PersonRecord } from '../../../src/faces/model.js';
import { createPersonRegistry } from '../../../src/faces/person-registry.js';

const ada: PersonRecord = { id: 'ada', name: 'Ada', renames: [], merged: undefined, removed: undefined };
const adaAgain: PersonRecord = { id: 'ada-2', name: 'Ada L.', renames: [], merged: undefined, removed: undefined };
const before = createPersonRegistry([ada, adaAgain]);
const samples = [{ photoId: 'p', faceId: 'f', personId: 'ada', scores: new Map([['ada', 0.9]]) }];

describe('the evaluation of a version', () => {
  it('is used again in the next training, also after people were added', () => {
    const cache = createEvaluationCache();
    cache.add('v1', before, samples);
    const later = createPersonRegistry([
      ada,
      adaAgain,
      { id: 'ben', name: 'Ben', renames: [], merged: undefined, removed: undefined },
    ]);
    expect(cache.find('v1', later)).toBe(samples);
    expect(cache.find('v2', later)).toBeUndefined();
  });

  it('is not used after people were merged, because it has the people of before', () => {
    const cache = createEvaluationCache();
    cache.add('v1', before, samples);
    const merged = { ...adaAgain, merged: { into: 'ada', by: 'u', at: new Date(0) } };
    expect(cache.find('v1', createPersonRegistry([ada, merged]))).toBeUndefined();
  });
});
