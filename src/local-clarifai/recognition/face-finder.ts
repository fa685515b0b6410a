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
  /**
   * @param options.signal aborted when the faces are not wanted any more: a picture that nobody waits for is not looked at.
   * @throws PictureError when the bytes are no picture, or one beyond the limits.
   */
  find(
    picture: Uint8Array,
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly pictureHash: string; readonly faces: readonly FoundFace[] }>;
}

/** A few hundred photos' embeddings are well under 10 MB, and cover a photo being added and then recognised. */
const REMEMBERED_PICTURES = 500;

/** A look at a picture, and how many calls wait for it. */
interface Look {
  readonly faces: Promise<readonly FoundFace[]>;
  readonly abort: () => void;
  waiting: number;
}

/** Runs the engine once per picture, however many calls are about it. */
export function createFaceFinder(engine: FaceEngine): FaceFinder {
  const looks = new LRUCache<string, Look>({ max: REMEMBERED_PICTURES });

  async function analyze(picture: Uint8Array, pictureHash: string, signal: AbortSignal) {
    const faces = await engine.analyze(picture, { signal });
    return faces.map((face, index) => ({ ...face, id: faceId(engine.id, pictureHash, index) }));
  }

  function look(picture: Uint8Array, pictureHash: string): Look {
    const controller = new AbortController();
    const started: Look = {
      faces: analyze(picture, pictureHash, controller.signal),
      abort: () => controller.abort(),
      waiting: 0,
    };
    looks.set(pictureHash, started);
    // What failed may work the next time.
    started.faces.catch(() => forget(pictureHash, started));
    return started;
  }

  function forget(pictureHash: string, failed: Look): void {
    if (looks.peek(pictureHash) === failed) looks.delete(pictureHash);
  }

  return {
    engine: engine.id,
    async find(picture, { signal } = {}) {
      signal?.throwIfAborted();
      const pictureHash = hashPicture(picture);
      const current = looks.get(pictureHash) ?? look(picture, pictureHash);
      current.waiting += 1;
      const leave = () => {
        current.waiting -= 1;
        if (current.waiting > 0) return;
        // Whoever comes next must not get the look that is being abandoned.
        forget(pictureHash, current);
        current.abort();
      };
      signal?.addEventListener('abort', leave, { once: true });
      try {
        return { pictureHash, faces: await current.faces };
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
  };
}

export function hashPicture(picture: Uint8Array): string {
  return createHash('sha256').update(picture).digest('hex');
}

function faceId(engine: string, pictureHash: string, index: number): string {
  return createHash('sha256').update(`${engine}\n${pictureHash}\n${index}`).digest('hex').slice(0, 32);
}
