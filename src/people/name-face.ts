import { LRUCache } from 'lru-cache';
import type { OtherTag } from '../clarifai/recognizer.js';
import type { Deps } from '../deps.js';
import type { Person } from '../faces/model.js';
import { orUndefined, tellPrivately } from '../failures.js';
import type { CandidateCache } from '../replies/candidate-cache.js';
import type { ReplyRef } from '../replies/find-reply.js';
import { TEXT_AS_WRITTEN } from '../slack/text-as-written.js';
import { buildBeaten } from '../views/beaten.js';
import { escapeMrkdwn } from '../views/text.js';
import { nowTwice } from '../views/wording/replies.js';
import { checkNotTakenOff } from './identity/taken-off.js';
import { facesNamedTwice, findReplyFaces, nameOfFace } from './name-everyone/open-faces.js';

/** A person's answer "this face is this person", given on a reply. */
interface Naming {
  readonly photoId: string;
  readonly faceId: string;
  readonly person: Person;
  /** Slack user id. */
  readonly taggedBy: string;
}

/**
 * Tags a face. If several people name it at the same moment, tells those whose name did not hold, and how to change it.
 * @throws UserFacingError if that person took their name off this face.
 */
export type NameFace = (naming: Naming, reply: ReplyRef) => Promise<void>;

/** In ms. A name that is replaced sooner was probably not seen by the person who replaced it: replies need a moment to change. */
const SAME_MOMENT_MS = 60_000;
const MAX_TOLD = 500;

export function createNameFace(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'slackForPosts' | 'thresholds' | 'now' | 'log' | 'inBackground'> & {
    readonly candidateCache: CandidateCache;
  },
): NameFace {
  /** Both people's clicks notice it if they are handled at the same time. */
  const told = new LRUCache<string, true>({ max: MAX_TOLD, ttl: SAME_MOMENT_MS });

  return async (naming, reply) => {
    await checkNotTakenOff(deps, naming, naming.person, naming.taggedBy);
    const { beatenBy, replaced } = await deps.recognizer.tags.add(naming);
    const { person, taggedBy } = naming;
    if (beatenBy !== undefined) {
      tellLater(naming, reply, { person, by: taggedBy }, { person: beatenBy.person, by: beatenBy.by });
      return;
    }
    tellIfTwiceLater(naming, reply);
    const recent = replaced.filter(({ at }) => deps.now() - at.getTime() < SAME_MOMENT_MS);
    for (const other of recent) tellLater(naming, reply, other, { person, by: taggedBy });
  };

  /** A person is rarely in a photo twice. */
  function tellIfTwiceLater({ photoId, person, taggedBy: userId }: Naming, reply: ReplyRef): void {
    deps.inBackground(async () => {
      const found = await findReplyFaces(deps, reply);
      const numbers = found === undefined ? [] : facesNamedTwice(found, photoId, person.id);
      if (numbers.length === 0) return;
      await tellPrivately(deps, { ...reply, userId }, nowTwice(escapeMrkdwn(person.name), numbers));
    });
  }

  function tellLater(
    { photoId, faceId }: Naming,
    reply: ReplyRef,
    loser: Pick<OtherTag, 'person' | 'by'>,
    winner: Pick<OtherTag, 'person' | 'by'>,
  ): void {
    const key = [photoId, faceId, loser.by, loser.person.id, winner.person.id].join(' ');
    if (loser.by === '' || loser.person.id === winner.person.id || told.has(key)) return;
    told.set(key, true);
    deps.inBackground(async () => {
      const found = await orUndefined(findReplyFaces(deps, reply), 'No number of a face', deps.log.info);
      const photo = found?.photos.findIndex((each) => each.photoId === photoId) ?? -1;
      const row = found?.photos[photo]?.rows.find(({ face }) => face.id === faceId);
      const isOnly = found?.photos.length === 1;
      const face = row && nameOfFace({ photo: isOnly ? undefined : photo + 1, row });
      const message = buildBeaten({ photoId, faceId, reply, face, loser, winner });
      const { channelId: channel, threadTs: thread_ts } = reply;
      const post = deps.slackForPosts.chat.postEphemeral({
        channel,
        thread_ts,
        user: loser.by,
        ...message,
        ...TEXT_AS_WRITTEN,
      });
      await orUndefined(post, 'Could not tell someone that their name did not hold', deps.log.warn);
    });
  }
}
