import { describe, expect, it } from 'vitest';
import { Struct } from '../../src/clarifai-protocol.js';
import { mergeStructs, removeFromStruct } from '../../src/local-clarifai/struct.js';

type Fields = Parameters<typeof Struct.fromJavaScript>[0];

const merge = (base: Fields, patch: Fields) =>
  mergeStructs(Struct.fromJavaScript(base), Struct.fromJavaScript(patch)).toJavaScript();
const remove = (base: Fields, patch: Fields) =>
  removeFromStruct(Struct.fromJavaScript(base), Struct.fromJavaScript(patch)).toJavaScript();

/** The behaviour that Clarifai documents for PATCH, with other values. */
describe('merging metadata', () => {
  it.each<[string, Fields, Fields, Fields]>([
    ['adds fields', { a: 1 }, { b: [1, 2] }, { a: 1, b: [1, 2] }],
    ['replaces values, of any type', { a: 'x', b: { c: 1 } }, { a: 1, b: true }, { a: 1, b: true }],
    ['merges nested structs', { a: { b: 1, c: { d: 2 } } }, { a: { c: { e: 3 } } }, { a: { b: 1, c: { d: 2, e: 3 } } }],
    ['concatenates lists', { a: [{ x: 1 }] }, { a: [{ x: 2 }] }, { a: [{ x: 1 }, { x: 2 }] }],
    [
      'merges items of lists that have the same id',
      { a: [{ id: '1', x: 1, y: 1 }, { id: '2' }] },
      { a: [{ id: '3' }, { id: '1', y: 2 }] },
      { a: [{ id: '1', x: 1, y: 2 }, { id: '2' }, { id: '3' }] },
    ],
    ['replaces a value with an empty struct', { a: { b: { c: 1 }, d: 2 } }, { a: { b: {} } }, { a: { b: {}, d: 2 } }],
    ['replaces a value with an empty list', { a: { b: 1 } }, { a: [] }, { a: [] }],
    ['changes nothing for null', { a: { b: 1 } }, { a: { b: null }, c: null }, { a: { b: 1 } }],
  ])('%s', (_, base, patch, merged) => {
    expect(merge(base, patch)).toEqual(merged);
  });
});

describe('removing metadata', () => {
  it.each<[string, Fields, Fields, Fields]>([
    ['removes fields, whatever their values', { a: 'x', b: 2, c: 3 }, { a: true, b: '' }, { c: 3 }],
    [
      'removes fields of nested structs',
      { a: { b: 1, c: { d: 2, e: 3 } } },
      { a: { b: true, c: { d: true } } },
      { a: { c: { e: 3 } } },
    ],
    ['keeps a struct that becomes empty', { a: { b: 1 } }, { a: { b: true } }, { a: {} }],
    [
      'removes items from lists by id',
      { a: [{ id: '1', x: 1 }, { id: '2' }] },
      { a: [{ id: '1' }] },
      { a: [{ id: '2' }] },
    ],
    ['removes other items from lists by value', { a: ['x', 'y'] }, { a: ['y', 'z'] }, { a: ['x'] }],
    ['overwrites a value with false', { a: 'x' }, { a: false }, { a: false }],
    ['changes nothing for an empty struct or null', { a: { b: 1 }, c: 1 }, { a: {}, c: null }, { a: { b: 1 }, c: 1 }],
    ['ignores missing fields', { a: 1 }, { b: true }, { a: 1 }],
  ])('%s', (_, base, patch, left) => {
    expect(remove(base, patch)).toEqual(left);
  });
});
