// `npm run make:glyphs`: writes the outlines of letters that names in pictures are drawn with, from Roboto Bold (Apache-2.0). A bare server
// has no fonts. The packages are downloaded to a temporary folder, not installed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FONT = '@fontsource/roboto@4.5.8';
const READER = 'opentype.js@1.3.4';
const TARGET = 'src/photos/glyph-table.ts';

/** Latin, Greek and Cyrillic letters, digits, and the punctuation of names. */
const SUBSETS = ['latin', 'latin-ext', 'vietnamese', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext'];
const WANTED =
  /^[ !-~\u00a1-\u00ff\u0100-\u024f\u0259\u1e00-\u1eff\u0384-\u03ce\u0400-\u045f\u0490-\u04ff\u2010-\u2015\u2018-\u201e\u2026]$/u;
/** Units of an em in the table. */
const EM = 500;

const HEADER = `/**
 * Written by \`npm run make:glyphs\` from Roboto Bold, Copyright Google (Apache-2.0). For each letter: its width and the SVG path of its
 * outline, in ${EM}ths of an em, from the start of the base line.
 */
export const GLYPH_TABLE: readonly (readonly [string, readonly [number, string]])[] = [
`;

const folder = mkdtempSync(join(tmpdir(), 'glyphs-'));
const unpack = (name) => {
  const archive = execFileSync('npm', ['pack', name, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
  const target = join(folder, archive.replace(/\.tgz$/, ''));
  execFileSync('mkdir', [target]);
  execFileSync('tar', ['-xzf', archive, '-C', target], { cwd: folder });
  return join(target, 'package');
};

try {
  const { default: opentype } = await import(pathToFileURL(join(unpack(READER), 'dist', 'opentype.js')));
  const files = join(unpack(FONT), 'files');
  const glyphs = new Map();
  for (const subset of SUBSETS) {
    const bytes = readFileSync(join(files, `roboto-${subset}-700-normal.woff`));
    const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    for (const index of Array.from({ length: font.glyphs.length }, (_, at) => at)) {
      const glyph = font.glyphs.get(index);
      for (const code of glyph.unicodes) {
        const letter = String.fromCodePoint(code);
        if (!WANTED.test(letter) || glyphs.has(letter)) continue;
        const path = glyph.getPath(0, 0, EM).toPathData(0);
        glyphs.set(letter, [Math.round((glyph.advanceWidth / font.unitsPerEm) * EM), path]);
      }
    }
  }
  const rows = [...glyphs].sort(([a], [b]) => (a < b ? -1 : 1)).map((row) => `  ${JSON.stringify(row)},\n`);
  writeFileSync(TARGET, `${HEADER}${rows.join('')}];\n`);
} finally {
  rmSync(folder, { recursive: true });
}
