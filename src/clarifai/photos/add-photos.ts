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
 * Keeps photos and waits until each has been searched for faces; what becomes of one says nothing about the others.
 *
 * Clarifai would keep the same bytes as often as they come. So a picture that is kept already, or comes twice at once, is
 * not sent again, and whoever brings it is told the id it is kept under.
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
    const kept = await addBatch(session, batch);
    for (const photo of batch) byHash.set(hashes[photos.indexOf(photo)] ?? '', kept.get(photo.id) ?? neverAnswered());
  }
  const outcomes = photos.map((photo, index): AddPhotoResult => {
    const kept = byHash.get(hashes[index] ?? '') ?? neverAnswered();
    const isTwin = kept.kind === 'added' && kept.photoId !== photo.id;
    return isTwin ? { kind: 'already there', photoId: kept.photoId, forThisPost: false } : kept;
  });
  const ofThisPost = new Set(outcomes.flatMap((each) => (isOfThisPost(each) ? [each.photoId] : [])));
  for (const [index, { source }] of photos.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind !== 'already there' || ofThisPost.has(outcome.photoId)) continue;
    await addRepost(session, outcome.photoId, source).catch((error: unknown) => {
      session.signal.throwIfAborted();
      // The photo is there all the same; only the reply to this message is not found from it later.
      session.log.warn(`Not kept where else a photo is: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
  return outcomes;
}

function isOfThisPost(kept: AddPhotoResult): kept is Exclude<AddPhotoResult, { readonly kind: 'failed' }> {
  return kept.kind === 'added' || (kept.kind === 'already there' && kept.forThisPost);
}

/** The id a picture is kept under, if this process kept it and it is still there. */
async function findKnown(session: Session, hash: string): Promise<string | undefined> {
  const photoId = session.imageHashes.find(hash);
  if (photoId === undefined) return undefined;
  try {
    await waitUntilSearched(session, photoId);
    return photoId;
  } catch (error) {
    if (!isClarifaiError(error, 'not_found', 'unreadable', 'rejected', 'unknown')) throw error;
    session.imageHashes.forget(photoId);
    return undefined;
  }
}

async function addBatch(session: Session, photos: readonly NewPhoto[]): Promise<ReadonlyMap<string, AddPhotoResult>> {
  const first = await sendAndWait(session, photos);
  const broken = photos.filter((photo) => first.brokenBefore.has(photo.id));
  if (broken.length === 0) return first.kept;
  // Their search failed when they were added before. Nothing can be tagged on them, so nothing is lost by beginning anew.
  await removePhotos(session, [...first.brokenBefore]);
  const second = await sendAndWait(session, broken);
  return new Map([...first.kept, ...second.kept]);
}

async function sendAndWait(session: Session, photos: readonly NewPhoto[]) {
  // A photo whose first answer was lost is refused when it is sent again: this mark tells that it was us.
  const uploadId = randomUUID();
  const answers = await postPhotos(session, photos, uploadId);
  const kept = new Map<string, AddPhotoResult>();
  const brokenBefore = new Set<string>();
  for (const [photoId, answer] of answers) {
    if (answer instanceof ClarifaiError) kept.set(photoId, { kind: 'failed', error: answer });
  }
  const waiting = photos.filter((photo) => !kept.has(photo.id));
  for (const photo of waiting) session.imageHashes.remember(hashOf(photo.picture), photo.id);
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
      kept.set(photoId, wasThere ? { kind: 'already there', photoId, forThisPost } : { kind: 'added', photoId });
    } else {
      session.imageHashes.forget(photoId);
      kept.set(photoId, { kind: 'failed', error });
      if (wasThere && error.kind !== 'timeout') brokenBefore.add(photoId);
    }
  }
  return { kept, brokenBefore };
}

function neverAnswered(): AddPhotoResult {
  const description = 'The reply says nothing about this photo';
  return { kind: 'failed', error: new ClarifaiError({ kind: 'unknown', rpc: 'PostInputs', description }) };
}
