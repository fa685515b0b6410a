import type { KeptPhoto } from '../clarifai/recognizer.js';
import { type Deps, timed } from '../deps.js';
import { photoIdOfFile } from '../faces/ids.js';
import type { PreparedPicture } from '../photos/prepare-picture.js';
import type { Claim } from './elect-answerer.js';
import { fetchPicture } from './fetch-picture.js';
import type { PhotoPost, SlackFile } from './slack-files.js';

type KeepDeps = Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'log' | 'signal' | 'sleep' | 'onStep'>;

/** A posted photo that the recogniser holds, ready to be looked at. */
export interface PostedPhoto {
  readonly photoId: string;
  /** The Slack file that was posted: the photo may have been kept from another one before. */
  readonly fileId: string;
  readonly picture: PreparedPicture;
  /** What its being kept says about who answers the post. */
  readonly claim: Claim;
}

/** Runs work on a photo when there is memory for it. */
type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Fetches the photos of a post and hands them to the recogniser all at once. A picture that is in the post twice is kept and
 * answered once.
 * @returns the photos it holds now, and why it does not hold the others: NotAPhotoError, UserFacingError, ClarifaiError.
 */
export async function keepPhotos(
  deps: KeepDeps,
  post: PhotoPost,
  files: readonly SlackFile[],
  limit: Limit,
): Promise<{ readonly kept: readonly PostedPhoto[]; readonly failures: readonly unknown[] }> {
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
  if (photos.length === 0) return { kept: [], failures };
  const outcomes = await timed(deps, 'add', () =>
    deps.recognizer.photos.add(photos.map(({ id, picture }) => ({ id, picture: picture.jpeg, source }))),
  );
  const kept = new Map<string, PostedPhoto>();
  for (const [index, { fileId, picture }] of photos.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    if (outcome.kind === 'failed') failures.push(outcome.error);
    else if (!kept.has(outcome.photoId)) {
      kept.set(outcome.photoId, { photoId: outcome.photoId, fileId, picture, claim: claimOf(outcome) });
    }
  }
  return { kept: [...kept.values()], failures };
}

function claimOf(kept: Exclude<KeptPhoto, { readonly kind: 'failed' }>): Claim {
  if (kept.kind === 'added') return 'ours';
  return kept.forThisPost ? 'another’s' : 'open';
}
