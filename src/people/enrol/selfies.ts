import { z } from 'zod';
import type { Deps } from '../../deps.js';
import { UserFacingError } from '../../errors.js';
import { judgeExample } from '../../faces/example.js';
import { personIdOfMember } from '../../faces/ids.js';
import type { Candidates, Photo } from '../../faces/model.js';
import { nameFaces } from '../../faces/naming.js';
import { thresholdsFor } from '../../faces/thresholds.js';
import { explainFailure, isStopping } from '../../failures.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import { fetchPicture } from '../../replies/fetch-picture.js';
import { type FoundReply, findReplies } from '../../replies/find-reply.js';
import type { PhotoPost } from '../../replies/message-event.js';
import type { RemovedPhotos } from '../../replies/removal-event.js';
import { findPhoto } from '../../replies/render-reply.js';
import { fileIdOf } from '../../replies/reply-remover.js';
import type { StoredReplyPhoto } from '../../replies/reply-state.js';
import type { UpdateReply } from '../../replies/update-reply.js';
import { isDirectMessage } from '../../slack/conversations.js';
import { unlessGone } from '../../slack/errors.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import { buildSelfieAnswer, SELFIE_EVENT_TYPE, type SelfieAnswer } from '../../views/enrolment.js';
import { ENROLMENT_WORDING } from '../../views/wording/enrolment.js';
import { REPLY_WORDING } from '../../views/wording/replies.js';
import { consentOf } from '../consent/question.js';
import type { Enrolment, EnrolmentResult } from './enrolment.js';

/** Photos that people send Rollcall in a direct message, to be recognised by. */
export interface Selfies {
  /** After such a post was replied to: learns the sender from it, asks whether it is them, or says why it will not do. */
  answered(post: PhotoPost): Promise<void>;
  /** The same for a post that was replied to before a restart, unless it was done. */
  resume(post: PhotoPost): Promise<void>;
  /** The sender says that a photo is of them. @throws UserFacingError if the photo is gone, or was not sent in this conversation. */
  accept(photoId: string, sender: { readonly userId: string; readonly channelId: string }): Promise<SelfieAnswer>;
  /** After such a post was deleted, with what was learned from it: says so. */
  removed(removed: RemovedPhotos): Promise<void>;
}

type SelfieDeps = Pick<
  Deps,
  'recognizer' | 'slack' | 'slackForPosts' | 'photos' | 'bot' | 'thresholds' | 'log' | 'sleep' | 'now'
> & {
  readonly candidateCache: CandidateCache;
  readonly updateReply: UpdateReply;
  readonly enrolment: Enrolment;
  readonly trainsAfterEnrolment: boolean;
};

/** What to do with one photo of a post. */
type Plan = 'learn' | 'ask' | 'leave';

export function createSelfies(deps: SelfieDeps): Selfies {
  const { recognizer } = deps;
  return { answered, resume, accept, removed };

  async function answered(post: PhotoPost): Promise<void> {
    if (!isDirectMessage(post.channelId)) return;
    const place = { channelId: post.channelId, threadTs: post.threadTs ?? post.ts };
    const [reply] = await findReplies(deps, place, post.ts);
    const consent = consentOf(await recognizer.people.registry(), post.userId)?.choice;
    if (reply === undefined || consent === 'never' || consent === 'when named') return;
    const answers: SelfieAnswer[] = [];
    for (const stored of reply.state.photos) {
      const answer = await answerPhoto(post.userId, stored, consent === 'recognise');
      if (answer !== undefined) answers.push(answer);
    }
    if (answers.length === 0) return;
    if (answers.some(({ kind }) => kind === 'enrolled')) await deps.updateReply(reply);
    await say(reply, answers);
  }

  /** @returns undefined if there is nothing to say besides the reply. */
  async function answerPhoto(
    userId: string,
    stored: StoredReplyPhoto,
    hasAgreed: boolean,
  ): Promise<SelfieAnswer | undefined> {
    const photo = await findPhoto(deps, stored.photoId);
    if (photo === undefined) return undefined;
    const judged = judgeExample(photo.faces);
    if ('problem' in judged) {
      // Someone who has not agreed may just show a photo.
      return hasAgreed ? { kind: 'refused', problem: judged.problem } : undefined;
    }
    const plan = await planFor(userId, photo, hasAgreed);
    if (plan === 'leave') return undefined;
    if (plan === 'ask') return { kind: 'asked', photoId: photo.id, agrees: !hasAgreed };
    return learn(userId, photo, stored);
  }

  /**
   * A photo with one face may also be of someone else whom the sender asks about. It is taken for the sender if the model says so, or
   * if it does not know the sender yet.
   */
  async function planFor(userId: string, photo: Photo, hasAgreed: boolean): Promise<Plan> {
    if (photo.tags.length > 0) return 'leave';
    const candidates = await deps.candidateCache.recall(photo);
    const registry = await recognizer.people.registry();
    const self = registry.resolve({ id: personIdOfMember(userId), name: '' });
    const ownIds = new Set(self && [self.id, ...registry.idsOf(self.id)]);
    const [row] = nameFaces(photo, candidates, thresholdsFor(candidates, deps.thresholds));
    if (row?.verdict.kind === 'sure' && !ownIds.has(row.verdict.person.id)) return 'leave';
    if (!hasAgreed) return 'ask';
    const tags = await recognizer.tags.listAsGiven();
    const isKnown = tags.some(({ person }) => ownIds.has(person.id)) && candidates.byFace.size > 0;
    return !isKnown || isLikely(photo, candidates, ownIds) ? 'learn' : 'ask';
  }

  function isLikely(photo: Photo, candidates: Candidates, ownIds: ReadonlySet<string>): boolean {
    const { likely } = thresholdsFor(candidates, deps.thresholds);
    return photo.faces.some(({ id }) =>
      candidates.byFace.get(id)?.some(({ person, score }) => ownIds.has(person.id) && score >= likely),
    );
  }

  async function learn(userId: string, photo: Photo, stored: StoredReplyPhoto): Promise<SelfieAnswer> {
    try {
      const { jpeg } = await fetchPicture(deps, { id: fileIdOf(stored) });
      return toAnswer(await deps.enrolment.fromPhoto(userId, { photo, jpeg }));
    } catch (error) {
      if (isStopping(error)) throw error;
      return { kind: 'failed', why: explainFailure(error, deps.log) };
    }
  }

  function toAnswer(result: EnrolmentResult): SelfieAnswer {
    return result.kind === 'refused'
      ? result
      : { kind: 'enrolled', looksLike: result.looksLike?.name, trains: deps.trainsAfterEnrolment };
  }

  async function accept(
    photoId: string,
    { userId, channelId }: { readonly userId: string; readonly channelId: string },
  ): Promise<SelfieAnswer> {
    const [source] = await recognizer.photos.findSources([photoId]);
    const posts = source === undefined ? [] : [source, ...(source.alsoIn ?? [])];
    const post = posts.find((each) => each.channelId === channelId);
    const photo = post && (await findPhoto(deps, photoId));
    if (photo === undefined) throw new UserFacingError(REPLY_WORDING.replyGone);
    const [reply] = await findReplies(deps, { channelId, threadTs: post?.messageTs ?? '' }, post?.messageTs ?? '');
    const stored = reply?.state.photos.find((each) => each.photoId === photoId) ?? { photoId };
    const answer = await learn(userId, photo, stored);
    if (answer.kind === 'enrolled' && reply !== undefined) await deps.updateReply(reply);
    return answer;
  }

  async function say({ channelId, threadTs, state }: FoundReply, answers: readonly SelfieAnswer[]): Promise<void> {
    await deps.slackForPosts.chat.postMessage({
      channel: channelId,
      thread_ts: threadTs,
      ...buildSelfieAnswer(answers),
      metadata: { event_type: SELFIE_EVENT_TYPE, event_payload: { post: state.postTs } },
      ...TEXT_AS_WRITTEN,
      unfurl_links: false,
    });
  }

  async function resume(post: PhotoPost): Promise<void> {
    if (!isDirectMessage(post.channelId)) return;
    const notes = await findNotes(post.channelId, post.threadTs ?? post.ts, post.ts);
    if (notes.length === 0) await answered(post);
  }

  async function removed({ channelId, threadTs, postTs, isWhole }: RemovedPhotos): Promise<void> {
    if (!isDirectMessage(channelId) || !isWhole) return;
    for (const ts of await findNotes(channelId, threadTs, postTs)) {
      const update = { channel: channelId, ts, text: ENROLMENT_WORDING.selfieDeleted, blocks: [] };
      await unlessGone(deps.slackForPosts.chat.update({ ...update, ...TEXT_AS_WRITTEN }));
    }
  }

  /** `ts` of what was said about the photos of a post. */
  async function findNotes(channelId: string, threadTs: string, postTs: string): Promise<string[]> {
    const thread = await unlessGone(
      deps.slack.conversations.replies({ channel: channelId, ts: threadTs, include_all_metadata: true, limit: 200 }),
    );
    return (thread?.messages ?? []).flatMap(({ ts, user, metadata }) => {
      const isAbout = noteSchema.safeParse(metadata).data?.event_payload.post === postTs;
      return isAbout && user === deps.bot.userId && ts !== undefined ? [ts] : [];
    });
  }
}

const noteSchema = z.object({
  event_type: z.literal(SELFIE_EVENT_TYPE),
  event_payload: z.object({ post: z.string() }),
});
