import type { AckFn, BlockAction, ViewResponseAction } from '@slack/bolt';
import type { View } from '@slack/types';
import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { explainFailure, tellPrivately } from '../failures.js';
import type { ReplyRef } from '../replies/find-reply.js';
import { startDeadline } from '../slack/timeout.js';
import { type FaceBlockId, readFaceBlockId } from '../views/ids.js';
import { WORDING } from '../views/wording.js';

/**
 * Acknowledges what a person said when it is stored, so that nothing acknowledged is ever lost. When storing takes longer than
 * Slack waits, it goes on behind the acknowledgement. A failure is left to the caller, who awaits `storing`, too.
 */
export async function acknowledgeWhenStored(ack: () => Promise<void>, storing: Promise<unknown>): Promise<void> {
  await startDeadline().before(Promise.allSettled([storing]));
  await ack();
}

/** What becomes of a form. */
export type FormOutcome =
  | { readonly kind: 'stored' }
  /** There was nothing to store. */
  | { readonly kind: 'unchanged' }
  /** Something has to be asked first. */
  | { readonly kind: 'ask'; readonly view: View }
  /** @param block of the field that the reason is shown beside; the first field by default. */
  | { readonly kind: 'refused'; readonly why: string; readonly block?: string };

/**
 * Answers a form as soon as its outcome is known, or in time without it.
 * @param options.block of the field that a reason is shown beside when the outcome names none.
 * @param options.meanwhile what is shown when the outcome takes longer than Slack waits; closed by default.
 * @returns whether the outcome was shown. When it was not, the caller has to tell it.
 */
export async function acknowledgeForm(
  ack: AckFn<ViewResponseAction> | AckFn<void>,
  outcome: Promise<FormOutcome>,
  options: { readonly block: string; readonly meanwhile?: View },
): Promise<boolean> {
  const answer = ack as (response?: ViewResponseAction) => Promise<void>;
  const known = await startDeadline().before(outcome);
  if (known?.kind === 'refused') {
    await answer({ response_action: 'errors', errors: { [known.block ?? options.block]: known.why } });
  } else {
    const view = known === undefined ? options.meanwhile : known.kind === 'ask' ? known.view : undefined;
    await (view === undefined ? answer() : answer({ response_action: 'update', view }));
  }
  return known !== undefined;
}

/** A control of a reply was used. */
export interface Click {
  readonly userId: string;
  readonly reply: ReplyRef;
}

/** What a click asks for. */
interface ClickWork {
  /** Stores what was said; the click is acknowledged after. */
  store?(click: Click): Promise<void>;
  /** What can be done again at any time. */
  show(click: Click): Promise<unknown>;
}

/** Does what a click on a reply asks for; if that fails, tells the person who clicked, and nobody else. */
export async function answerClick(
  deps: Pick<Deps, 'slack' | 'log'>,
  { ack, body }: { readonly ack: () => Promise<void>; readonly body: BlockAction },
  work: ClickWork,
): Promise<void> {
  const click = readClick(body);
  const { userId, reply } = click;
  try {
    const storing = work.store?.(click) ?? Promise.resolve();
    await acknowledgeWhenStored(ack, storing);
    await storing;
    await work.show(click);
  } catch (error) {
    const { channelId, threadTs } = reply;
    await tellPrivately(deps, { channelId, userId, threadTs }, explainFailure(error, deps.log));
  }
}

function readClick({ channel, message, user }: BlockAction): Click {
  if (channel === undefined || message === undefined)
    throw new Error('A control of a reply was used outside a message.');
  const threadTs = typeof message['thread_ts'] === 'string' ? message['thread_ts'] : message.ts;
  return { userId: user.id, reply: { channelId: channel.id, threadTs, ts: message.ts } };
}

/** The face a control belongs to. @throws UserFacingError when the message is from another time. */
export function faceOf(action: { readonly block_id: string }): FaceBlockId {
  const face = readFaceBlockId(action.block_id);
  if (face === undefined) throw new UserFacingError(WORDING.outdatedMenu);
  return face;
}
