import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LocalClarifai,
  type LocalClarifaiOptions,
  startLocalClarifai,
} from '../../src/local-clarifai/start-local-clarifai.js';
import { createFakeFaceEngine } from './fake-face-engine.js';
import { silentLog } from './silent-log.js';

/** A local Clarifai with the fake engine in a folder of its own; `remove` ends it and deletes the folder. */
export async function startTestClarifai(
  options: Partial<LocalClarifaiOptions> = {},
): Promise<LocalClarifai & { readonly dataDir: string; remove(): Promise<void> }> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'rollcall-clarifai-'));
  const server = await startLocalClarifai({
    engine: createFakeFaceEngine(),
    urls: 'public',
    log: silentLog,
    ...options,
    dataDir,
  });
  return {
    ...server,
    dataDir,
    async remove() {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
