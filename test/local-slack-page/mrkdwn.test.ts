import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeSlack } from '../../src/local-slack/page/text/escapes.js';
import { type Piece, parseMrkdwn } from '../../src/local-slack/page/text/mrkdwn.js';
import { toPlainText } from '../../src/local-slack/page/text/plain-text.js';
import { WORKSPACE } from '../support/page/workspace.js';

const text = (words: string): Piece => ({ kind: 'text', text: words });
const bold = (words: string): Piece => ({ kind: 'bold', children: [text(words)] });
const emoji = (name: string): Piece => ({ kind: 'emoji', name });
const code = (words: string): Piece => ({ kind: 'code', text: words });

describe('mrkdwn', () => {
  it.each<[string, Piece[]]>([
    ['*1* Ada · 96%', [bold('1'), text(' Ada · 96%')]],
    ['“*Ada*”, *Grace*’s', [text('“'), bold('Ada'), text('”, '), bold('Grace'), text('’s')]],
    ['run `/train-faces`: then', [text('run '), code('/train-faces'), text(': then')]],
    ['`a *b* c`', [code('a *b* c')]],
    ['snake_case_word 2*3*4 a~b~c', [text('snake_case_word 2*3*4 a~b~c')]],
    ['* not bold * and *\n*', [text('* not bold * and *\n*')]],
    ['a &lt;b&gt; &amp;amp;', [text('a <b> &amp;')]],
    ['at 10:30:45', [text('at 10:30:45')]],
    [':tada: :+1: :100:', [emoji('tada'), text(' '), emoji('+1'), text(' '), emoji('100')]],
    ['10:30:tada:', [text('10:30'), emoji('tada')]],
    ['~gone~', [{ kind: 'strike', children: [text('gone')] }]],
    ['<@U2>', [{ kind: 'user', id: 'U2', label: undefined }]],
    ['<#C1|photos>', [{ kind: 'channel', id: 'C1', label: 'photos' }]],
    ['<!here>', [{ kind: 'broadcast', name: 'here' }]],
    ['<!date^60^{time}|soon>', [{ kind: 'date', seconds: 60, format: '{time}', fallback: 'soon' }]],
    ['<https://a.b/_c_|a &amp; b>', [{ kind: 'link', url: 'https://a.b/_c_', label: 'a & b' }]],
    ['(https://a.b/c_d_e).', [text('('), { kind: 'link', url: 'https://a.b/c_d_e', label: undefined }, text(').')]],
    ['```\n*x*\n```', [{ kind: 'pre', text: '*x*' }]],
  ])('reads %j', (source, pieces) => {
    expect(parseMrkdwn(source)).toEqual(pieces);
  });

  it('nests styles around mentions', () => {
    expect(parseMrkdwn('*bold _it <@U2>_*')).toEqual([
      {
        kind: 'bold',
        children: [
          text('bold '),
          { kind: 'italic', children: [text('it '), { kind: 'user', id: 'U2', label: undefined }] },
        ],
      },
    ]);
  });

  it('joins quoted lines, escaped or not', () => {
    expect(parseMrkdwn('before\n> one\n&gt; *two*\nafter')).toEqual([
      text('before'),
      { kind: 'quote', children: [text('one\n'), bold('two')] },
      text('after'),
    ]);
  });

  it('shows typed text exactly as it was typed', () => {
    const plainCharacters = fc.string({ unit: fc.constantFrom(...'ab <>&"\\é漢.,(1') });
    fc.assert(
      fc.property(plainCharacters, (typed) => {
        // Even escaped text can begin a quote.
        fc.pre(!/^>/mu.test(typed));
        expect(toPlainText(escapeSlack(typed), WORKSPACE)).toBe(typed.trim());
      }),
    );
  });

  it('never fails or hangs', () => {
    const anything = fc.string({ unit: fc.constantFrom(...'*_~`<>@#!|^:&;\n\uE000 aA1') });
    fc.assert(
      fc.property(anything, (sent) => Array.isArray(parseMrkdwn(sent))),
      { numRuns: 2000 },
    );
  });
});

describe('a long message', () => {
  /** Slack's longest messages have 40,000 characters. */
  const LENGTH = 40_000;
  /** Linear parsing takes 0.1 s, quadratic parsing a minute. */
  const LIMIT_MS = 3_000;

  it.each([
    ['many styles', ' *a*'],
    ['many open styles', ' *a'],
    ['many nested styles', '*_~a'],
    ['many colons', ':'],
    ['many emoji', ':tada:'],
    ['many times', '10:30:'],
    ['many links', 'https://a.b/c?d=e, '],
    ['many mentions', '<@U1>'],
    ['many open mentions', '<@U1|'],
    ['many quotes', '> a\nb\n'],
    ['many backticks', '`'],
    ['many fences', '```a'],
  ])('of %s is parsed in linear time', (_name, part) => {
    expect(timeOf(part)).toBeLessThan(LIMIT_MS);
  });

  it.each([
    [':', 'a'],
    [':', '1'],
    ['*', 'a'],
    ['`', 'a'],
    ['<', 'a'],
    ['<a|', 'a'],
    ['https://a', '.'],
    ['```', 'a'],
  ])('of %j and many %j is parsed in linear time', (start, part) => {
    expect(timeOf(part, start)).toBeLessThan(LIMIT_MS);
  });

  /** Milliseconds to parse the text, the best of three. */
  function timeOf(part: string, start = ''): number {
    const source = (start + part.repeat(LENGTH)).slice(0, LENGTH);
    const times = [1, 2, 3].map(() => {
      const began = performance.now();
      parseMrkdwn(source);
      return performance.now() - began;
    });
    return Math.min(...times);
  }
});

describe('mrkdwn as plain text', () => {
  it('has the names of people and channels, and no formatting', () => {
    expect(toPlainText('*3* <@U2> in <#C1>: `x` <!channel> :white_check_mark:', WORKSPACE)).toBe(
      '3 @Grace Hopper in #photos: x @channel ✅',
    );
  });

  it('falls back to the label, or to a general word', () => {
    expect(toPlainText('<@U9|nora> <@U9> <#C9|old> <https://a.b>', WORKSPACE)).toBe('@nora @someone #old https://a.b');
  });
});
