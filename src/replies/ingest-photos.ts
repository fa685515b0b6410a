import type { AddPhotoResult } from '../clarifai/recognizer.js';
import type { Deps } from '../deps.js';
import { photoIdOfFile } from '../faces/ids.js';
import type { PreparedPicture } from '../photos/prepare-picture.js';
import { timed } from '../step-times.js';
import type { Lease } from './elect-answerer.js';
import { fetchPicture } from './fetch-picture.js';
import type { PhotoPost, SlackFile } from './slack-files.js';

/** A posted photo that the recogniser holds. */
export interface IngestedPhoto {
  readonly photoId: string;
  /** The Slack file that was posted: the photo may have been stored from another one before. */
  readonly fileId: string;
  readonly picture: PreparedPicture;
  readonly lease: Lease;
}

/** Runs work on a photo when there is memory for it. */
type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Fetches the photos of a post and hands them to the recogniser all at once. A picture that is in the post twice is stored and
 * answered once.
 * @returns the photos it holds now, and why it does not hold the others: NotAPhotoError, UserFacingError, ClarifaiError.
 */
export async function ingestPhotos(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'log' | 'sleep'>,
  post: PhotoPost,
  files: readonly SlackFile[],
  limit: Limit,
): Promise<{ readonly ingested: readonly IngestedPhoto[]; readonly failures: readonly unknown[] }> {
  const source = { teamId: post.teamId, channelId: post.channelId, messageTs: post.ts };
  const fetched = await Promise.allSettled(
    files.map(async (file) => ({
      id: photoIdOfFile(file.id),
      fileId: file.id,
      picture: await limit(() => fetchPicture(deps, file)),
    })),
  );
  const photos = fetched.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = fetched.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (photos.length === 0) return { ingested: [], failures };
  const outcomes = await timed('add', () =>
    deps.recognizer.photos.add(photos.map(({ id, picture }) => ({ id, picture: picture.jpeg, source }))),
  );
  const ingested = new Map<string, IngestedPhoto>();
  for (const [index, { fileId, picture }] of photos.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    if (outcome.kind === 'failed') failures.push(outcome.error);
    else if (!ingested.has(outcome.photoId)) {
      ingested.set(outcome.photoId, { photoId: outcome.photoId, fileId, picture, lease: leaseOf(outcome) });
    }
  }
  return { ingested: [...ingested.values()], failures };
}

function leaseOf(outcome: Exclude<AddPhotoResult, { readonly kind: 'failed' }>): Lease {
  if (outcome.kind === 'added') return 'ours';
  return outcome.forThisPost ? 'another’s' : 'open';
}
