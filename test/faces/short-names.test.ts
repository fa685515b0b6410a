import { describe, expect, it } from 'vitest';
import { shortNames } from '../../src/faces/short-names.js';

const short = (...names: string[]) => [...shortNames(names.map((name, id) => ({ id: String(id), name }))).values()];

describe('a short name', () => {
  it('is the first name', () => {
    expect(short('Ada Lovelace', 'Ben', 'Żaneta Nowak-Lis')).toEqual(['Ada', 'Ben', 'Żaneta']);
  });

  it('has an initial when two people share the first name, whatever its case and accents', () => {
    expect(short('Ada Lovelace', 'ADÁ King', 'Ben')).toEqual(['Ada L.', 'ADÁ K.', 'Ben']);
  });

  it('is the whole name when the initial is not enough', () => {
    expect(short('Ada King', 'Ada Klee')).toEqual(['Ada King', 'Ada Klee']);
  });

  it('takes the initial of the last name', () => {
    expect(short('Ada Byron King', 'Ada B. Moss')).toEqual(['Ada K.', 'Ada M.']);
  });

  it('keeps a title with the name', () => {
    expect(short('Dr. Ada Lovelace', 'Prof. Ben Ali')).toEqual(['Dr. Ada', 'Prof. Ben']);
  });

  it('is cut when it is long', () => {
    expect(short('Hubert-Blaine-Wolfeschlegelstein Sr.')).toEqual(['Hubert-Blaine…']);
  });

  it('of a name without spaces is all of it', () => {
    expect(short('山田太郎')).toEqual(['山田太郎']);
  });

  it('of someone who is there twice is one', () => {
    const ada = { id: 'ada', name: 'Ada Lovelace' };
    expect([...shortNames([ada, ada])]).toEqual([['ada', 'Ada']]);
  });
});
