import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeName } from '../../src/faces/look-alike-names.js';
import { cleanName, cutText, foldName, isSameName, MAX_NAME_LENGTH } from '../../src/faces/names.js';

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

  it.each([
    ['Hangul filler', '\u3164'],
    ['empty Braille pattern', '\u2800'],
    ['Hangul choseong filler', '\u115f'],
    ['soft hyphen', '\u00ad'],
    ['zero-width joiner', '\u200d'],
    ['combining grapheme joiner', '\u034f'],
    ['tag character', '\u{e0041}'],
    ['half-width Hangul filler', '\uffa0'],
    ['Mongolian vowel separator', '\u180e'],
    ['invisible times', '\u2062'],
    ['ideographic space', '\u3000'],
    ['variation selector', '\ufe0f'],
    ['blank hieroglyph', '\u{13441}'],
    ['accents alone', '\u0301\u0302'],
  ])('refuses a name of nothing but the %s', (_, nothing) => {
    expect(cleanName(nothing)).toBe('');
    expect(cleanName(` ${nothing}${nothing} `)).toBe('');
  });

  it.each(['\u3164', '\u00ad', '\u200d', '\u200c', '\u034f', '\u{e0041}', '\u2062', '\ufe0f'])(
    'takes an invisible %j out of Bob',
    (invisible) => {
      expect(cleanName(`Bob${invisible}`)).toBe('Bob');
      expect(cleanName(`B${invisible}ob`)).toBe('Bob');
    },
  );

  it.each([
    ['a Persian name with a non-joiner', 'علی\u200cرضا'],
    ['a Sinhala conjunct', 'ශ්\u200dරී'],
    ['a family', '👩\u200d👩\u200d👧 Ada'],
    ['a heart in colour', 'Zoë ❤\ufe0f'],
    ['the flag of Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Fiona'],
    ['a variant of a Chinese character', '葛\u{e0100}城'],
  ])('keeps %s as it was typed', (_, name) => {
    expect(cleanName(name)).toBe(name);
  });

  it('keeps what fits, and never half a character', () => {
    expect(cleanName('a'.repeat(200))).toBe('a'.repeat(MAX_NAME_LENGTH));
    const family = '👨‍👩‍👧‍👦';
    expect(cleanName(`${'a'.repeat(70)}${family}`)).toBe('a'.repeat(70));
  });

  it('changes nothing the second time, whatever was typed', () => {
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
  it('leaves a text that fits as it is', () => {
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
    ['Bob', 'B\u00ado\u200db\u3164'],
    ['Bob Ross', 'Bob\u2800Ross'],
    ['O’Brien', 'obrien'],
    ['D`Arcy', 'darcy'],
    ['Jean-Luc', 'jean luc'],
    ['أحمد', 'احمد'],
    ['فاطمة', 'فاطمه'],
    ['علی\u200cرضا', 'عليرضا'],
    ['מֹשֶׁה', 'משה'],
  ])('folds %s and %s to the same', (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it.each([
    ['か', 'が'],
    ['Ada', 'Adam'],
    ['कि', 'क'],
    ['Ada', 'Аdа'],
    ['Li Na', 'Lina'],
  ])('tells %s from %s', (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });
});

describe('isSameName', () => {
  it('compares emoji as they are, for nothing is left of them for comparing', () => {
    expect(isSameName('🙂', '🙂')).toBe(true);
    expect(isSameName('...', '---')).toBe(false);
  });
});

describe('looksLikeName', () => {
  it.each([
    ['Ada Lovelace', 'Аdа Lоvеlасе'],
    ['Bob', 'В0b'],
  ])('is true of %s and %s', (one, other) => {
    expect(looksLikeName(one, other)).toBe(true);
  });

  it.each([
    ['Ada', 'ADA'],
    ['Anna', 'Анна'],
    ['Ada', 'Adam'],
    ['Ada', '山田'],
  ])('is false of %s and %s', (one, other) => {
    expect(looksLikeName(one, other)).toBe(false);
  });
});
