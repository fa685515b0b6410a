import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AnalysisOptions, EngineFace, FaceEngine } from '../engine/face-engine.js';

/** A face the engine found, with an id. */
export interface FoundFace extends EngineFace {
  /** 32 hexadecimal digits derived from the engine, the picture and the face's position, so the same picture gives the same ids. */
  readonly id: string;
}

/** The faces of a picture, in the order of the engine. */
export interface FoundFaces {
  /** SHA-256 of the picture, hexadecimal. */
  readonly pictureHash: string;
  readonly faces: readonly FoundFace[];
}

/** Finds faces with the engine. */
export interface FaceFinder {
  /** As in {@link FaceEngine.id}. */
  readonly engine: string;
  /**
   * @param picture bytes of an image file.
   * @param options.signal aborted when the caller no longer needs the faces. The engine stops when no caller is left.
   * @param options.isAlone as in {@link FaceEngine.analyze}.
   * @throws PictureError if the bytes aren't a picture or exceed the limits.
   */
  find(picture: Uint8Array, options?: AnalysisOptions): Promise<FoundFaces>;
}

/** Enough for a photo that is added and then recognised; the embeddings of 500 photos take less than 10 MB. */
const MAX_CACHED_PICTURES = 500;

/** A run of the engine for one picture, finished or not. */
interface Analysis {
  readonly faces: Promise<readonly FoundFace[]>;
  readonly abort: () => void;
  /** How many calls wait for it. */
  waiting: number;
}

/** Creates a finder that runs the engine once per picture, even when several calls ask for its faces. */
export function createFaceFinder(engine: FaceEngine): FaceFinder {
  const analyses = new LRUCache<string, Analysis>({ max: MAX_CACHED_PICTURES });

  async function analyze(picture: Uint8Array, pictureHash: string, options: AnalysisOptions) {
    const faces = await engine.analyze(picture, options);
    return faces.map((face, index) => ({ ...face, id: faceId(engine.id, pictureHash, index) }));
  }

  function start(picture: Uint8Array, pictureHash: string, isAlone: boolean): Analysis {
    const controller = new AbortController();
    const started: Analysis = {
      faces: analyze(picture, pictureHash, { signal: controller.signal, isAlone }),
      abort: () => controller.abort(),
      waiting: 0,
    };
    analyses.set(pictureHash, started);
    // A failed analysis isn't cached, because the next one may succeed.
    started.faces.catch(() => uncache(pictureHash, started));
    return started;
  }

  function uncache(pictureHash: string, analysis: Analysis): void {
    if (analyses.peek(pictureHash) === analysis) analyses.delete(pictureHash);
  }

  return {
    engine: engine.id,
    async find(picture, { signal, isAlone = false } = {}) {
      signal?.throwIfAborted();
      const pictureHash = hashPicture(picture);
      const current = analyses.get(pictureHash) ?? start(picture, pictureHash, isAlone);
      current.waiting += 1;
      const stopWaiting = () => {
        current.waiting -= 1;
        if (current.waiting > 0) return;
        // The next call must not wait for the aborted analysis.
        uncache(pictureHash, current);
        current.abort();
      };
      signal?.addEventListener('abort', stopWaiting, { once: true });
      try {
        return { pictureHash, faces: await current.faces };
      } finally {
        signal?.removeEventListener('abort', stopWaiting);
      }
    },
  };
}

/** The SHA-256 of a picture's bytes, hexadecimal. */
export function hashPicture(picture: Uint8Array): string {
  return createHash('sha256').update(picture).digest('hex');
}

function faceId(engine: string, pictureHash: string, index: number): string {
  return createHash('sha256').update(`${engine}\n${pictureHash}\n${index}`).digest('hex').slice(0, 32);
}
