import { describe, expect, it } from 'vitest';
import { judgeExample } from '../../src/faces/example.js';
import type { Face } from '../../src/faces/model.js';

const face = (id: string, qualityIssue?: Face['qualityIssue']): Face => ({
  id,
  box: { left: 0.1, top: 0.1, right: 0.9, bottom: 0.9 },
  confidence: 1,
  qualityIssue,
});

describe('a picture to recognise someone by', () => {
  it('shows one clear face', () => {
    expect(judgeExample([face('one')])).toEqual({ face: face('one') });
  });

  it('needs a face', () => {
    expect(judgeExample([])).toEqual({ problem: { kind: 'no face' } });
  });

  it('shows no one else, however clear the faces are', () => {
    expect(judgeExample([face('one', 'covered'), face('two'), face('three')])).toEqual({
      problem: { kind: 'several faces', faces: 3 },
    });
  });

  it.each(['too small', 'too blurred', 'too turned', 'cut off', 'covered', 'too bright'] as const)(
    'has no face that is %s',
    (issue) => {
      expect(judgeExample([face('one', issue)])).toEqual({ problem: { kind: 'poor face', issue } });
    },
  );
});
