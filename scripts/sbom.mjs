/**
 * `npm run --silent sbom`: prints a software bill of materials of what a server installs, as CycloneDX JSON (cyclonedx.org): every
 * package of package-lock.json but the development ones, for all platforms, with its version, licence and checksum. Needs no network.
 *
 * npm makes the list of all packages. Its own `--omit=dev` also leaves out packages that a development package needs, too (npm 11), so the
 * lock file decides. npm also names Rollcall after the folder it is in, and has no licence of packages too old to declare one in the
 * usual field.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { licenceInPackage } from './package-licence.mjs';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

/** The packages of a server, as npm refers to them: `name@version`. */
function productionPackages() {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const entries = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  );
  return new Set(
    entries.map(
      ([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
    ),
  );
}

const printed = execFileSync(
  'npm',
  ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'],
  // On Windows, npm is a script that only a shell can start.
  { encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 64 * 1024 * 1024 },
);
const { metadata, components, dependencies, ...rest } = JSON.parse(printed);
const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
const root = metadata.component['bom-ref'];
const production = productionPackages();
const isProduction = (ref) => ref === root || production.has(ref);
const sbom = {
  ...rest,
  metadata: { ...metadata, component: { ...metadata.component, name } },
  components: components
    .filter((component) => isProduction(component['bom-ref']))
    .map((component) => ({
      ...component,
      licenses: component.licenses ?? [{ license: { id: licenceInPackage(join('node_modules', component.name)) } }],
    })),
  dependencies: dependencies
    .filter(({ ref }) => isProduction(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isProduction) })),
};
console.log(JSON.stringify(sbom, null, 2));
