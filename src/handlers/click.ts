import type { BlockAction } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { type FaceBlockId, readFaceBlockId } from '../views/ids.js';
import { WORDING } from '../views/wording.js';
import type { Deps } from './deps.js';
import { explainFailure, tellPrivately } from './failures.js';
import type { ReplyRef } from './reply/update-reply.js';

/** Somebody used a control of a reply. */
export interface Click {
  readonly userId: string;
  readonly reply: ReplyRef;
}

/** Runs what a click asks for; if that fails, tells whoever clicked, and nobody else. */
export async function answerClick(
  deps: Pick<Deps, 'slack' | 'log'>,
  body: BlockAction,
  work: (click: Click) => Promise<void>,
): Promise<void> {
  const channelId = body.channel?.id;
  const message = body.message;
  if (channelId === undefined || message === undefined) {
    throw new Error('A control of a reply was used outside a message.');
  }
  const threadTs = typeof message.thread_ts === 'string' ? message.thread_ts : message.ts;
  const userId = body.user.id;
  try {
    await work({ userId, reply: { channelId, threadTs, ts: message.ts } });
  } catch (error) {
    await tellPrivately(deps, { channelId, userId, threadTs }, explainFailure(error, deps.log));
  }
}

/** The face a control belongs to. @throws UserFacingError when the message is from another time. */
export function faceOf(action: { readonly block_id: string }): FaceBlockId {
  const face = readFaceBlockId(action.block_id);
  if (face === undefined) throw new UserFacingError(WORDING.outdatedMenu);
  return face;
}
