import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { z } from 'zod';

const manifest = z
  .object({
    version: z.string(),
    dependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

/** Everything that is started, also as a worker or in the browser. */
const PROGRAMS = [
  'src/index.ts',
  'src/bin/*.ts',
  'src/photos/picture-process.ts',
  'src/local-clarifai/engine/worker.ts',
  'src/local-slack/page/main.tsx',
];

const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ name: z.string(), version: z.string() }) }),
  components: z.array(
    z.object({
      name: z.string(),
      purl: z.string().startsWith('pkg:npm/'),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).min(1),
      licenses: z
        .array(z.union([z.object({ license: z.object({ id: z.string() }) }), z.object({ expression: z.string() })]))
        .length(1),
    }),
  ),
});

it('the bill of materials has every package of a server, each with a checksum and a licence', () => {
  const printed = execFileSync(process.execPath, ['scripts/sbom.mjs'], { encoding: 'utf8' });
  const { metadata, components } = sbomSchema.parse(JSON.parse(printed));
  expect(metadata.component).toMatchObject({ name: 'rollcall', version: manifest.version });
  const names = new Set(components.map(({ name }) => name));
  const installed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];
  expect(installed.filter((name) => !names.has(name))).toEqual([]);
  // What production packages need, too, may also be a development dependency.
  expect(['vitest', 'playwright-core', '@biomejs/biome', 'nock'].filter((name) => names.has(name))).toEqual([]);
});

it('a server starts without development dependencies: neither the build nor the program imports any', async () => {
  const { metafile } = await build({
    entryPoints: ['scripts/build.mjs', ...PROGRAMS],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    write: false,
    metafile: true,
    outdir: 'dist',
    logLevel: 'error',
  });
  const imported = Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path }) => external === true && !isBuiltin(path))
    .map(({ path }) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path);
  const allowed = { ...manifest.dependencies, ...manifest.optionalDependencies };
  expect([...new Set(imported)].filter((name) => !(name in allowed))).toEqual([]);
  expect(imported).toContain('@slack/bolt');
});
