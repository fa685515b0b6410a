import type { QualityIssue } from './face-quality.js';

/** One face as the engine sees it. */
export interface EngineFace {
  /** Edges as fractions 0–1 of the oriented picture. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** Detector score, 0–1. */
  readonly confidence: number;
  /** 320 numbers, or 128 from the first network alone (embedding.ts). */
  readonly embedding: Float32Array;
  /** Why it must not be learned from; undefined if it is good enough. */
  readonly qualityIssue: QualityIssue | undefined;
}

/** How to analyse a picture. */
export interface AnalysisOptions {
  readonly signal?: AbortSignal;
  readonly isAlone?: boolean;
}

/** Finds faces in pictures and computes an embedding of each. Pictures never leave the machine. */
export interface FaceEngine {
  /** The method and its version. Embeddings and scores of different ids must never be compared. */
  readonly id: string;
  /** The length of an embedding: 320 with two networks, 128 with the first alone. */
  readonly embeddingSize: number;
  /**
   * @param picture encoded bytes of any format src/photos can decode.
   * @param options.isAlone in a process of its own, for a picture that may end it. Takes a second more.
   * @throws PictureError (src/photos) if the bytes are not a picture, or exceed the limits; FaceEngineError.
   */
  analyze(picture: Uint8Array, options?: AnalysisOptions): Promise<readonly EngineFace[]>;
  /** Waits for running work and frees workers and memory. */
  close(): Promise<void>;
}

/** Analyses one picture at a time, or as many as it has workers. */
export interface Analyzer {
  /** As {@link FaceEngine.embeddingSize}. */
  readonly embeddingSize: number;
  /** @throws PictureError, FaceEngineError */
  analyze(picture: Uint8Array): Promise<readonly EngineFace[]>;
  /** Waits for running work. */
  close(): Promise<void>;
}

/** The engine failed: it crashed on a picture, or was closed before it got to it. */
export class FaceEngineError extends Error {
  override readonly name = 'FaceEngineError';
}
