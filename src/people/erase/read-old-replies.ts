import type { PhotoSource } from '../../clarifai/recognizer.js';
import { isClarifaiError } from '../../clarifai/transport/errors.js';
import type { Deps } from '../../deps.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { findRepliesToPost } from '../../replies/find-reply.js';
import { createSingleFlight } from '../../single-flight.js';
import { isOutOfReach, mentionsAny, postsWith, recognisedIn } from './find-replies.js';

/**
 * Reads the replies to photos of which it isn't stored whom their replies name, because an earlier version replied, and stores it. Each
 * is read once, whoever is erased later, and an interrupted run continues where it stopped. Erasures at the same time share a run.
 * @returns the number of posts in conversations that can no longer be read.
 */
export type ReadOldReplies = () => Promise<number>;

type Post = Pick<PhotoSource, 'channelId' | 'messageTs'>;

export function createReadOldReplies(
  deps: Pick<Deps, 'recognizer' | 'backgroundSlack' | 'bot' | 'log'>,
): ReadOldReplies {
  const { recognizer } = deps;
  const running = createSingleFlight<number>();
  return () => running.run('all', readAll);

  async function readAll(): Promise<number> {
    const sources = await recognizer.photos.listRecent(Number.POSITIVE_INFINITY);
    const unread = sources.filter(({ named }) => named === undefined);
    if (unread.length === 0) return 0;
    deps.log.info(`Reading the replies to ${unread.length} photos, as an earlier version didn’t store whom they name.`);
    const readPost = createReader(await recognizer.people.registry());
    const outOfReach = new Set<string>();
    for (const source of unread) {
      const personIds: string[] = [];
      let isComplete = true;
      for (const post of postsWith(source)) {
        const found = await readPost(post);
        if (found === undefined) {
          outOfReach.add(keyOf(post));
          isComplete = false;
        } else personIds.push(...found);
      }
      if (!isComplete) continue;
      const storing = recognizer.photos.storeNamed(source.photoId, { personIds, covers: 'all replies' });
      await storing.catch((error: unknown) => {
        if (!isClarifaiError(error, 'not_found')) throw error;
      });
    }
    return outOfReach.size;
  }

  /** Finds the ids of everyone named in the replies to a post; undefined if its conversation can't be read. Reads each post once. */
  function createReader({ records }: PersonRegistry): (post: Post) => Promise<readonly string[] | undefined> {
    const people = records.map(({ id, name, renames }) => ({ id, names: [name, ...renames.map(({ from }) => from)] }));
    const known = new Map<string, readonly string[] | undefined>();
    const closed = new Set<string>();

    async function read({ channelId, messageTs }: Post): Promise<readonly string[] | undefined> {
      if (closed.has(channelId)) return undefined;
      try {
        const replies = await findRepliesToPost({ bot: deps.bot, slack: deps.backgroundSlack }, channelId, messageTs);
        return replies.flatMap(({ message }) => [
          ...recognisedIn(message).map(({ personId }) => personId),
          ...people.filter(({ names }) => mentionsAny(message, names)).map(({ id }) => id),
        ]);
      } catch (error) {
        if (!isOutOfReach(error)) throw error;
        closed.add(channelId);
        return undefined;
      }
    }

    return async (post) => {
      const key = keyOf(post);
      if (!known.has(key)) known.set(key, await read(post));
      return known.get(key);
    };
  }
}

function keyOf({ channelId, messageTs }: Post): string {
  return `${channelId} ${messageTs}`;
}
