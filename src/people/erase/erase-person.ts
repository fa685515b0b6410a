import type { ErasureRequest } from '../../clarifai/recognizer.js';
import { isClarifaiError } from '../../clarifai/transport/errors.js';
import type { Deps } from '../../deps.js';
import { memberOfPerson, photoIdsOfProfilePicture } from '../../faces/ids.js';
import type { Photo } from '../../faces/model.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import type { FacePictures, ListedPictures } from '../../replies/face-pictures.js';
import type { FoundReply } from '../../replies/find-reply.js';
import { findPhoto } from '../../replies/render-reply.js';
import { createSingleFlight } from '../../single-flight.js';
import { type ForgetReceipt, NOTHING_FORGOTTEN } from '../../views/forget.js';
import type { Directory } from '../directory.js';
import { deleteOwnData } from '../own-data/send-own-data.js';
import { findRepliesTo, mentionsAny, postsWith, sureFacesIn } from './find-replies.js';
import type { ReadOldReplies } from './read-old-replies.js';
import { type RewriteDeps, type Rewriting, rewriteReply } from './rewrite-reply.js';
import { whomToForget } from './whom-to-forget.js';

/**
 * Erases a person from the model, every photo, every reply and the list of people. The name goes last, so that running this
 * again finishes an interrupted erasure. Two erasures at once do no harm.
 * @throws StoppingError when Rollcall stops, ClarifaiError and Slack's errors, in which case the person is still known.
 */
export type ErasePerson = (request: ErasureRequest) => Promise<ForgetReceipt>;

type EraseDeps = RewriteDeps &
  Pick<Deps, 'backgroundSlack' | 'bot'> & {
    readonly candidateCache: CandidateCache;
    readonly directory: Directory;
    readonly facePictures: FacePictures;
    readonly readOldReplies: ReadOldReplies;
    /** Reports of trainings hold names. */
    readonly recentReports: { forgetAll(): void };
  };

/** The progress of one erasure. */
interface Erasure {
  readonly receipt: { -readonly [K in keyof ForgetReceipt]: ForgetReceipt[K] };
  /** The person, and everyone merged with them who is meant, too. */
  readonly personIds: Set<string>;
  readonly names: Set<string>;
  /** Replies that were changed. */
  readonly rewritten: Set<string>;
  /** The small pictures of faces that are in Slack. */
  readonly facePictures: ListedPictures;
}

/** People may name them again during the erasure, which takes minutes with many photos. */
const MAX_ROUNDS = 5;

export function createErasePerson(deps: EraseDeps): ErasePerson {
  const { recognizer } = deps;
  const running = createSingleFlight<ForgetReceipt>();
  return (request) => running.run(request.personId, () => erase(request));

  async function erase(request: ErasureRequest): Promise<ForgetReceipt> {
    // Decided once, so that no one can be merged into them meanwhile.
    const { personIds: meant, toSplit } = await whomToForget(deps, request);
    for (const personId of toSplit) {
      await recognizer.people.split({ personId });
      deps.log.info(`Person ${personId} was split from one who is being forgotten.`);
    }
    const erasure: Erasure = {
      receipt: { ...NOTHING_FORGOTTEN, separated: toSplit.length },
      personIds: new Set(meant),
      names: new Set(),
      rewritten: new Set(),
      facePictures: await deps.facePictures.listAll(),
    };
    const { receipt } = erasure;
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const traces = await recognizer.people.readTraces(meant);
      for (const name of traces.names) erasure.names.add(name);
      // A training during the erasure may have learned them again.
      receipt.versions += await recognizer.people.eraseFromModel(meant);
      deps.candidateCache.forgetAll();
      if (round > 1 && traces.photos.length === 0) break;
      receipt.tags += traces.tags;
      for (const { photoId, faceIds } of traces.photos) {
        await eraseOnPhoto(erasure, photoId, faceIds, await findReplies(erasure, photoId));
      }
      receipt.outOfReach += await deps.readOldReplies();
      await eraseShown(erasure);
      await eraseProfilePictures(meant);
      await deleteOwnData(
        deps,
        meant.flatMap((id) => memberOfPerson(id) ?? []),
      );
    }
    await recognizer.people.eraseNames(meant);
    deps.candidateCache.forgetAll();
    deps.directory.forgetPeople();
    deps.recentReports.forgetAll();
    return { ...receipt, replies: erasure.rewritten.size };
  }

  /** Also what is left of them if an enrolment was interrupted before the face was tagged. */
  async function eraseProfilePictures(personIds: readonly string[]): Promise<void> {
    for (const userId of personIds.flatMap((id) => memberOfPerson(id) ?? [])) {
      for (const photoId of photoIdsOfProfilePicture(userId)) await recognizer.photos.remove(photoId);
    }
  }

  /** Our replies to every post of a photo. */
  async function findReplies({ receipt }: Erasure, photoId: string): Promise<FoundReply[]> {
    const sources = await recognizer.photos.findSources([photoId]);
    return findRepliesTo(deps, sources.flatMap(postsWith), receipt);
  }

  /** Photos on which the model named them, or asked about them, with a reply or without. */
  async function eraseShown(erasure: Erasure): Promise<void> {
    for (const { photoId, faces = [], named = [] } of await recognizer.photos.listRecent(Number.POSITIVE_INFINITY)) {
      const theirs = faces.filter(({ personId = '' }) => erasure.personIds.has(personId));
      if (theirs.length === 0 && !named.some((id) => erasure.personIds.has(id))) continue;
      const faceIds = theirs.map(({ faceId }) => faceId);
      const tagged = (await findPhoto(deps, photoId))?.tags.map(({ faceId }) => faceId) ?? [];
      // Someone else has been tagged since.
      const open = faceIds.filter((faceId) => !tagged.includes(faceId));
      const replies = await findReplies(erasure, photoId);
      if (open.length > 0) await eraseOnPhoto(erasure, photoId, open, replies);
      else await eraseInReplies(erasure, replies);
      await forgetShown(erasure, photoId, open);
    }
  }

  /** Removes faces, and these people, from what is stored of how a photo was last shown. */
  async function forgetShown({ personIds }: Erasure, photoId: string, faceIds: readonly string[]): Promise<void> {
    const [source] = await recognizer.photos.findSources([photoId]);
    if (source === undefined) return;
    const { faces = [], named } = source;
    const left = faces
      .filter(({ faceId }) => !faceIds.includes(faceId))
      .map(({ faceId, personId }) =>
        personId === undefined || personIds.has(personId) ? { faceId } : { faceId, personId },
      );
    const others = named && { personIds: named.filter((id) => !personIds.has(id)), covers: 'all replies' as const };
    try {
      if (source.faces !== undefined) await recognizer.photos.storeFaces(photoId, left, others);
      else if (others !== undefined) await recognizer.photos.storeNamed(photoId, others);
    } catch (error) {
      if (!isClarifaiError(error, 'not_found')) throw error;
    }
  }

  /** Replies in which only the model named them, or asked about them. */
  async function eraseInReplies(erasure: Erasure, replies: readonly FoundReply[]): Promise<void> {
    for (const reply of replies) {
      if (mentionsAny(reply.message, [...erasure.names])) await eraseInReply(erasure, reply);
    }
  }

  async function eraseInReply(erasure: Erasure, reply: FoundReply): Promise<void> {
    const sure = sureFacesIn(reply.message, [...erasure.personIds]);
    const photoIds = new Set(sure.map(({ photoId }) => photoId));
    for (const photoId of photoIds) {
      const faceIds = sure.filter((face) => face.photoId === photoId).map(({ faceId }) => faceId);
      await eraseOnPhoto(erasure, photoId, faceIds, await findReplies(erasure, photoId));
    }
    if (photoIds.size === 0) await rewrite(erasure, reply, { kind: 'names only', photoId: '' });
  }

  async function rewrite(erasure: Erasure, reply: FoundReply, change: Rewriting): Promise<void> {
    const isRewritten = await rewriteReply(deps, reply, change, erasure.receipt);
    if (isRewritten) erasure.rewritten.add(`${reply.channelId} ${reply.ts}`);
  }

  /**
   * The faces first, then the replies, then the annotations: while those exist, an interrupted erasure finds the photo again.
   * A photo that shows only them is deleted after its replies.
   * @param tagged ids of faces tagged as them.
   */
  async function eraseOnPhoto(
    erasure: Erasure,
    photoId: string,
    tagged: readonly string[],
    replies: readonly FoundReply[],
  ): Promise<void> {
    const { receipt } = erasure;
    const photo = await findPhoto(deps, photoId);
    const faceIds = [...new Set([...tagged, ...recognisedFaces(erasure, photoId, photo, replies)])];
    receipt.crops += await deps.facePictures.erase(erasure.facePictures, photoId, faceIds);
    receipt.faces += photo?.faces.filter(({ id }) => faceIds.includes(id)).length ?? 0;
    const isOnlyThem = photo === undefined || showsOnly(photo, faceIds);
    const isStored =
      !isOnlyThem && (faceIds.length === 0 || (await recognizer.people.eraseFaces({ photoId, faceIds })));
    const eraseAnnotations = () =>
      recognizer.people.eraseAnnotations({ photoId, personIds: [...erasure.personIds] }).catch((error: unknown) => {
        if (!isClarifaiError(error, 'not_found')) throw error;
      });
    // No face of theirs, so no picture is redrawn. Names are found in the replies themselves.
    if (isStored && faceIds.length === 0) await eraseAnnotations();
    for (const reply of replies) {
      const kind = !isStored ? 'gone' : faceIds.length === 0 ? 'names only' : 'redrawn';
      await rewrite(erasure, reply, { kind, photoId });
    }
    if (isStored) {
      if (faceIds.length > 0) await forgetShown(erasure, photoId, faceIds);
      await eraseAnnotations();
    } else if (photo !== undefined) {
      await recognizer.photos.remove(photoId);
      if (isOnlyThem) receipt.photos += 1;
      else receipt.sharedPhotos += 1;
    }
  }
}

/** Faces that replies name as them, unless people have tagged them otherwise since. */
function recognisedFaces(
  { personIds }: Erasure,
  photoId: string,
  photo: Photo | undefined,
  replies: readonly FoundReply[],
): string[] {
  const otherwise = new Set(photo?.tags.filter(({ person }) => !personIds.has(person.id)).map(({ faceId }) => faceId));
  return replies
    .flatMap(({ message }) => sureFacesIn(message, [...personIds]))
    .filter((face) => face.photoId === photoId && !otherwise.has(face.faceId))
    .map(({ faceId }) => faceId);
}

/** Whether no one else is in the photo. */
function showsOnly({ faces, flags = [] }: Photo, faceIds: readonly string[]): boolean {
  const notFaces = new Set(flags.filter(({ kind }) => kind === 'not a face').map(({ faceId }) => faceId));
  const people = faces.filter(({ id }) => !notFaces.has(id));
  return faceIds.length > 0 && people.every(({ id }) => faceIds.includes(id));
}
