import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { photoIdOfFile } from '../faces/ids.js';
import { explainFailure, tellPrivately } from '../failures.js';
import { PictureError } from '../photos/picture-error.js';
import { WORDING } from '../views/wording.js';
import type { CandidateCache } from './candidate-cache.js';
import type { CompletePictures } from './complete-pictures.js';
import { isAnsweredByAnother, withdrawIfSecond } from './elect-answerer.js';
import { NotAPhotoError } from './fetch-picture.js';
import { findReply } from './find-reply.js';
import { keepPhotos } from './ingest-photos.js';
import { postReply } from './publish-reply.js';
import { type FoundFaces, type Look, lookAtPhoto } from './recognize-photo.js';
import type { RemoveAnswer } from './remove-reply.js';
import { type PhotoPost, reasonToSkip, type SlackFile } from './slack-files.js';
import type { UpdateReply } from './update-reply.js';

/** How a post was answered. */
export type Answer = 'answered' | 'answered before' | 'no faces' | 'no photos';

interface AnswerOptions {
  readonly botUserId: string | undefined;
  /** Slack sent this post before, or a person asks for it: `by hand` looks again at what had no faces. */
  readonly asked: 'first time' | 'again' | 'by hand';
}

/** Answers each post once, however often it is asked to. */
export type AnswerPost = (post: PhotoPost, options: AnswerOptions) => Promise<Answer>;

/** Decoded photos held in memory at the same time, in the whole process. */
const PHOTOS_AT_ONCE = 4;
const MAX_REMEMBERED_POSTS = 5000;
/** Somebody who waits for our reply gives up after about as long: see take-turns.ts. */
const CLAIM_LASTS_MS = 5000;

export function createAnswerPost(
  deps: Deps & {
    readonly candidateCache: CandidateCache;
    readonly completePictures: CompletePictures;
    readonly updateReply: UpdateReply;
    readonly removeAnswer: RemoveAnswer;
  },
): AnswerPost {
  const limit = pLimit(PHOTOS_AT_ONCE);
  const running = new Map<string, Promise<Answer>>();
  const answered = new LRUCache<string, Answer>({ max: MAX_REMEMBERED_POSTS });

  return async (post, options) => {
    const key = `${post.channelId} ${post.ts}`;
    const current = running.get(key);
    if (current !== undefined) return current;
    if (options.asked !== 'by hand' && answered.has(key)) return 'answered before';
    const work = answerUnlessGone(post, options).finally(() => running.delete(key));
    running.set(key, work);
    const result = await work;
    answered.set(key, result);
    return result;
  };

  /** A post that is deleted while it is looked at leaves nothing behind, and nobody has to be told of it. */
  async function answerUnlessGone(post: PhotoPost, options: AnswerOptions): Promise<Answer> {
    const { removeAnswer } = deps;
    try {
      const result = await answer(post, options);
      if (!removeAnswer.isGone(post)) return result;
    } catch (error) {
      if (!removeAnswer.isGone(post)) throw error;
      deps.log.debug(`Post ${post.ts} was deleted meanwhile: ${messageOf(error)}`);
    }
    const { channelId, ts, threadTs = ts, files } = post;
    const fileIds = files.map(({ id }) => id);
    await removeAnswer({ channelId, threadTs, postTs: ts, fileIds, isWhole: true }, options.botUserId);
    return 'no photos';
  }

  async function answer(post: PhotoPost, { botUserId, asked }: AnswerOptions): Promise<Answer> {
    const files = choosePhotos(post);
    if (files.length === 0) return 'no photos';
    const place = { channelId: post.channelId, threadTs: post.threadTs ?? post.ts };
    const isReplied = async () => (await findReply(deps, place, post.ts, botUserId)) !== undefined;
    if (asked !== 'first time' && (await isReplied())) return 'answered before';

    let status = showStatus(place, WORDING.lookingStatus);
    const showWarmingUp = () => {
      status = status.then(() => showStatus(place, WORDING.warmingUpStatus));
    };
    let replied = false;
    try {
      const startedAt = deps.now();
      const looks = await lookAtAll(post, files, showWarmingUp);
      const found = looks.flatMap((look) => look.found ?? []);
      if (found.length === 0) return 'no faces';
      const first = looks[0]?.claim ?? 'open';
      // Whoever asks by hand does so because nobody answers.
      const claim = asked === 'by hand' && first === 'another’s' ? 'open' : first;
      // A claim is believed for a while only.
      const isSlow = claim === 'ours' && !deps.isAlone && deps.now() - startedAt > CLAIM_LASTS_MS;
      if (isSlow ? await isReplied() : await isAnsweredByAnother(deps, claim, isReplied)) return 'answered before';
      // Our reply ends the status, if the status was there first.
      await status;
      if (deps.removeAnswer.isGone(post)) return 'no photos';
      const reply = await postReply(deps, place, { state: stateOf(post, found), seen: found }, botUserId);
      replied = true;
      if (claim !== 'ours' && !deps.isAlone) {
        const isSecond = await withdrawIfSecond(deps, place, { ts: reply.ts, postTs: post.ts }, botUserId);
        if (isSecond) return 'answered before';
      }
      if (reply.lacksMentions) deps.inBackground(() => deps.updateReply({ ...place, ts: reply.ts }));
      if (reply.lacksPictures) deps.inBackground(() => deps.completePictures({ ...place, ts: reply.ts }, 'later'));
      return 'answered';
    } finally {
      if (!replied) await status.then(() => showStatus(place, ''));
    }
  }

  /** Whatever photo cannot be looked at is told to who posted it; only if none can, the whole fails. */
  async function lookAtAll(post: PhotoPost, files: readonly SlackFile[], onWarmingUp: () => void): Promise<Look[]> {
    const { kept, failures: notKept } = await keepPhotos(deps, post, files, limit);
    const results = await Promise.allSettled(kept.map((photo) => limit(() => lookAtPhoto(deps, photo, onWarmingUp))));
    const looks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failures = [
      ...notKept,
      ...results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
    ];
    const worthTelling = failures.filter((failure) => !isNoPhoto(failure));
    for (const failure of failures.filter(isNoPhoto)) {
      deps.log.info(`Skipped a file: ${failure instanceof Error ? failure.message : ''}`);
    }
    const first = worthTelling[0];
    if (first === undefined) return looks;
    if (looks.length === 0) throw first;
    await tellPrivately(
      deps,
      post,
      WORDING.somePhotosFailed(worthTelling.length, files.length, explainFailure(first, deps.log)),
    );
    return looks;
  }

  function choosePhotos(post: PhotoPost): SlackFile[] {
    const photos = new Map<string, SlackFile>();
    for (const file of post.files) {
      const reason = reasonToSkip(file);
      if (reason === undefined) photos.set(file.id, file);
      else deps.log.info(`Skipped file ${file.id}: ${reason}.`);
    }
    return [...photos.values()];
  }

  /** A courtesy: when Slack does not take it, nothing is lost. */
  async function showStatus(place: { channelId: string; threadTs: string }, status: string): Promise<void> {
    try {
      await deps.slack.assistant.threads.setStatus({ channel_id: place.channelId, thread_ts: place.threadTs, status });
    } catch (error) {
      deps.log.debug(`No status shown: ${messageOf(error)}`);
    }
  }
}

function stateOf(post: PhotoPost, found: readonly FoundFaces[]) {
  return {
    postTs: post.ts,
    photos: found.map(({ photo, fileId, pictureFileId }) => ({
      photoId: photo.id,
      ...(photo.id === photoIdOfFile(fileId) ? {} : { postedFileId: fileId }),
      ...(pictureFileId === undefined ? {} : { pictureFileId }),
    })),
    page: 0,
  };
}

/** Its bytes or Slack say that this is no photo: nobody asked us to look at it then. */
function isNoPhoto(error: unknown): boolean {
  return error instanceof NotAPhotoError || (error instanceof PictureError && error.problem === 'not-a-picture');
}
