import { describe, expect, it } from 'vitest';
import { packChangeRef, readChangeRef } from '../../src/views/person-changes.js';

describe('the value of a button that undoes a change', () => {
  it('gives back which change is undone', () => {
    const change = { person: { id: 'p-1', name: 'Ada' }, by: 'U1', at: new Date(1_700_000_000_123) };
    expect(readChangeRef(packChangeRef({ kind: 'removed', ...change }))).toEqual({
      kind: 'removed',
      personId: 'p-1',
      at: change.at,
    });
    for (const other of ['', 'removed', 'removed:p-1:', 'removed:p-1:x', 'killed:p-1:1']) {
      expect(readChangeRef(other)).toBeUndefined();
    }
  });
});
