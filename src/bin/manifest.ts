import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserFacingError } from '../errors.js';
import { toHttpManifest } from '../slack/http-manifest.js';

/** `npm run manifest`: prints the app's manifest; with `--url https://…` the one for HTTP. */

const USAGE = 'Run it as: npm run manifest -- --url https://your.host (or without --url, for Socket Mode).';

try {
  const { values } = readArguments();
  const manifest = readFileSync(fileURLToPath(new URL('../../manifest.yml', import.meta.url)), 'utf8');
  process.stdout.write(values.url === undefined ? manifest : toHttpManifest(manifest, values.url));
} catch (error) {
  if (!(error instanceof UserFacingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function readArguments() {
  try {
    return parseArgs({ options: { url: { type: 'string' } } });
  } catch (cause) {
    throw new UserFacingError(USAGE, { cause });
  }
}
