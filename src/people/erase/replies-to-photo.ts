import type { Deps } from '../../deps.js';
import type { KeptPhotoSource } from '../../faces/model.js';
import { type FoundReply, findRepliesToPost } from '../../replies/find-reply.js';
import { isRefusedAs } from '../../slack/errors.js';

/** Every reply of ours that shows a photo, wherever it was posted. */
type FindRepliesToPhoto = (photo: {
  readonly photoId: string;
  readonly source?: KeptPhotoSource;
}) => Promise<FoundReply[]>;

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

/** @param run.receipt counts the conversations that cannot be read any more. */
export function createFindRepliesToPhoto(
  { recognizer, slack }: Pick<Deps, 'recognizer' | 'slack'>,
  run: {
    pace(): Promise<void>;
    readonly botUserId: string | undefined;
    readonly receipt: { outOfReach: number };
  },
): FindRepliesToPhoto {
  return async ({ photoId, source }) => {
    const sources = source === undefined ? await recognizer.photos.findSources([photoId]) : [source];
    const posts = sources.flatMap(({ channelId, messageTs, alsoIn = [] }) => [{ channelId, messageTs }, ...alsoIn]);
    const replies: FoundReply[] = [];
    for (const { channelId, messageTs } of posts) {
      await run.pace();
      try {
        replies.push(...(await findRepliesToPost({ slack }, channelId, messageTs, run.botUserId)));
      } catch (error) {
        if (!isOutOfReach(error)) throw error;
        run.receipt.outOfReach += 1;
      }
    }
    return replies;
  };
}
