import type { ClarifaiError } from '../transport/errors.js';

export interface NewPhoto {
  /** Derived from the Slack file id: at most 32 characters of `a-z`, `0-9` and `-`. */
  readonly id: string;
  /** JPEG or PNG bytes, already oriented. */
  readonly picture: Uint8Array;
  /** Where it was posted; stored with the photo. */
  readonly source: {
    readonly teamId: string;
    readonly channelId: string;
    readonly messageTs: string;
    /** Slack user id. */
    readonly postedBy?: string;
    /** Set when it is added by looking at earlier photos, so that no reply is expected. */
    readonly isEarlier?: boolean;
  };
}

/**
 * `photoId` is the id the picture is stored under: that of the photo, or of an earlier photo with the same bytes.
 */
export type AddPhotoResult =
  | { readonly kind: 'added'; readonly photoId: string }
  | {
      readonly kind: 'already there';
      readonly photoId: string;
      /** Stored for the same message: by another process, or by this one before a restart. */
      readonly forThisPost: boolean;
    }
  | { readonly kind: 'failed'; readonly error: ClarifaiError };
