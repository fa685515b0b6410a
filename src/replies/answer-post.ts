import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { atMost } from '../cache-limit.js';
import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import type { FaceRow, Verdict } from '../faces/model.js';
import { explainFailure, tellPrivately } from '../failures.js';
import { publish } from '../measurements.js';
import { PictureError } from '../photos/picture-error.js';
import { cannotOpen, nameSkippedFormat } from '../photos/picture-format.js';
import { withRequestId } from '../request-id.js';
import { createSingleFlight } from '../single-flight.js';
import { createThreadStatus, type ThreadStatus } from '../slack/thread-status.js';
import { isBot, isExternalAuthor } from '../slack/users.js';
import { REPLY_WORDING } from '../views/wording/replies.js';
import type { CandidateCache } from './candidate-cache.js';
import { isAnsweredByAnother, LEASE_MS, withdrawIfSecond } from './elect-answerer.js';
import { NotAPhotoError } from './fetch-picture.js';
import { findReply } from './find-reply.js';
import type { LabelPictures } from './label-pictures.js';
import type { PhotoPost } from './message-event.js';
import { completePicturesLater, deleteUnusedPictures } from './numbered-pictures.js';
import { outlastOutage } from './outlast-outage.js';
import { postReply } from './publish-reply.js';
import { type Recognition, recognizePhotos } from './recognize-photos.js';
import { nameAll, type ReplyContent } from './render-reply.js';
import type { ReplyRemover } from './reply-remover.js';
import type { SecondReplies } from './second-replies.js';
import { reasonToSkip, type SlackFile } from './slack-file.js';
import type { UpdateReply } from './update-reply.js';

/** How a post was answered. */
export type Answer = 'answered' | 'answered before' | 'no faces' | 'no photos' | 'from outside';

/** Why a post has no reply in its thread; undefined if it has one. */
export function whyNoReply(answer: Answer, post: Pick<PhotoPost, 'files'> | undefined): string | undefined {
  switch (answer) {
    case 'no faces':
      return REPLY_WORDING.noFacesFound;
    case 'from outside':
      return REPLY_WORDING.externalPhoto;
    case 'no photos': {
      const [format] = post?.files.flatMap(({ mimetype }) => nameSkippedFormat(mimetype ?? '') ?? []) ?? [];
      return format === undefined ? REPLY_WORDING.noPhotos : cannotOpen(format);
    }
    default:
      return undefined;
  }
}

/** What asked for an answer: Slack's event (the first, or a repeat), or a person with “Name faces”. */
type Asked = 'first time' | 'again' | 'by a person';

/** Answers each post once. `by a person` also answers a post without faces again. */
export type AnswerPost = (post: PhotoPost, asked: Asked) => Promise<Answer>;

/** How many decoded photos are held in memory at once, in the whole process. */
const PHOTOS_AT_ONCE = 4;
const MAX_REMEMBERED_POSTS = 5000;
/** How long in ms the status in the thread is enough if the face service is away. After that, a message follows. */
const TELL_AFTER_MS = 15_000;

export function createAnswerPost(
  deps: Deps & {
    readonly candidateCache: CandidateCache;
    readonly updateReply: UpdateReply;
    readonly replyRemover: ReplyRemover;
    readonly secondReplies: Pick<SecondReplies, 'expect'>;
    readonly labelPictures: LabelPictures;
    /** Called with the people whom the model recognised in a photo. */
    readonly onSeen: (personIds: readonly string[]) => void;
    /** Is called after each reply with what it shows. */
    readonly onPosted: (channelId: string, shown: ReplyContent) => void;
  },
): AnswerPost {
  const limit = pLimit(PHOTOS_AT_ONCE);
  const running = createSingleFlight<Answer>();
  const answered = new LRUCache<string, Answer>(atMost(MAX_REMEMBERED_POSTS));

  return async (post, asked) => {
    const key = `${post.channelId} ${post.ts}`;
    if (asked !== 'by a person' && !running.isRunning(key) && answered.has(key)) return 'answered before';
    const answer = await running.run(key, () =>
      withRequestId(() => measured(post, () => answerUnlessGone(post, asked))),
    );
    answered.set(key, answer);
    return answer;
  };

  async function measured(post: PhotoPost, work: () => Promise<Answer>): Promise<Answer> {
    const startedAt = performance.now();
    let result: Answer | 'failed' = 'failed';
    publish('post started', () => ({}));
    try {
      result = await work();
      return result;
    } finally {
      const ms = performance.now() - startedAt;
      publish('post ended', () => ({ answer: result, ms }));
      deps.log.info(`Post ${post.ts}: ${result}, after ${Math.round(ms)} ms.`);
    }
  }

  /** If the post is deleted meanwhile, removes everything made from it. */
  async function answerUnlessGone(post: PhotoPost, asked: Asked): Promise<Answer> {
    try {
      const result = await answer(post, asked);
      if (!deps.replyRemover.isGone(post)) return result;
    } catch (error) {
      if (!deps.replyRemover.isGone(post)) throw error;
      deps.log.debug(`Post ${post.ts} was deleted meanwhile: ${messageOf(error)}`);
    }
    const { channelId, ts, threadTs = ts, files } = post;
    const fileIds = files.map(({ id }) => id);
    await deps.replyRemover.remove({ channelId, threadTs, postTs: ts, fileIds, isWhole: true });
    return 'no photos';
  }

  async function answer(post: PhotoPost, asked: Asked): Promise<Answer> {
    const files = choosePhotos(post);
    if (files.length === 0) return 'no photos';
    if (!deps.externalPhotos && (await isExternalAuthor(deps, post))) return 'from outside';
    if (post.isThroughApp && (await isBot(deps, post.userId))) return 'no photos';
    const place = { channelId: post.channelId, threadTs: post.threadTs ?? post.ts };
    const isReplied = async () => (await findReply(deps, place, post.ts)) !== undefined;
    if (asked !== 'first time' && (await isReplied())) return 'answered before';

    const status = createThreadStatus(deps, place);
    let isPosted = false;
    let unused: readonly string[] = [];
    status.show(REPLY_WORDING.lookingStatus);
    try {
      const startedAt = deps.now();
      const { photos, recognized, lease: first } = await recognizeAll(post, files, status);
      unused = photos.flatMap(({ pictureFileId }) => pictureFileId ?? []);
      if (photos.length === 0) return recognized === 0 ? 'no photos' : 'no faces';
      // A person only asks if no process has answered.
      const lease = asked === 'by a person' && first === 'another’s' ? 'open' : first;
      const isExpired = lease === 'ours' && !deps.isAlone && deps.now() - startedAt > LEASE_MS;
      if (isExpired ? await isReplied() : await isAnsweredByAnother(deps, lease, isReplied)) return 'answered before';
      // Slack clears the status when a reply is posted, so the status must be set before.
      await status.settled();
      if (deps.replyRemover.isGone(post)) return 'no photos';
      // If posting fails, the message may still have arrived.
      unused = [];
      const { ts, ...reply } = await postReply(deps, place, { postTs: post.ts, photos, page: 0, order: 'by rows' });
      isPosted = true;
      for (const { rows } of nameAll(photos, deps.thresholds)) {
        publish('photo', () => countVerdicts(rows));
        deps.onSeen(rows.flatMap(({ verdict }) => (verdict.kind === 'sure' ? [verdict.person.id] : [])));
      }
      deps.secondReplies.expect(place, ts);
      if (lease !== 'ours' && !deps.isAlone) {
        const isSecond = await withdrawIfSecond(deps, place, { ts, postTs: post.ts });
        if (isSecond) return 'answered before';
      }
      if (reply.lacksPictures) deps.inBackground(() => completePicturesLater(deps, { ...place, ts }));
      deps.labelPictures({ ...place, ts }, { photos, order: 'by rows' });
      deps.onPosted(post.channelId, { postTs: post.ts, photos, page: 0, order: 'by rows' });
      return 'answered';
    } finally {
      if (!isPosted) status.show('');
      await status.settled();
      await deleteUnusedPictures(deps, unused);
    }
  }

  /** Tells the person who posted which photos could not be opened. Throws if none could. */
  async function recognizeAll(
    post: PhotoPost,
    files: readonly SlackFile[],
    status: ThreadStatus,
  ): Promise<Recognition> {
    const onWarmingUp = () => status.show(REPLY_WORDING.warmingUpStatus);
    let isTold = false;
    const recognition = await outlastOutage(
      deps,
      files,
      (some) => recognizePhotos(deps, post, some, limit, onWarmingUp),
      {
        onWaiting(waitedMs) {
          // Slack clears a status after two minutes.
          status.show(REPLY_WORDING.waitingStatus);
          if (isTold || waitedMs < TELL_AFTER_MS) return;
          isTold = true;
          deps.inBackground(() => tellPrivately(deps, post, REPLY_WORDING.waitingForService));
        },
        isGone: () => deps.replyRemover.isGone(post),
      },
    );
    if (recognition.photos.some(({ known }) => known?.candidates.isModelMissing)) {
      await tellPrivately(deps, post, REPLY_WORDING.modelMissing);
    }
    const failures = recognition.failures.map(({ error }) => error);
    for (const failure of failures) {
      if (isNoPhoto(failure)) deps.log.info(`Skipped a file: ${messageOf(failure)}`);
    }
    const worthTelling = failures.filter((failure) => !isNoPhoto(failure));
    const [first] = worthTelling;
    if (first === undefined) return recognition;
    if (recognition.recognized === 0) throw first;
    const why = explainFailure(first, deps.log);
    await tellPrivately(deps, post, REPLY_WORDING.somePhotosFailed(worthTelling.length, files.length, why));
    return recognition;
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
}

function countVerdicts(rows: readonly FaceRow[]) {
  const count = (...kinds: Verdict['kind'][]) => rows.filter(({ verdict }) => kinds.includes(verdict.kind)).length;
  return { named: count('sure', 'named'), asked: count('likely'), unknown: count('unknown') };
}

/** Whether a file is not a photo, so that it needs no answer. */
function isNoPhoto(error: unknown): boolean {
  return error instanceof NotAPhotoError || (error instanceof PictureError && error.problem === 'not-a-picture');
}
