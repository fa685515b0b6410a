import type { PhotoSource } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { type FoundReply, findRepliesToPost } from '../../replies/find-reply.js';
import { isRefusedAs } from '../../slack/errors.js';

/** Whether Slack says that nothing can be read or changed there. */
export function isOutOfReach(error: unknown): boolean {
  return isRefusedAs(
    error,
    'not in conversation',
    'archived',
    'messages suspended',
    'access limited',
    'not ours to change',
    'too old to edit',
  );
}

/**
 * Every reply of ours to some posts.
 * @param receipt counts the conversations that can no longer be read.
 */
export async function findRepliesTo(
  deps: Pick<Deps, 'backgroundSlack' | 'bot'>,
  posts: readonly { readonly channelId: string; readonly messageTs: string }[],
  receipt: { outOfReach: number },
): Promise<FoundReply[]> {
  const replies: FoundReply[] = [];
  for (const { channelId, messageTs } of posts) {
    try {
      replies.push(...(await findRepliesToPost({ ...deps, slack: deps.backgroundSlack }, channelId, messageTs)));
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      receipt.outOfReach += 1;
    }
  }
  return replies;
}

/** The posts that a photo came with. */
export function postsWith({ channelId, messageTs, alsoIn = [] }: PhotoSource) {
  return [{ channelId, messageTs }, ...alsoIn];
}
