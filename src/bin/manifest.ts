import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserFacingError } from '../errors.js';
import { toHttpManifest, toManifestForSeveral } from '../slack/http-manifest.js';

/**
 * `npm run manifest`: prints the app's manifest; with `--url https://…` the one for HTTP, and with `--add-to-slack https://…` for several
 * workspaces, in either mode.
 */

const USAGE =
  'Run it as: npm run manifest -- --url https://your.host (or without --url, for Socket Mode; for several workspaces, also with --add-to-slack https://your.host).';

try {
  const { values } = readArguments();
  const manifest = readFileSync(fileURLToPath(new URL('../../manifest.yml', import.meta.url)), 'utf8');
  const { url, 'add-to-slack': addToSlack } = values;
  const reached = url === undefined ? manifest : toHttpManifest(manifest, url);
  process.stdout.write(addToSlack === undefined ? reached : toManifestForSeveral(reached, addToSlack));
} catch (error) {
  if (!(error instanceof UserFacingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function readArguments() {
  try {
    return parseArgs({ options: { url: { type: 'string' }, 'add-to-slack': { type: 'string' } } });
  } catch (cause) {
    throw new UserFacingError(USAGE, { cause });
  }
}
