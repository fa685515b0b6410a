import type { Box, FlagKind, QualityIssue } from '../../faces/model.js';

/** What someone said about a face: who it is, who it is not, or why it gets no name; or that a photo is a collage. */
export type StoredAnswer = {
  /** Of the face it was given for. */
  readonly faceId: string;
  /** The box of that face; undefined if the service only stores the id. */
  readonly box: Box | undefined;
  /** Slack user id; empty for an answer by another program. */
  readonly by: string;
  readonly at: Date;
} & (
  | { readonly kind: 'tag' | 'rejection'; readonly personId: string }
  | { readonly kind: 'flag'; readonly flag: FlagKind }
  | { readonly kind: 'collage' }
);

export interface StoredFace {
  readonly id: string;
  readonly box: Box;
  /** 0–1. */
  readonly confidence: number;
  readonly qualityIssue?: QualityIssue | undefined;
  /** Only if it was asked for, and the service returns it. */
  readonly embedding?: readonly number[] | undefined;
}

/** A message with a photo. Empty texts for a photo that another program added. */
interface StoredPost {
  readonly channelId: string;
  readonly messageTs: string;
}

/** A photo with its faces and people's answers in force. */
export interface StoredPhoto {
  readonly id: string;
  readonly source: StoredPost & { readonly teamId: string };
  /** Later messages with the same picture. */
  readonly alsoIn: readonly StoredPost[];
  /** Where the service has the picture; undefined if it has none, as the local Clarifai. */
  readonly pictureUrl: string | undefined;
  /** The model version that found the faces: embeddings of different ones can't be compared. Empty without faces. */
  readonly embedVersionId: string;
  readonly faces: readonly StoredFace[];
  readonly answers: readonly StoredAnswer[];
}
