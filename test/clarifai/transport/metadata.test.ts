import { describe, expect, it } from 'vitest';
import { dateIn, numberIn, numbersIn, structsIn, textIn, toStruct } from '../../../src/clarifai/transport/metadata.js';

const struct = toStruct({
  text: 'Zoë 🦋',
  number: 0,
  flag: true,
  at: '2026-11-28T10:00:00.000Z',
  counts: { ada: 2, grace: 3, name: 'no number' },
  changes: [{ from: 'Ada' }, { from: 'Ada King' }],
});

describe('metadata', () => {
  it('has each value under its key', () => {
    expect(textIn(struct, 'text')).toBe('Zoë 🦋');
    expect(numberIn(struct, 'number')).toBe(0);
    expect(dateIn(struct, 'at')).toEqual(new Date('2026-11-28T10:00:00Z'));
  });

  it('has records of numbers, without what is none', () => {
    expect(numbersIn(struct, 'counts')).toEqual(
      new Map([
        ['ada', 2],
        ['grace', 3],
      ]),
    );
  });

  it('has lists of records, in order', () => {
    expect(structsIn(struct, 'changes').map((change) => textIn(change, 'from'))).toEqual(['Ada', 'Ada King']);
  });

  it.each(['missing', 'flag', 'counts'])('reads what is no text under “%s” as empty', (key) => {
    expect(textIn(struct, key)).toBe('');
  });

  it.each(['missing', 'text', 'flag'])('reads what is no number under “%s” as none', (key) => {
    expect(numberIn(struct, key)).toBeUndefined();
    expect(numbersIn(struct, key)).toEqual(new Map());
  });

  it.each(['missing', 'text', 'number'])('reads what is no time under “%s” as the start of 1970', (key) => {
    expect(dateIn(struct, key)).toEqual(new Date(0));
  });

  it('reads what is no list as an empty one', () => {
    expect(structsIn(struct, 'text')).toEqual([]);
    expect(structsIn(struct, 'missing')).toEqual([]);
  });

  it('may be missing as a whole', () => {
    expect(textIn(undefined, 'text')).toBe('');
    expect(numberIn(undefined, 'number')).toBeUndefined();
    expect(dateIn(undefined, 'at')).toEqual(new Date(0));
    expect(numbersIn(undefined, 'counts')).toEqual(new Map());
    expect(structsIn(undefined, 'changes')).toEqual([]);
  });

  it('travels to the service and back unchanged', () => {
    const back = toStruct({}).constructor as unknown as { deserializeBinary(bytes: Uint8Array): typeof struct };
    expect(back.deserializeBinary(struct.serializeBinary()).toJavaScript()).toEqual(struct.toJavaScript());
  });
});
