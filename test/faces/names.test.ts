import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, cutText, foldName, MAX_NAME_LENGTH, matchName, searchByName } from '../../src/faces/names.js';

describe('cleanName', () => {
  it.each([
    ['  Ada   Lovelace \n', 'Ada Lovelace'],
    ['Jose\u0301', 'José'],
    ['\u202eEvil\u200b', 'Evil'],
    ['Zoë\u0000', 'Zoë'],
    ['山田 太郎', '山田 太郎'],
    [' \u200b ', ''],
    ['', ''],
  ])('makes %j into %j', (typed, kept) => {
    expect(cleanName(typed)).toBe(kept);
  });

  it('keeps what fits, and never half a character', () => {
    expect(cleanName('a'.repeat(200))).toBe('a'.repeat(MAX_NAME_LENGTH));
    const family = '👨‍👩‍👧‍👦';
    expect(cleanName(`${'a'.repeat(70)}${family}`)).toBe('a'.repeat(70));
  });

  it('is done after once, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (typed) => {
        const once = cleanName(typed);
        expect(cleanName(once)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
      }),
    );
  });
});

describe('cutText', () => {
  it('leaves a text alone that fits', () => {
    expect(cutText('abc', 3)).toBe('abc');
    expect(cutText('abcd', 3)).toBe('abc');
  });
});

describe('foldName', () => {
  it.each([
    ['José', 'JOSE'],
    ['Łukasz Øst', 'lukasz ost'],
    ['Straße', 'STRASSE'],
    ['Anne-Marie', 'anne marie'],
    ['O’Neil', "O'Neil"],
    ['ﬁona', 'Fiona'],
  ])('takes %s and %s for the same', (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it.each([
    ['か', 'が'],
    ['Ada', 'Adam'],
    ['कि', 'क'],
  ])('tells %s from %s', (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });
});

describe('searchByName', () => {
  const people = ['Grace Hopper', 'Ada Lovelace', 'Adam Smith', 'Łukasz Adamski', 'Zoë Lagrada'].map((name) => ({
    name,
  }));
  const search = (query: string) => searchByName(people, query).map(({ name }) => name);

  it('finds by the beginnings of words, without accents and capitals, best matches first', () => {
    expect(search('ada')).toEqual(['Ada Lovelace', 'Adam Smith', 'Łukasz Adamski', 'Zoë Lagrada']);
    expect(search('lov ada')).toEqual(['Ada Lovelace']);
    expect(search('ZOE')).toEqual(['Zoë Lagrada']);
    expect(search('lukasz')).toEqual(['Łukasz Adamski']);
    expect(search('nobody')).toEqual([]);
  });

  it('finds everybody by nothing, in the order of the alphabet', () => {
    expect(search(' ')).toEqual(['Ada Lovelace', 'Adam Smith', 'Grace Hopper', 'Łukasz Adamski', 'Zoë Lagrada']);
  });

  it('finds any name by its own beginning', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), fc.nat(30), (name, length) => {
        expect(matchName(name, foldName(name).slice(0, length))).toBeDefined();
      }),
    );
  });
});
