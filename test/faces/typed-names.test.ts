import { describe, expect, it } from 'vitest';
import { readTypedNames } from '../../src/faces/typed-names.js';

/** "1 Ada", "2 @UBEN00000", as read. */
const read = (text: string) =>
  readTypedNames(text)?.names.map(
    ({ photo, number, means }) =>
      `${photo === undefined ? '' : `photo ${photo}: `}${number} ${means.kind === 'name' ? means.name : `@${means.userId}`}`,
  );

describe('typed names', () => {
  it.each([
    ['1 Ada, 2 Bob', ['1 Ada', '2 Bob']],
    ['1: Ada\n2: Bob', ['1 Ada', '2 Bob']],
    ['1 = @ada; 2 = <@UBEN00000>', ['1 ada', '2 @UBEN00000']],
    ['1 <@UBEN00000|ben>', ['1 @UBEN00000']],
    ['1. Ada Lovelace, 2) Bob', ['1 Ada Lovelace', '2 Bob']],
    ['#1 – Ada and #2 – Bob.', ['1 Ada', '2 Bob']],
    ['Face 3 Jean-Luc O’Brien', ['3 Jean-Luc O’Brien']],
    ['1 山田太郎', ['1 山田太郎']],
    ['1 Ada,', ['1 Ada']],
    ['12 Sigrid and Bob', ['12 Sigrid and Bob']],
    ['Photo 2: 1 Ada, 2 Bob', ['photo 2: 1 Ada', 'photo 2: 2 Bob']],
    ['photo 1: 1 Ada; photo 2: 1 Bob', ['photo 1: 1 Ada', 'photo 2: 1 Bob']],
    ['1 Ada in the end, picture 2 – 1 Bob', ['1 Ada in the end', 'photo 2: 1 Bob']],
    ['Photo 1\n1 Ada\nPhoto 2\n1 Ada', ['photo 1: 1 Ada', 'photo 2: 1 Ada']],
  ])('%j', (text, names) => {
    expect(read(text)).toEqual(names);
  });

  it.each([
    'Nice photo!',
    '1 Ada, nice',
    'Ada 1',
    '1',
    '1, 2',
    '1 Ada, 1 Bob',
    '0 Ada',
    'Photo 2',
    'Photo 2 is nice',
    'photo 2: 1 Ada, 1 Bob',
    '1 <https://example.com>',
    '1 This is a whole sentence about something else',
    '',
  ])('are not read from %j', (text) => {
    expect(readTypedNames(text)).toBeUndefined();
  });

  it.each([
    ['1 Ada', true],
    ['1: ada', true],
    ['1 ada, 2 bob', false],
    ['photo 2: 1 ada', true],
    ['2 minutes', false],
    ['3 cheers for Bob', false],
  ])('%j: certain is %j', (text, isCertain) => {
    expect(readTypedNames(text)?.isCertain).toBe(isCertain);
  });
});
