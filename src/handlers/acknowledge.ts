import type { AckFn, BlockAction, RespondFn, ViewResponseAction } from '@slack/bolt';
import type { View } from '@slack/types';
import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { explainFailure, tellPrivately } from '../failures.js';
import type { ReplyRef } from '../replies/find-reply.js';
import { startDeadline } from '../slack/timeout.js';
import { type FaceBlockId, readFaceBlockId } from '../views/ids.js';
import { WORDING } from '../views/wording.js';

/**
 * Acknowledges an answer once it is stored, so that nothing acknowledged is lost. If that takes longer than Slack waits,
 * the answer is acknowledged first and storing goes on. The caller awaits `storing` too, and handles its failure.
 */
export async function acknowledgeWhenStored(ack: () => Promise<void>, storing: Promise<unknown>): Promise<void> {
  await startDeadline().before(Promise.allSettled([storing]));
  await ack();
}

/** The result of a submitted form. */
export type FormOutcome =
  /** `view` is shown instead of closing the form. */
  | { readonly kind: 'stored'; readonly view?: View | undefined }
  /** There is nothing to store. */
  | { readonly kind: 'unchanged' }
  /** A second form asks something first. */
  | { readonly kind: 'ask'; readonly view: View }
  /** `block` is the field that shows the reason. */
  | { readonly kind: 'refused'; readonly why: string; readonly block?: string };

/**
 * Answers a form with its outcome, or without it if the outcome takes too long.
 * @param options.block the field that shows a refusal if the outcome names none.
 * @param options.meanwhile the view to show if the outcome takes too long. By default the form closes.
 * @returns whether the outcome was shown. If not, the caller must report it.
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
    const view = known === undefined ? options.meanwhile : 'view' in known ? known.view : undefined;
    await (view === undefined ? answer() : answer({ response_action: 'update', view }));
  }
  return known !== undefined;
}

/** A click on a reply. */
export interface Click {
  readonly userId: string;
  readonly reply: ReplyRef;
}

/** The work for a click. */
interface ClickWork {
  /** Stores the answer, before the click is acknowledged. */
  store?(click: Click): Promise<void>;
  /** Shows the result. May be repeated. */
  show(click: Click): Promise<unknown>;
}

/** Handles a click on a reply. Only the person who clicked sees a failure. */
export async function answerClick(
  deps: Pick<Deps, 'slack' | 'log' | 'bot'>,
  {
    ack,
    body,
    respond,
  }: { readonly ack: () => Promise<void>; readonly body: BlockAction; readonly respond: RespondFn },
  work: ClickWork,
): Promise<void> {
  const click = readClick(body);
  const { userId, reply } = click;
  try {
    const storing = isOwnMessage(body.message, deps.bot) ? work.store?.(click) : refuseForeignMessage();
    await acknowledgeWhenStored(ack, storing ?? Promise.resolve());
    await storing;
    await work.show(click);
  } catch (error) {
    const { channelId, threadTs } = reply;
    await tellPrivately(deps, { channelId, userId, threadTs, respond }, explainFailure(error, deps.log));
  }
}

/** Anyone can post blocks that look like ours, with ids of photos they may not see. */
export function isOwnMessage(message: unknown, bot: Deps['bot']): boolean {
  return typeof message === 'object' && message !== null && 'user' in message && message.user === bot.userId;
}

async function refuseForeignMessage(): Promise<void> {
  throw new UserFacingError(WORDING.outdatedMenu);
}

function readClick({ channel, message, user }: BlockAction): Click {
  if (channel === undefined || message === undefined)
    throw new Error('A control of a reply was used outside a message.');
  const threadTs = typeof message['thread_ts'] === 'string' ? message['thread_ts'] : message.ts;
  return { userId: user.id, reply: { channelId: channel.id, threadTs, ts: message.ts } };
}

/** The face a control belongs to. @throws UserFacingError if the message is outdated. */
export function faceOf(action: { readonly block_id: string }): FaceBlockId {
  const face = readFaceBlockId(action.block_id);
  if (face === undefined) throw new UserFacingError(WORDING.outdatedMenu);
  return face;
}
