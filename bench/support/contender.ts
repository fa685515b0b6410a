/** A face found by a contender. */
export interface ContenderFace {
  /** Left, top, right and bottom as fractions 0–1 of the upright picture. */
  readonly box: readonly [number, number, number, number];
  readonly embedding: Float32Array;
}

/** An engine under comparison: it turns encoded pictures into faces with embeddings. */
export interface Contender {
  recognize(picture: Uint8Array): Promise<readonly ContenderFace[]>;
}

export type ContenderName = 'rollcall' | 'face-api';

/** The settings of a contender's process. */
export interface ContenderSettings {
  readonly name: ContenderName;
  /** Threads for Rollcall's engine; face-api has one. */
  readonly workers: number;
  readonly cacheDir: string;
}

/** A request to a contender's process, and its answer. They have the same `id`. */
export type ContenderRequest =
  | { readonly id: number; readonly kind: 'recognize'; readonly picture: Uint8Array }
  | { readonly id: number; readonly kind: 'memory' };

export type ContenderReply =
  /** Milliseconds since the process started. */
  | { readonly kind: 'ready'; readonly startMs: number }
  | { readonly id: number; readonly kind: 'faces'; readonly faces: readonly ContenderFace[]; readonly ms: number }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string }
  /** Current and peak memory of the whole process, in MB. */
  | { readonly id: number; readonly kind: 'memory'; readonly rssMb: number; readonly peakMb: number };
