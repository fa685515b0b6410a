import type { AckFn, BlockAction, RespondFn, ViewResponseAction } from '@slack/bolt';
import type { View } from '@slack/types';
import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { explainFailure, tellPrivately } from '../failures.js';
import { type NamesListDeps, updateNamesList } from '../people/names-list.js';
import type { ReplyRef } from '../replies/find-reply.js';
import type { Services } from '../services.js';
import { startDeadline } from '../slack/timeout.js';
import { type FaceBlockId, readFaceControl } from '../views/face-controls.js';
import { type NamesContext, readNamesContext } from '../views/names-modal.js';
import { WORDING } from '../views/wording/general.js';

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
  /** The list of names in which the click was, if it was not on the reply itself. */
  readonly list: { readonly viewId: string; readonly context: NamesContext } | undefined;
}

type ClickDeps = Pick<Services, 'slack' | 'log' | 'bot'> & NamesListDeps;

/** The work for a click. */
interface ClickWork {
  /** Stores the answer, before the click is acknowledged. */
  store?(click: Click): Promise<void>;
  /** Shows the result. May be repeated. */
  show(click: Click): Promise<unknown>;
}

/** Handles a click on a reply, or on a list of its names. Only the person who clicked sees a failure. */
export async function answerClick(
  deps: ClickDeps,
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
    const isOurs = click.list !== undefined || isOwnMessage(body.message, deps.bot);
    const storing = isOurs ? work.store?.(click) : refuseForeignMessage();
    await acknowledgeWhenStored(ack, storing ?? Promise.resolve());
    await storing;
    await work.show(click);
  } catch (error) {
    const { channelId, threadTs } = reply;
    const why = explainFailure(error, deps.log);
    if (click.list !== undefined) await updateNamesList(deps, click.list.viewId, click.list.context, userId, why);
    else await tellPrivately(deps, { channelId, userId, threadTs, respond }, why);
  }
}

/** Shows an answer in the reply, and in the list of names if it was given there. */
export async function showAnswer(
  services: NamesListDeps & Pick<Services, 'updateReply'>,
  { reply, list, userId }: Click,
): Promise<void> {
  await Promise.all([
    services.updateReply(reply),
    list === undefined ? undefined : updateNamesList(services, list.viewId, list.context, userId),
  ]);
}

/** Anyone can post blocks that look like ours, with ids of photos they may not see. */
export function isOwnMessage(message: unknown, bot: Deps['bot']): boolean {
  return typeof message === 'object' && message !== null && 'user' in message && message.user === bot.userId;
}

/** A click on a control of App Home or of a modal is about no message. @throws UserFacingError if the message is not ours. */
export function checkOwnMessage(message: unknown, bot: Deps['bot']): void {
  if (message !== undefined && !isOwnMessage(message, bot)) throw new UserFacingError(WORDING.outdatedMenu);
}

async function refuseForeignMessage(): Promise<void> {
  throw new UserFacingError(WORDING.outdatedMenu);
}

function readClick({ channel, message, user, view }: BlockAction): Click {
  const context = view === undefined ? undefined : readNamesContext(view.private_metadata);
  if (view !== undefined && context !== undefined) {
    return { userId: user.id, reply: context.reply, list: { viewId: view.id, context } };
  }
  if (channel === undefined || message === undefined)
    throw new Error('A control of a reply was used outside a message.');
  const threadTs = typeof message['thread_ts'] === 'string' ? message['thread_ts'] : message.ts;
  return { userId: user.id, reply: { channelId: channel.id, threadTs, ts: message.ts }, list: undefined };
}

/** The face a control belongs to. @throws UserFacingError if the message is outdated. */
export function faceOf(action: { readonly block_id: string; readonly action_id: string }): FaceBlockId {
  const face = readFaceControl(action);
  if (face === undefined) throw new UserFacingError(WORDING.outdatedMenu);
  return face;
}
