import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { EngineFace, FaceEngine } from '../engine/face-engine.js';

/** A face with the id it has wherever this very picture turns up. */
export interface FoundFace extends EngineFace {
  /** 32 hexadecimal digits, made from engine, picture and position: the same picture gives the same ids. */
  readonly id: string;
}

export interface FaceFinder {
  /** As in {@link FaceEngine.id}. */
  readonly engine: string;
  /** @throws PictureError when the bytes are no picture, or one beyond the limits. */
  find(picture: Uint8Array): Promise<{ readonly pictureHash: string; readonly faces: readonly FoundFace[] }>;
}

/** A few hundred photos' embeddings are well under 10 MB, and cover a photo being added and then recognised. */
const REMEMBERED_PICTURES = 500;

/** Runs the engine once per picture, however many calls are about it. */
export function createFaceFinder(engine: FaceEngine): FaceFinder {
  const found = new LRUCache<string, Promise<readonly FoundFace[]>>({ max: REMEMBERED_PICTURES });

  async function look(picture: Uint8Array, pictureHash: string): Promise<readonly FoundFace[]> {
    const faces = await engine.analyze(picture);
    return faces.map((face, index) => ({ ...face, id: faceId(engine.id, pictureHash, index) }));
  }

  return {
    engine: engine.id,
    async find(picture) {
      const pictureHash = hashPicture(picture);
      const remembered = found.get(pictureHash);
      if (remembered !== undefined) return { pictureHash, faces: await remembered };
      const faces = look(picture, pictureHash);
      found.set(pictureHash, faces);
      // What failed may work the next time.
      faces.catch(() => found.delete(pictureHash));
      return { pictureHash, faces: await faces };
    },
  };
}

export function hashPicture(picture: Uint8Array): string {
  return createHash('sha256').update(picture).digest('hex');
}

function faceId(engine: string, pictureHash: string, index: number): string {
  return createHash('sha256').update(`${engine}\n${pictureHash}\n${index}`).digest('hex').slice(0, 32);
}
