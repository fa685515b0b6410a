import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** docs/architecture.md, "Who may import whom". What every room may use besides is in `commons`. */
const rooms: Record<string, readonly string[]> = {
  handlers: ['views', 'faces', 'photos', 'clarifai'],
  views: ['faces'],
  faces: [],
  photos: ['faces'],
  clarifai: ['faces'],
  'local-clarifai': ['photos', 'store'],
  'local-slack': ['cast', 'store'],
  slack: [],
  cast: [],
  store: [],
};
const commons = ['errors.js', 'log.js'];
/** Where programs start: they read the settings and put rooms together. */
const entrances = [
  'index.ts',
  'app.ts',
  'config.ts',
  'start-failure.ts',
  'run-program.ts',
  'clarifai/setup-main.ts',
  'local-clarifai/main.ts',
  'slack/manifest-main.ts',
];
/** Packages that belong to one side only. */
const ownedPackages: Record<string, readonly string[]> = {
  'clarifai-nodejs-grpc': ['clarifai', 'local-clarifai'],
  '@grpc/grpc-js': ['clarifai', 'local-clarifai'],
  'onnxruntime-node': ['local-clarifai'],
  '@slack/bolt': ['handlers', 'slack'],
  '@slack/web-api': ['handlers', 'slack'],
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file));

/** Every module a file imports: relative ones as a path below src, packages by name. */
function importsOf(file: string): string[] {
  const source = readFileSync(join('src', file), 'utf8');
  const specifiers = [...source.matchAll(/(?:\bfrom|\bimport|\brequire|\bimport\()\s*\(?['"]([^'"]+)['"]/g)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? normalize(join(dirname(file), specifier)).replaceAll('\\', '/') : specifier,
  );
}

const roomOf = (path: string): string | undefined => (path.includes('/') ? path.split('/')[0] : undefined);
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('who may import whom', () => {
  it('has a line for every room', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => room !== undefined).sort()).toEqual(
      Object.keys(rooms).sort(),
    );
  });

  it.each(files.filter((file) => !entrances.includes(file)))('%s', (file) => {
    const room = roomOf(file);
    const broken = importsOf(file).filter((target) => {
      if (target.startsWith('node:')) return room === 'faces' || room === 'views';
      const owners = ownedPackages[packageOf(target)];
      if (owners !== undefined) return room === undefined || !owners.includes(room);
      const targetRoom = roomOf(target);
      const isOurs = targetRoom !== undefined ? targetRoom in rooms : files.includes(target.replace(/\.js$/, '.ts'));
      if (!isOurs || commons.includes(target)) return false;
      return (
        targetRoom !== room && (room === undefined || targetRoom === undefined || !rooms[room]?.includes(targetRoom))
      );
    });
    expect(broken).toEqual([]);
  });
});
