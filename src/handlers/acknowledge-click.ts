import type { BlockAction } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { explainFailure, tellPrivately } from '../failures.js';
import type { ReplyRef } from '../replies/update-reply.js';
import { isOutsider } from '../slack/external-user.js';
import { within } from '../slack/timeout.js';
import { type FaceBlockId, readFaceBlockId } from '../views/ids.js';
import { WORDING } from '../views/wording.js';

/** Somebody used a control of a reply. */
export interface Click {
  readonly userId: string;
  readonly reply: ReplyRef;
}

/** What a click asks for. */
interface ClickWork {
  /** Puts what was said where it is safe: only then is the click acknowledged, so that nothing acknowledged is ever lost. */
  keep?(click: Click): Promise<void>;
  /** What can be done again at any time. */
  show?(click: Click): Promise<void>;
}

/** Slack waits 3 s for an acknowledgement. When keeping takes longer than this, it goes on behind the acknowledgement. */
const KEEP_LIMIT_MS = 2000;

/** Does what a click asks for; if that fails, tells whoever clicked, and nobody else. */
export async function answerClick(
  deps: Pick<Deps, 'slack' | 'log'>,
  { ack, body }: { readonly ack: () => Promise<void>; readonly body: BlockAction },
  work: ClickWork,
): Promise<void> {
  const channelId = body.channel?.id;
  const message = body.message;
  if (channelId === undefined || message === undefined) {
    throw new Error('A control of a reply was used outside a message.');
  }
  const threadTs = typeof message['thread_ts'] === 'string' ? message['thread_ts'] : message.ts;
  const userId = body.user.id;
  if (isOutsider(body)) {
    await ack();
    await tellPrivately(deps, { channelId, userId, threadTs }, WORDING.membersOnly);
    return;
  }
  const click = { userId, reply: { channelId, threadTs, ts: message.ts } };
  try {
    const kept = work.keep?.(click) ?? Promise.resolve();
    await within(KEEP_LIMIT_MS, Promise.allSettled([kept]));
    await ack();
    await kept;
    await work.show?.(click);
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
