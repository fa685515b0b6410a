/**
 * `npm run notices`: writes the table of packages in THIRD_PARTY_NOTICES.md from package-lock.json. The rest of that file is written by
 * hand.
 *
 *   node scripts/third-party-notices.mjs            writes the table
 *   node scripts/third-party-notices.mjs --check    fails when the table is out of date (part of `npm run check`)
 *
 * The lock file lists the packages of all platforms, so the table is the same on every machine. Packages for some platforms only may not be
 * installed, so they are not read.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { licenceInPackage } from './package-licence.mjs';

const NOTICES = 'THIRD_PARTY_NOTICES.md';
const START = '<!-- Written by `npm run notices`: do not edit below. -->\n';

/** Licences that are fine for any package. The notices explain the LGPL packages. */
const ACCEPTED = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'],
  ...['(BSD-3-Clause AND Apache-2.0)', '(MIT OR CC0-1.0)'],
]);
const ACCEPTED_LGPL = {
  'LGPL-3.0': /^libheif-js$/,
  'LGPL-3.0-or-later': /^@img\/sharp-libvips-/,
  'Apache-2.0 AND LGPL-3.0-or-later': /^@img\/sharp-win32-/,
  'Apache-2.0 AND LGPL-3.0-or-later AND MIT': /^@img\/sharp-wasm32$/,
};

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

/** @returns the names of a package's licence and notice files. */
function licenceFiles(path) {
  if (!existsSync(path)) throw new Error(`${path} is not installed: run “npm ci”.`);
  return readdirSync(path)
    .filter((file) => /^(?:licen[cs]e|notice|copying|third-?party)/i.test(file))
    .sort();
}

function readPackages() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
    .map(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const licence = entry.license ?? licenceInPackage(path);
      if (!ACCEPTED.has(licence) && ACCEPTED_LGPL[licence]?.test(name) !== true) {
        throw new Error(
          `${name} has the licence “${licence}”: check it, then add it to scripts/third-party-notices.mjs.`,
        );
      }
      // Rollcall's own optional packages are for every platform.
      const isOfPlatform = entry.optional === true && !(name in optionalDependencies);
      const text = isOfPlatform ? 'in the package' : licenceFiles(path).join(', ') || '–';
      return { row: `| ${name} | ${entry.version} | ${licence} | ${text} |`, licence };
    });
}

function describe(packages) {
  const counts = new Map();
  for (const { licence } of packages) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const licences = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  const rows = [...new Set(packages.map(({ row }) => row))].sort();
  return `
${packages.length} packages, those of all platforms together:

| licence | packages |
|---|---|
${licences.map(([licence, count]) => `| ${licence} | ${count} |`).join('\n')}

| package | version | licence | text |
|---|---|---|---|
${rows.join('\n')}
`;
}

const current = readFileSync(NOTICES, 'utf8');
const writtenByHand = current.slice(0, current.indexOf(START) + START.length);
const wanted = writtenByHand + describe(readPackages());
if (!process.argv.includes('--check')) writeFileSync(NOTICES, wanted);
else if (wanted !== current) {
  console.error(`${NOTICES} is out of date: run “npm run notices” and commit it.`);
  process.exitCode = 1;
}
