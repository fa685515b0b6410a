import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldName } from '../../src/faces/names.js';
import { findLookAlikes, findSameName, matchName, searchByName } from '../../src/faces/search-names.js';

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

  it.each([
    ['obrien', 'Conan O’Brien'],
    ['o brien', 'Conan O’Brien'],
    ["o'br", 'Conan O’Brien'],
    ['brien', 'Conan O’Brien'],
    ['darcy', 'Fitz D’Arcy'],
    ['jean luc', 'Jean-Luc Picard'],
    ['jeanluc', 'Jean-Luc Picard'],
    ['luc pic', 'Jean-Luc Picard'],
    ['احمد', 'أحمد'],
    ['muller', 'Müller'],
  ])('finds by %s the one called %s', (query, name) => {
    expect(searchByName([{ name: 'Grace Hopper' }, { name }], query)).toEqual([{ name }]);
  });

  it('finds by any other name, too', () => {
    const kenji = { name: 'Kenji Morisaki', otherNames: ['森崎', 'kenji.m'] };
    expect(searchByName([kenji], '森')).toEqual([kenji]);
    expect(searchByName([kenji], '@kenji.m')).toEqual([kenji]);
    expect(searchByName([kenji], 'ada')).toEqual([]);
  });

  it('finds everyone by nothing, in the order of the alphabet', () => {
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

describe('the people a typed name may mean', () => {
  const kenji = { name: 'Kenji Morisaki', otherNames: ['kenji.m', '森崎'] };
  const bob = { name: 'Bob' };
  const people = [kenji, bob, { name: '🙂' }];

  it.each(['kenji  MORISAKI', '@kenji.m', '森崎'])('are those of whom %s is a name', (typed) => {
    expect(findSameName(people, typed)).toEqual([kenji]);
    expect(findLookAlikes(people, typed)).toEqual([]);
  });

  it('are those whose name only looks the same', () => {
    expect(findSameName(people, 'Воb')).toEqual([]);
    expect(findLookAlikes(people, 'Воb')).toEqual([bob]);
  });

  it('compares emoji as they are', () => {
    expect(findSameName(people, '🙂')).toEqual([{ name: '🙂' }]);
    expect(findSameName(people, '🙃')).toEqual([]);
  });
});
