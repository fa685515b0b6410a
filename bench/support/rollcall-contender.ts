import { createFaceEngine } from '../../src/local-clarifai/engine/create-face-engine.js';
import type { Contender, ContenderSettings } from './contender.js';

/** Rollcall's own engine. */
export async function createRollcallContender({ workers, cacheDir }: ContenderSettings): Promise<Contender> {
  const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const engine = await createFaceEngine({ workers, cacheDir, log });
  return {
    async recognize(picture) {
      const faces = await engine.analyze(picture);
      return faces.map(({ box: { left, top, right, bottom }, embedding }) => ({
        box: [left, top, right, bottom] as const,
        embedding,
      }));
    },
  };
}
