// `npm run make:fonts`: writes the fonts that names in pictures are drawn with into `assets/fonts`, and the letters they have into
// `src/photos/font-letters.ts`. A bare server has no fonts. The packages are downloaded to a temporary folder, not installed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TARGET = 'assets/fonts';
const LETTERS = 'src/photos/font-letters.ts';
const TOOLS = ['subset-font@2.9.0', 'opentype.js@1.3.4'];
const NOTO = '5.3.0';
/** Scripts with a font of their own, small enough to be taken whole. */
const SCRIPTS = [
  ...['arabic', 'hebrew', 'armenian', 'georgian', 'ethiopic', 'thai', 'lao', 'khmer', 'myanmar', 'sinhala'],
  ...['devanagari', 'bengali', 'gurmukhi', 'gujarati', 'tamil', 'telugu', 'kannada', 'malayalam'],
];
/** For names of two scripts. Names in Latin, Greek or Cyrillic letters alone are drawn from the outlines of `make:glyphs`. */
const LATIN = { package: '@fontsource/roboto@4.5.8', subsets: ['latin'] };
/** The bold fonts of these have megabytes, so only frequent letters are taken. */
const HAN = { package: '@expo-google-fonts/noto-sans-sc@0.4.3', file: '700Bold/NotoSansSC_700Bold.ttf' };
const HANGUL = { package: '@expo-google-fonts/noto-sans-kr@0.4.3', file: '700Bold/NotoSansKR_700Bold.ttf' };

/**
 * Letters of a national standard with two bytes a letter: what people in that country could write before Unicode.
 * @param leads the first and the last value of the first byte.
 * @param firstTrail the first value of the second byte.
 */
function lettersOf(encoding, leads, pattern, firstTrail = 0x40) {
  const decoder = new TextDecoder(encoding);
  const letters = [];
  for (let lead = leads[0]; lead <= leads[1]; lead += 1) {
    for (let trail = firstTrail; trail <= 0xfe; trail += 1) {
      const text = decoder.decode(new Uint8Array([lead, trail]));
      if (pattern.test(text)) letters.push(text);
    }
  }
  return letters;
}

const ONE_HAN = /^\p{Script=Han}$/u;
const KANA = [...Array(0x30ff - 0x3041 + 1).keys()].map((at) => String.fromCodePoint(0x3041 + at));
const HAN_LETTERS = [
  ...lettersOf('gb18030', [0xb0, 0xf7], ONE_HAN, 0xa1),
  ...lettersOf('shift_jis', [0x88, 0x9f], ONE_HAN),
  ...lettersOf('shift_jis', [0xe0, 0xea], ONE_HAN),
  // Level 1, the frequent ones.
  ...lettersOf('big5', [0xa4, 0xc6], ONE_HAN),
  ...[...'々〆〇・ー\u3000'],
  ...KANA,
];
const HANGUL_LETTERS = lettersOf('euc-kr', [0xb0, 0xc8], /^\p{Script=Hangul}$/u);

const folder = mkdtempSync(join(tmpdir(), 'fonts-'));
try {
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...TOOLS]);
  const load = createRequire(join(folder, 'package.json'));
  const subsetFont = load('subset-font');
  const opentype = load('opentype.js');
  const unpacked = new Map();
  const unpack = (name) => {
    const known = unpacked.get(name);
    if (known !== undefined) return known;
    const archive = execFileSync('npm', ['pack', name, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
    const target = join(folder, archive.replace(/\.tgz$/, ''));
    mkdirSync(target);
    execFileSync('tar', ['-xzf', archive, '-C', target], { cwd: folder });
    unpacked.set(name, join(target, 'package'));
    return join(target, 'package');
  };
  const codesOf = (font) =>
    Array.from({ length: font.glyphs.length }, (_, at) => font.glyphs.get(at).unicodes)
      .flat()
      .filter((code) => code >= 0x20);

  const covered = new Set();
  const write = async (name, bytes, wanted) => {
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const has = new Set(codesOf(opentype.parse(buffer)).map((code) => String.fromCodePoint(code)));
    const letters = wanted === undefined ? [...has] : [...new Set(wanted)].filter((letter) => has.has(letter));
    const font = await subsetFont(bytes, letters.join(''), {
      targetFormat: 'truetype',
      ...(wanted === undefined ? {} : { noLayoutClosure: true }),
    });
    for (const letter of letters) covered.add(letter);
    writeFileSync(join(TARGET, `${name}.ttf`), font);
    console.log(`${name}: ${letters.length} letters, ${Math.round(font.length / 1000)} kB`);
  };

  rmSync(TARGET, { recursive: true, force: true });
  mkdirSync(TARGET, { recursive: true });
  for (const subset of LATIN.subsets) {
    await write(subset, readFileSync(join(unpack(LATIN.package), 'files', `roboto-${subset}-700-normal.woff`)));
  }
  for (const script of SCRIPTS) {
    const files = join(unpack(`@fontsource/noto-sans-${script}@${NOTO}`), 'files');
    await write(script, readFileSync(join(files, `noto-sans-${script}-${script}-700-normal.woff`)));
  }
  await write('han', readFileSync(join(unpack(HAN.package), HAN.file)), HAN_LETTERS);
  await write('hangul', readFileSync(join(unpack(HANGUL.package), HANGUL.file)), HANGUL_LETTERS);

  const licence = readFileSync(join(unpack(HAN.package), 'LICENSE_FONT'), 'utf8');
  writeFileSync(
    join(TARGET, 'OFL.txt'),
    `All fonts in this folder but latin.ttf are parts of Noto Sans Bold.\n\nCopyright 2022 The Noto Project Authors (https://github.com/notofonts)\nhan.ttf and hangul.ttf: ${licence}`,
  );
  writeFileSync(
    join(TARGET, 'fonts.conf'),
    '<?xml version="1.0"?>\n<!-- The picture process draws with the fonts of this folder only, not with those of the machine. -->\n<fontconfig>\n  <dir prefix="relative">.</dir>\n</fontconfig>\n',
  );
  const codes = [...covered].map((letter) => letter.codePointAt(0) ?? 0).sort((a, b) => a - b);
  const ranges = [];
  for (const code of codes) {
    const last = ranges.at(-1);
    if (last !== undefined && code === last[1] + 1) last[1] = code;
    else ranges.push([code, code]);
  }
  const written = ranges.map(([from, to]) =>
    from === to ? from.toString(16) : `${from.toString(16)}-${to.toString(16)}`,
  );
  const lines = [];
  for (const range of written) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + range.length < 130) lines[lines.length - 1] = `${line} ${range}`;
    else lines.push(range);
  }
  writeFileSync(
    LETTERS,
    `/** Written by \`npm run make:fonts\`: the letters that the fonts in \`assets/fonts\` have, as ranges of code points in hexadecimal. */\nexport const FONT_LETTERS = \`\n${lines.join('\n')}\`;\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
