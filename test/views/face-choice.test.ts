import { describe, expect, it } from 'vitest';
import { type Choice, packChoice, readChoice } from '../../src/views/face-choice.js';

describe('choices of the menu', () => {
  it.each<Choice>([
    { kind: 'person', personId: 'p-1' },
    { kind: 'member', userId: 'U123' },
    { kind: 'why', explains: 'name' },
    { kind: 'why', explains: 'similarity' },
    { kind: 'collage', holds: true },
    { kind: 'collage', holds: false },
    { kind: 'new', name: 'Ada: the first' },
    { kind: 'not', personId: 'p-1' },
    { kind: 'change person', personId: 'p-1' },
  ])('survive being packed: %o', (choice) => {
    expect(readChoice(packChoice(choice))).toEqual(choice);
  });

  it.each(['', 'p:', 'q:1', 'p'])('knows %j for none', (value) => {
    expect(readChoice(value)).toBeUndefined();
  });

  it('fit into an option with the longest of names', () => {
    expect(packChoice({ kind: 'new', name: 'a'.repeat(75) }).length).toBeLessThanOrEqual(150);
  });
});
