import type { ClarifaiError } from '../transport/errors.js';

/** A photo to be stored and searched for faces. */
export interface NewPhoto {
  /** Ours, made from the Slack file id: at most 32 characters of `a-z`, `0-9` and `-`. */
  readonly id: string;
  /** JPEG or PNG bytes, already oriented. */
  readonly picture: Uint8Array;
  /** Where it was posted: ids only, stored with the photo. */
  readonly source: { readonly teamId: string; readonly channelId: string; readonly messageTs: string };
}

/**
 * What became of one of several photos. `photoId` is the id it is stored under: its own, or that of an earlier photo when the
 * same picture is there already.
 */
export type AddPhotoResult =
  | { readonly kind: 'added'; readonly photoId: string }
  | {
      readonly kind: 'already there';
      readonly photoId: string;
      /** It was added for the same message: by another process, or by this one before a restart. */
      readonly forThisPost: boolean;
    }
  | { readonly kind: 'failed'; readonly error: ClarifaiError };
