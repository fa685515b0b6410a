import { randomBytes } from 'node:crypto';
import { ErrorCode as BoltErrorCode, type RespondFn } from '@slack/bolt';
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { ClarifaiError, describeFailure, isClarifaiError } from './clarifai/transport/errors.js';
import { messageOf, StoppingError, stackOf, UserFacingError } from './errors.js';
import type { Log } from './log.js';
import { slackRefusal } from './slack/errors.js';
import { TEXT_AS_WRITTEN } from './slack/text-as-written.js';
import { SLACK_REFUSALS, SLOWED_DOWN, somethingWrong } from './views/refusals.js';

/**
 * What to tell a person about an error, in a sentence or two. An unknown error is logged with a reference that the person can
 * pass on.
 */
export function explainFailure(error: unknown, log: Log): string {
  const cause = unwrap(error);
  if (cause instanceof UserFacingError) {
    log.info(cause.message);
    return cause.message;
  }
  if (cause instanceof ClarifaiError) {
    log.warn(cause.message);
    return describeFailure(cause);
  }
  const refusal = slackRefusal(cause);
  if (refusal !== undefined) {
    log.warn(`Slack refused: ${messageOf(cause)}`);
    return SLACK_REFUSALS[refusal];
  }
  if (cause instanceof WebAPIRateLimitedError) {
    log.warn(`Slack limits the rate: ${cause.message}`);
    return SLOWED_DOWN;
  }
  return somethingWrong(logBug(cause, log));
}

/** Logs an unexpected error. @returns the reference to find it by. */
export function logBug(error: unknown, log: Log): string {
  const cause = unwrap(error);
  const reference = randomBytes(3).toString('hex').toUpperCase();
  log.error(`[${reference}] ${stackOf(cause)}`);
  return reference;
}

/** A person to tell something, and where. */
export interface Recipient {
  readonly channelId: string;
  readonly userId: string;
  readonly threadTs?: string | undefined;
  /** Answers a click or a shortcut. Works even where Rollcall is not in the conversation. */
  readonly respond?: RespondFn;
}

/** Tells one person something, such as what went wrong. If that fails too, it is only logged. */
export async function tellPrivately(
  deps: { readonly slack: WebClient; readonly log: Log },
  { channelId: channel, userId: user, threadTs, respond }: Recipient,
  text: string,
): Promise<void> {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  try {
    await deps.slack.chat.postEphemeral({ channel, user, text, ...TEXT_AS_WRITTEN, ...thread }).catch((error) => {
      if (respond === undefined) throw error;
      return respond({ response_type: 'ephemeral', replace_original: false, text });
    });
  } catch (error) {
    deps.log.warn(`Could not tell someone: ${messageOf(error)}`);
  }
}

/** Whether an error only means that Rollcall is stopping. */
export function isStopping(error: unknown): boolean {
  const cause = unwrap(error);
  return cause instanceof StoppingError || isClarifaiError(cause, 'cancelled');
}

/**
 * The result of optional work, or undefined if it fails. Rejects only if Rollcall is stopping.
 * @param report receives a message that says what failed and why.
 */
export async function orUndefined<T>(
  work: Promise<T>,
  what: string,
  report: (message: string) => void,
): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isStopping(error)) throw error;
    report(`${what}: ${messageOf(error)}`);
    return undefined;
  }
}

/** Bolt wraps errors that have no `code`. */
function unwrap(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === BoltErrorCode.UnknownError && 'original' in error) {
    return error.original;
  }
  return error;
}

/** How often, in ms, a pause checks whether Rollcall is stopping. */
const SLICE_MS = 1_000;

/**
 * Waits before something is tried again. Running work gets time to finish when Rollcall is told to stop, but a pause would not finish
 * anyway.
 * @throws StoppingError as soon as Rollcall is told to stop.
 */
export async function pauseUnlessClosing(
  deps: { readonly sleep: (ms: number) => Promise<void>; readonly isClosing: () => boolean },
  ms: number,
): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= SLICE_MS) {
    if (deps.isClosing()) throw new StoppingError('Rollcall stopped while it waited to try again.');
    await deps.sleep(Math.min(SLICE_MS, leftMs));
  }
}

/**
 * Runs work, and again after each pause as long as it fails with an error that may pass by itself.
 * @param work is given how often it ran before.
 * @param mayPass by default, every error may.
 * @throws the last error; StoppingError as soon as Rollcall is told to stop.
 */
export async function withRetries<T>(
  deps: Parameters<typeof pauseUnlessClosing>[0] & { readonly log: Log },
  pausesMs: readonly number[],
  work: (retries: number) => Promise<T>,
  mayPass: (error: unknown) => boolean = () => true,
): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await work(retries);
    } catch (error) {
      const pauseMs = pausesMs[retries];
      if (pauseMs === undefined || isStopping(error) || !mayPass(error)) throw error;
      deps.log.info(`${messageOf(error)} Trying again in ${pauseMs / 1_000} s.`);
      await pauseUnlessClosing(deps, pauseMs);
    }
  }
}
