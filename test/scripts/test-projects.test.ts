import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What brings in nock, in the imports of a test. */
const NOCK = /from '(?:nock|(?:\.\.\/)+support\/(?:bot|posted-reply|slack\/fake-slack)\.js)'/;

/** For the two kinds of patterns in use: a file, and every test in a folder. */
function covers(pattern: string, file: string): boolean {
  const folder = pattern.replace('**/*.test.ts', '');
  return folder === pattern ? file === pattern : file.startsWith(folder);
}

describe('a test that uses nock', () => {
  it('runs apart from those that really connect, because nock forbids connections to all of its process', () => {
    const config = readFileSync('vitest.config.ts', 'utf8');
    const withNock = [...config.matchAll(/^ {2}'(test\/.+)',$/gm)].map(([, pattern = '']) => pattern);
    const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => join('test', file).replaceAll('\\', '/'));
    const usingNock = tests.filter((file) => NOCK.test(readFileSync(file, 'utf8')));
    expect(usingNock.length).toBeGreaterThan(20);
    expect(usingNock.filter((file) => !withNock.some((pattern) => covers(pattern, file)))).toEqual([]);
  });
});
