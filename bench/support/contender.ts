/** One face as a way of recognising faces sees it. */
export interface ContenderFace {
  /** Left, top, right and bottom as fractions 0–1 of the upright picture. */
  readonly box: readonly [number, number, number, number];
  readonly embedding: Float32Array;
}

/** A way of recognising faces that is measured against others: from encoded bytes to embeddings. */
export interface Contender {
  recognize(picture: Uint8Array): Promise<readonly ContenderFace[]>;
}

export type ContenderName = 'rollcall' | 'face-api';

/** How a contender's process is started. */
export interface ContenderSettings {
  readonly name: ContenderName;
  /** Threads for Rollcall's engine; face-api has one. */
  readonly workers: number;
  readonly cacheDir: string;
}

/** What a contender's process is asked, and what it answers with. `id` belongs to one question. */
export type ContenderRequest =
  | { readonly id: number; readonly kind: 'recognize'; readonly picture: Uint8Array }
  | { readonly id: number; readonly kind: 'memory' };

export type ContenderReply =
  /** Milliseconds since the process was started. */
  | { readonly kind: 'ready'; readonly startMs: number }
  | { readonly id: number; readonly kind: 'faces'; readonly faces: readonly ContenderFace[]; readonly ms: number }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string }
  /** Memory of the whole process now and at most, in MB. */
  | { readonly id: number; readonly kind: 'memory'; readonly rssMb: number; readonly peakMb: number };
