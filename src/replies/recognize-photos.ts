import type { AddPhotoResult } from '../clarifai/recognizer.js';
import { isClarifaiError } from '../clarifai/transport/errors.js';
import type { Deps } from '../deps.js';
import { photoIdOfFile } from '../faces/ids.js';
import { timed } from '../measurements.js';
import { PictureError } from '../photos/picture-error.js';
import type { PreparedPicture } from '../photos/prepare-picture.js';
import { PHOTO_CUT_OFF } from '../views/refusals.js';
import type { CandidateCache } from './candidate-cache.js';
import type { Lease } from './elect-answerer.js';
import { fetchPicture } from './fetch-picture.js';
import type { PhotoPost } from './message-event.js';
import { deleteUnusedPictures, uploadNumberedPicture } from './numbered-pictures.js';
import type { ReplyPhoto } from './render-reply.js';
import type { SlackFile } from './slack-file.js';
import { storeShownFaces } from './store-shown-faces.js';

type RecognizeDeps = Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'thresholds' | 'log' | 'sleep'> & {
  readonly candidateCache: CandidateCache;
};

/** The results for the photos of a post. */
export interface Recognition {
  /** Photos with at least one face, ready for the reply. */
  readonly photos: readonly RecognizedPhoto[];
  /** How many were recognised, with faces or without. */
  readonly recognized: number;
  /** The lease on the first of them. */
  readonly lease: Lease;
  readonly failures: readonly FailedFile[];
}

/** A photo with the file of the post it was recognised from. */
interface RecognizedPhoto extends ReplyPhoto {
  readonly fileId: string;
}

export interface FailedFile {
  readonly fileId: string;
  /** NotAPhotoError, UserFacingError or ClarifaiError. */
  readonly error: unknown;
}

/** A posted photo that is stored in the recogniser. */
interface IngestedPhoto {
  readonly photoId: string;
  /** The Slack file that was posted. The photo may have been stored from an earlier one. */
  readonly fileId: string;
  readonly picture: PreparedPicture;
  readonly lease: Lease;
}

/** Runs work in a photo when there is memory for it. */
type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Turns the files of a post into faces, names and numbered pictures, and stores with each photo whom its reply will name.
 * @param onWarmingUp called if the recogniser has to warm up first, which can take minutes.
 */
export async function recognizePhotos(
  deps: RecognizeDeps,
  post: PhotoPost,
  files: readonly SlackFile[],
  limit: Limit,
  onWarmingUp: () => void,
): Promise<Recognition> {
  const { ingested, failures } = await ingestPhotos(deps, post, files, limit);
  const results = await Promise.allSettled(
    ingested.map((photo) => limit(() => recognizePhoto(deps, photo, onWarmingUp))),
  );
  const recognized = ingested.filter((_photo, index) => results[index]?.status === 'fulfilled');
  return {
    photos: results.flatMap((result) => (result.status === 'fulfilled' ? (result.value ?? []) : [])),
    recognized: recognized.length,
    lease: recognized[0]?.lease ?? 'open',
    failures: [...failures, ...failuresIn(results, ingested)],
  };
}

/**
 * Fetches the photos of a post and passes them to the recogniser all at once. A picture that is in the post twice is stored and
 * answered once.
 */
async function ingestPhotos(
  deps: RecognizeDeps,
  post: PhotoPost,
  files: readonly SlackFile[],
  limit: Limit,
): Promise<{ readonly ingested: readonly IngestedPhoto[]; readonly failures: readonly FailedFile[] }> {
  const source = { teamId: post.teamId, channelId: post.channelId, messageTs: post.ts, postedBy: post.userId };
  const fetched = await Promise.allSettled(
    files.map(async (file) => ({ fileId: file.id, picture: await limit(() => fetchPicture(deps, file)) })),
  );
  const photos = fetched.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = failuresIn(
    fetched,
    files.map(({ id }) => ({ fileId: id })),
  );
  if (photos.length === 0) return { ingested: [], failures };
  const outcomes = await timed('add', () =>
    deps.recognizer.photos.add(
      photos.map(({ fileId, picture }) => ({ id: photoIdOfFile(fileId), picture: picture.jpeg, source })),
    ),
  ).catch((error: unknown) => {
    if (!isClarifaiError(error) || error.kind === 'cancelled') throw error;
    return photos.map(() => ({ kind: 'failed', error }) as const);
  });
  const ingested = new Map<string, IngestedPhoto>();
  for (const [index, photo] of photos.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    if (outcome.kind === 'failed') failures.push({ fileId: photo.fileId, error: outcome.error });
    else if (!ingested.has(outcome.photoId)) {
      ingested.set(outcome.photoId, { ...photo, photoId: outcome.photoId, lease: leaseOf(outcome) });
    }
  }
  return { ingested: [...ingested.values()], failures };
}

/**
 * @returns undefined if there is no face in the photo.
 * @throws PictureError if there is none in the part of the photo that arrived, ClarifaiError also if it was not stored whom the reply
 * will name.
 */
async function recognizePhoto(
  deps: RecognizeDeps,
  { photoId, fileId, picture }: IngestedPhoto,
  onWarmingUp: () => void,
): Promise<RecognizedPhoto | undefined> {
  const photo = await timed('read', () => deps.recognizer.photos.read(photoId));
  if (photo.faces.length === 0) {
    if (picture.isCutOff) throw new PictureError('damaged', PHOTO_CUT_OFF);
    return undefined;
  }
  const finding = deps.candidateCache.find(photo, picture.jpeg, onWarmingUp);
  const uploading = uploadNumberedPicture(deps, photo, picture.jpeg, 'by rows');
  const [candidates, pictureFileId] = await Promise.all([
    finding,
    uploading,
    // Before the reply is posted, because Rollcall may be killed right after it.
    finding.then((found) => storeShownFaces(deps, [{ photoId, known: { photo, candidates: found } }])),
  ]).catch(async (error: unknown) => {
    await deleteUnusedPictures(
      deps,
      [await uploading].filter((file) => file !== undefined),
    );
    throw error;
  });
  return {
    photoId,
    fileId,
    ...(photoId === photoIdOfFile(fileId) ? {} : { postedFileId: fileId }),
    ...(pictureFileId === undefined ? {} : { pictureFileId }),
    known: { photo, candidates },
  };
}

function leaseOf(outcome: Exclude<AddPhotoResult, { readonly kind: 'failed' }>): Lease {
  if (outcome.kind === 'added') return 'ours';
  return outcome.forThisPost ? 'another’s' : 'open';
}

/** @param sources the file of each result, in the same order. */
function failuresIn(
  results: readonly PromiseSettledResult<unknown>[],
  sources: readonly { readonly fileId: string }[],
): FailedFile[] {
  return sources.flatMap(({ fileId }, index) => {
    const result = results[index];
    return result?.status === 'rejected' ? [{ fileId, error: result.reason as unknown }] : [];
  });
}
