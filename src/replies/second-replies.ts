import { LRUCache } from 'lru-cache';
import { atMost } from '../cache-limit.js';
import type { Deps } from '../deps.js';
import { unlessGone } from '../slack/errors.js';
import { type FoundReply, findRepliesInThread, type ReplyPlace } from './find-reply.js';

/**
 * Deletes second replies to a post. A network may repeat a request although its answer arrives, so that a reply that was posted
 * once is there twice, and only Slack's event about it tells.
 */
export interface SecondReplies {
  /** Remembers a reply that this process posted on purpose. */
  expect(place: ReplyPlace, ts: string): void;
  /** Slack reports a message of ours in a thread. Unless it is expected, the thread is checked a little later. */
  notice(place: ReplyPlace, ts: string): void;
  /** Keeps the first reply to each post of a thread, and brings it up to date. @returns how many others were deleted. */
  removeIn(place: ReplyPlace): Promise<number>;
}

/** In ms. Slack's event about a message often comes before the answer to the call that posted it. */
const CHECK_AFTER_MS = 5_000;
const MAX_REMEMBERED = 5_000;

type SecondRepliesDeps = Pick<Deps, 'slack' | 'backgroundSlack' | 'bot' | 'log' | 'sleep' | 'inBackground'> & {
  /**
   * Is called with a reply of which a second one was deleted: updates may have gone to that one, and have replaced the picture that both
   * showed.
   */
  readonly onKept: (reply: FoundReply) => Promise<void>;
};

export function createSecondReplies(deps: SecondRepliesDeps): SecondReplies {
  const expected = new LRUCache<string, true>(atMost(MAX_REMEMBERED));
  const keyOf = ({ channelId }: ReplyPlace, ts: string) => `${channelId} ${ts}`;

  async function removeIn(place: ReplyPlace): Promise<number> {
    const first = new Map<string, FoundReply>();
    const kept = new Set<FoundReply>();
    let removed = 0;
    for (const reply of await findRepliesInThread({ ...deps, slack: deps.backgroundSlack }, place)) {
      const before = first.get(reply.state.postTs);
      if (before === undefined) first.set(reply.state.postTs, reply);
      else {
        await removeSecondReply(deps, before, reply);
        kept.add(before);
        removed += 1;
      }
    }
    for (const reply of kept) await deps.onKept(reply);
    return removed;
  }

  return {
    expect(place, ts) {
      expected.set(keyOf(place, ts), true);
    },
    notice(place, ts) {
      deps.inBackground(async () => {
        await deps.sleep(CHECK_AFTER_MS);
        if (!expected.has(keyOf(place, ts))) await removeIn(place);
      });
    },
    removeIn,
  };
}

/** Deletes a reply, and the pictures that only it shows. */
export async function removeSecondReply(
  deps: Pick<Deps, 'slack' | 'log'>,
  first: FoundReply,
  second: FoundReply,
): Promise<void> {
  await unlessGone(deps.slack.chat.delete({ channel: second.channelId, ts: second.ts }));
  const shown = new Set(first.state.photos.map(({ pictureFileId }) => pictureFileId));
  for (const { pictureFileId } of second.state.photos) {
    if (pictureFileId !== undefined && !shown.has(pictureFileId)) {
      await unlessGone(deps.slack.files.delete({ file: pictureFileId }));
    }
  }
  deps.log.info(`Deleted a second reply to ${second.state.postTs}.`);
}
