import { randomUUID } from 'node:crypto';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { textIn } from '../transport/metadata.js';
import { hashOf } from './image-hash-cache.js';
import type { AddPhotoResult, NewPhoto } from './new-photo.js';
import { inBatches } from './photo-batches.js';
import { removePhotos, waitUntilAllSearched, waitUntilSearched } from './photos.js';
import { postPhotos } from './post-photos.js';
import { addRepost } from './repost-sources.js';

/**
 * Stores photos and waits until each has been searched for faces. The results are independent of each other.
 *
 * Clarifai stores the same bytes again under every new id. So a picture that is stored already, or that occurs twice among the
 * photos, is not sent again, and the result names the id it is stored under.
 * @returns in the order of the photos.
 */
export async function addPhotos(session: Session, photos: readonly NewPhoto[]): Promise<AddPhotoResult[]> {
  const hashes = photos.map((photo) => hashOf(photo.picture));
  const byHash = new Map<string, AddPhotoResult>();
  const toSend: NewPhoto[] = [];
  for (const [index, photo] of photos.entries()) {
    const hash = hashes[index] ?? '';
    if (hashes.indexOf(hash) !== index) continue;
    const knownAs = await findKnown(session, hash);
    if (knownAs === undefined) toSend.push(photo);
    else byHash.set(hash, { kind: 'already there', photoId: knownAs, forThisPost: false });
  }
  for (const batch of inBatches(toSend)) {
    const results = await addBatch(session, batch);
    for (const photo of batch) byHash.set(hashes[photos.indexOf(photo)] ?? '', results.get(photo.id) ?? missingReply());
  }
  const outcomes = photos.map((photo, index): AddPhotoResult => {
    const result = byHash.get(hashes[index] ?? '') ?? missingReply();
    const isCopy = result.kind === 'added' && result.photoId !== photo.id;
    return isCopy ? { kind: 'already there', photoId: result.photoId, forThisPost: false } : result;
  });
  const ofThisPost = new Set(outcomes.flatMap((each) => (isOfThisPost(each) ? [each.photoId] : [])));
  for (const [index, { source }] of photos.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind !== 'already there' || ofThisPost.has(outcome.photoId)) continue;
    await addRepost(session, outcome.photoId, source).catch((error: unknown) => {
      session.signal.throwIfAborted();
      // The photo is stored; only updates of the reply to this message will be missed.
      session.log.warn(
        `Could not store a further message with a photo: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }
  return outcomes;
}

function isOfThisPost(result: AddPhotoResult): result is Exclude<AddPhotoResult, { readonly kind: 'failed' }> {
  return result.kind === 'added' || (result.kind === 'already there' && result.forThisPost);
}

/** The id a picture is stored under, if this process stored it and it still exists. */
async function findKnown(session: Session, hash: string): Promise<string | undefined> {
  const photoId = session.imageHashes.find(hash);
  if (photoId === undefined) return undefined;
  try {
    await waitUntilSearched(session, photoId);
    return photoId;
  } catch (error) {
    if (!isClarifaiError(error, 'not_found', 'unreadable', 'rejected', 'unknown')) throw error;
    session.imageHashes.remove(photoId);
    return undefined;
  }
}

async function addBatch(session: Session, photos: readonly NewPhoto[]): Promise<ReadonlyMap<string, AddPhotoResult>> {
  const first = await sendAndWait(session, photos);
  const broken = photos.filter((photo) => first.brokenBefore.has(photo.id));
  if (broken.length === 0) return first.results;
  // These were stored before and their search failed. They have no faces and no tags, so nothing is lost by replacing them.
  await removePhotos(session, [...first.brokenBefore]);
  const second = await sendAndWait(session, broken);
  return new Map([...first.results, ...second.results]);
}

async function sendAndWait(session: Session, photos: readonly NewPhoto[]) {
  // If a reply is lost, the repeated photo is refused as a duplicate. The upload id tells that it is from this call.
  const uploadId = randomUUID();
  const answers = await postPhotos(session, photos, uploadId);
  const results = new Map<string, AddPhotoResult>();
  const brokenBefore = new Set<string>();
  for (const [photoId, answer] of answers) {
    if (answer instanceof ClarifaiError) results.set(photoId, { kind: 'failed', error: answer });
  }
  const waiting = photos.filter((photo) => !results.has(photo.id));
  for (const photo of waiting) session.imageHashes.add(hashOf(photo.picture), photo.id);
  const searched = await waitUntilAllSearched(
    session,
    waiting.map((photo) => photo.id),
  );
  for (const [photoId, { input, error }] of searched) {
    const metadata = input?.getData()?.getMetadata();
    const isOurs = textIn(metadata, 'upload') === uploadId;
    const wasThere = answers.get(photoId) === 'taken' && !isOurs;
    if (error === undefined) {
      const source = photos.find((photo) => photo.id === photoId)?.source;
      const forThisPost =
        textIn(metadata, 'channel_id') === source?.channelId && textIn(metadata, 'message_ts') === source.messageTs;
      results.set(photoId, wasThere ? { kind: 'already there', photoId, forThisPost } : { kind: 'added', photoId });
    } else {
      session.imageHashes.remove(photoId);
      results.set(photoId, { kind: 'failed', error });
      if (wasThere && error.kind !== 'timeout') brokenBefore.add(photoId);
    }
  }
  return { results, brokenBefore };
}

function missingReply(): AddPhotoResult {
  const description = 'The reply has no status for this photo';
  return { kind: 'failed', error: new ClarifaiError({ kind: 'unknown', rpc: 'PostInputs', description }) };
}
