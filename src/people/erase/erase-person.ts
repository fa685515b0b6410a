import { isClarifaiError } from '../../clarifai/transport/errors.js';
import type { Deps } from '../../deps.js';
import type { KeptPhotoSource, Photo } from '../../faces/model.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import type { FoundReply } from '../../replies/find-reply.js';
import { readIfThere } from '../../replies/load-photo.js';
import { mentionsAny, sureFacesIn } from '../../replies/read-reply.js';
import { createThrottle } from '../../slack/throttle.js';
import { type ForgetReceipt, NOTHING_FORGOTTEN } from '../../views/forget.js';
import type { Directory } from '../directory.js';
import { createFindRepliesToPhoto } from './replies-to-photo.js';
import type { RewriteReply } from './rewrite-reply.js';

/**
 * Forgets a person: in the model, on every photo, in every reply, and by name. Everything is looked up anew, and the name goes
 * last: so whatever ends it in the middle, doing it again does the rest, and two who do it at once do no harm.
 * @param signal ends it early, with its reason.
 * @throws ClarifaiError and Slack's errors, with the person still known.
 */
export type ForgetPerson = (personId: string, signal: AbortSignal) => Promise<ForgetReceipt>;

type ForgetDeps = Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'signal' | 'now' | 'sleep' | 'onStep'> & {
  readonly candidateCache: CandidateCache;
  readonly directory: Directory;
  readonly facePictures: FacePictures;
  readonly rewriteReply: RewriteReply;
};

/** Somebody may name them again while they are being forgotten; more often than this is another story. */
const MAX_ROUNDS = 5;

export function createForgetPerson(deps: ForgetDeps): ForgetPerson {
  const { recognizer } = deps;
  const running = new Map<string, Promise<ForgetReceipt>>();

  return (personId, signal) => {
    const current = running.get(personId) ?? forget(personId, signal).finally(() => running.delete(personId));
    running.set(personId, current);
    return current;
  };

  async function forget(personId: string, signal: AbortSignal): Promise<ForgetReceipt> {
    const receipt = { ...NOTHING_FORGOTTEN };
    const pace = createThrottle(deps);
    const { user_id: botUserId } = await deps.slack.auth.test();
    const findReplies = createFindRepliesToPhoto(deps, { pace, botUserId, receipt });
    const facePictures = await deps.facePictures.listAll(botUserId, pace);
    const personIds = new Set<string>();
    const names = new Set<string>();
    const work = { receipt, personIds, findReplies, facePictures, rewritten: new Set<string>() };

    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      signal.throwIfAborted();
      const traces = await recognizer.people.readTraces(personId);
      for (const id of traces.personIds) personIds.add(id);
      for (const name of traces.names) names.add(name);
      receipt.versions += await recognizer.people.eraseFromModel(traces.personIds);
      deps.candidateCache.forgetAll();
      if (traces.photos.length === 0) break;
      receipt.tags += traces.tags;
      for (const { photoId, faceIds } of traces.photos) {
        signal.throwIfAborted();
        await forgetOnPhoto(work, photoId, faceIds, await findReplies({ photoId }));
      }
    }
    await forgetGuesses(work, [...names], signal);
    // A training that ran meanwhile may have learned them again.
    receipt.versions += await recognizer.people.eraseFromModel([...personIds]);
    await recognizer.people.eraseNames([...personIds]);
    deps.candidateCache.forgetAll();
    deps.directory.forgetPeople();
    return { ...receipt, replies: work.rewritten.size };
  }

  /** Replies in which only the recogniser named them: nothing in Clarifai tells which, so each is read, the newest first. */
  async function forgetGuesses(work: ForgetWork, names: readonly string[], signal: AbortSignal): Promise<void> {
    if (names.length === 0) return;
    const sources = await recognizer.photos.listRecent(Number.POSITIVE_INFINITY);
    const read = new Set<string>();
    for (const source of sources) {
      const places = [source, ...(source.alsoIn ?? [])].filter(
        (each) => !read.has(`${each.channelId} ${each.messageTs}`),
      );
      const [first, ...alsoIn] = places;
      if (first === undefined) continue;
      for (const { channelId, messageTs } of places) read.add(`${channelId} ${messageTs}`);
      const { photoId } = source;
      for (const reply of await work.findReplies({ photoId, source: { ...first, photoId, alsoIn } })) {
        signal.throwIfAborted();
        if (mentionsAny(reply.message, names)) await forgetInReply(work, reply);
      }
    }
  }

  async function forgetInReply(work: ForgetWork, reply: FoundReply): Promise<void> {
    const sure = sureFacesIn(reply.message, [...work.personIds]);
    const photoIds = new Set(sure.map(({ photoId }) => photoId));
    for (const photoId of photoIds) {
      const faceIds = sure.filter((face) => face.photoId === photoId).map(({ faceId }) => faceId);
      await forgetOnPhoto(work, photoId, faceIds, await work.findReplies({ photoId }));
    }
    if (photoIds.size === 0) await rewrite(work, reply, { kind: 'names only', photoId: '' });
  }

  async function rewrite(work: ForgetWork, reply: FoundReply, change: Parameters<RewriteReply>[1]): Promise<void> {
    if (await deps.rewriteReply(reply, change, work.receipt)) work.rewritten.add(`${reply.channelId} ${reply.ts}`);
  }

  /**
   * The faces first, then the replies, and what people said at the end: as long as that is there, the photo is found again.
   * A photo that shows only them goes as a whole, after its replies.
   */
  async function forgetOnPhoto(
    work: ForgetWork,
    photoId: string,
    tagged: readonly string[],
    replies: readonly FoundReply[],
  ): Promise<void> {
    const { receipt } = work;
    const personIds = [...work.personIds];
    const photo = await readIfThere(deps, photoId);
    const guessed = replies.flatMap(({ message }) => sureFacesIn(message, personIds));
    const named = new Set(
      photo?.tags.filter(({ person }) => !work.personIds.has(person.id)).map(({ faceId }) => faceId),
    );
    const faceIds = [
      ...new Set([
        ...tagged,
        // Whom somebody named otherwise since is not them.
        ...guessed.filter((face) => face.photoId === photoId && !named.has(face.faceId)).map(({ faceId }) => faceId),
      ]),
    ];
    receipt.crops += await deps.facePictures.forget(work.facePictures, photoId, faceIds);
    receipt.faces += photo?.faces.filter(({ id }) => faceIds.includes(id)).length ?? 0;
    const isOnlyThem = photo === undefined || showsOnly(photo, faceIds);
    const isKept = !isOnlyThem && (faceIds.length === 0 || (await recognizer.people.eraseFaces({ photoId, faceIds })));
    const forgetSayings = () => recognizer.people.eraseAnnotations({ photoId, personIds }).catch(unlessRemoved);
    // Without a face of theirs no picture has to be drawn anew, and the names alone are found in the replies themselves.
    if (isKept && faceIds.length === 0) await forgetSayings();
    for (const reply of replies) {
      const kind = !isKept ? 'gone' : faceIds.length === 0 ? 'names only' : 'redrawn';
      await rewrite(work, reply, { kind, photoId });
    }
    if (isKept) await forgetSayings();
    else if (photo !== undefined) {
      await recognizer.photos.remove(photoId);
      if (isOnlyThem) receipt.photos += 1;
      else receipt.sharedPhotos += 1;
    }
  }
}

interface ForgetWork {
  readonly receipt: { -readonly [K in keyof ForgetReceipt]: ForgetReceipt[K] };
  readonly personIds: ReadonlySet<string>;
  /** Replies that say something else now. */
  readonly rewritten: Set<string>;
  findReplies(photo: {
    readonly photoId: string;
    /** Where it was posted, when that is known. */
    readonly source?: KeptPhotoSource;
  }): Promise<FoundReply[]>;
  /** The small pictures of faces that there are in Slack. */
  readonly facePictures: Awaited<ReturnType<FacePictures['listAll']>>;
}

/** Nobody else is on it: what was flagged as no face is nobody. */
function showsOnly({ faces, flags = [] }: Photo, faceIds: readonly string[]): boolean {
  const nobody = new Set(flags.filter(({ kind }) => kind === 'not a face').map(({ faceId }) => faceId));
  const people = faces.filter(({ id }) => !nobody.has(id));
  return faceIds.length > 0 && people.every(({ id }) => faceIds.includes(id));
}

function unlessRemoved(error: unknown): void {
  if (!isClarifaiError(error, 'not_found')) throw error;
}
