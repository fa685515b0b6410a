import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config/config.js';
import { startRollcall } from '../../src/start-rollcall.js';
import { sharedFaceEngine } from './face-engine.js';
import { freePort } from './rollcall-process.js';

/** The whole of Rollcall in the process of the tests. */
export interface RollcallHere {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts Rollcall in this process, with the face engine that its tests share. In a process of its own (`startRollcall` of
 * `rollcall-process.ts`), a start takes four seconds of processor time.
 */
export async function startRollcallHere(
  env: { readonly ROLLCALL_DATA: string } & Record<string, string>,
): Promise<RollcallHere> {
  const port = env['PORT'] ?? String(await freePort());
  const ending: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let end = ending.pop(); end !== undefined; end = ending.pop()) await end();
  };
  const settings = { LOG_LEVEL: 'error', ROLLCALL_AUTO_TRAIN: 'off', ...env, PORT: port };
  const program = { say: () => {}, atEnd: (end: () => Promise<void>) => void ending.push(end) };
  try {
    await startRollcall(loadConfig(settings), program, {
      createEngine: async () => ({ ...(await sharedFaceEngine()), close: async () => {} }),
      pageDir: fileURLToPath(new URL('../../dist/local-slack/page', import.meta.url)),
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, stop };
}
