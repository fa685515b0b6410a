import type { QualityIssue } from './face-quality.js';

/** One face as the engine sees it. */
export interface EngineFace {
  /** Edges as fractions 0–1 of the oriented picture. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** Detector score, 0–1. */
  readonly confidence: number;
  /** What tells people apart: 320 numbers, or 128 of one network alone (embedding.ts). */
  readonly embedding: Float32Array;
  /** Why it is not to be learned from; undefined when it is good enough. */
  readonly qualityIssue: QualityIssue | undefined;
}

/** Finds faces on pictures and turns each into an embedding. Pictures never leave the machine. */
export interface FaceEngine {
  /** Names the method with its version: embeddings and scores of different ids must never be compared. */
  readonly id: string;
  /** How many numbers the embedding of a face has: 320 with two networks, 128 with the first alone. */
  readonly embeddingSize: number;
  /**
   * @param picture encoded bytes of any format src/photos can decode.
   * @throws PictureError (src/photos) when the bytes are no picture, or one beyond the limits.
   */
  analyze(picture: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<readonly EngineFace[]>;
  /** Lets running work finish and frees workers and memory. */
  close(): Promise<void>;
}

/** Finds faces in one picture at a time, or in as many as it has workers. */
export interface Analyzer {
  /** As {@link FaceEngine.embeddingSize}. */
  readonly embeddingSize: number;
  /** @throws PictureError, FaceEngineError */
  analyze(picture: Uint8Array): Promise<readonly EngineFace[]>;
  /** Lets running work finish. */
  close(): Promise<void>;
}

/** The engine itself failed: it crashed on a picture, or was closed before it came to look at it. */
export class FaceEngineError extends Error {
  override readonly name = 'FaceEngineError';
}
