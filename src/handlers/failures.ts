import { randomBytes } from 'node:crypto';
import { ErrorCode as BoltErrorCode } from '@slack/bolt';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { ClarifaiError, describeFailure } from '../clarifai/errors.js';
import { UserFacingError } from '../errors.js';
import type { Log } from '../log.js';

/** Slack's refusals that somebody can do something about (docs.slack.dev/reference/methods). */
const SLACK_REFUSALS: Readonly<Record<string, string>> = {
  not_in_channel: 'I am not in this channel: please invite me with `/invite`, then try again.',
  channel_not_found: 'I am not in this channel: please invite me with `/invite`, then try again.',
  is_archived: 'This channel is archived, so I cannot post in it.',
  restricted_action: 'I may not post in this channel: please ask an admin to allow it.',
  missing_scope: 'I lack a permission in Slack: please ask an admin to reinstall the app from its manifest.',
  expired_trigger_id: 'This took me too long to open: please choose again.',
  trigger_expired: 'This took me too long to open: please choose again.',
  file_not_found: 'This photo is no longer in Slack: please post it again.',
  file_deleted: 'This photo is no longer in Slack: please post it again.',
  message_not_found: 'This message is gone, so there is nothing left to update.',
  edit_window_closed: 'This workspace does not let me edit messages this old: choose “Name faces” in the photo’s menu.',
};

/**
 * What to tell a person about an error, in a sentence or two. A failure that nobody at hand can explain is logged under a
 * reference, and the reference is told.
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
  const refusal = cause instanceof WebAPIPlatformError ? SLACK_REFUSALS[cause.data.error] : undefined;
  if (refusal !== undefined) {
    log.warn(`Slack refused: ${cause instanceof Error ? cause.message : ''}`);
    return refusal;
  }
  return `Something went wrong on my side. Please try again, or give whoever runs Rollcall the reference ${logBug(cause, log)}.`;
}

/** Logs an error nobody expected. @returns the reference it can be found by. */
export function logBug(error: unknown, log: Log): string {
  const cause = unwrap(error);
  const reference = randomBytes(3).toString('hex').toUpperCase();
  log.error(`[${reference}] ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  return reference;
}

/** Tells one person, and only them, what went wrong. A failure of that too is only logged. */
export async function tellPrivately(
  deps: { readonly slack: WebClient; readonly log: Log },
  to: { readonly channelId: string; readonly userId: string; readonly threadTs?: string | undefined },
  text: string,
): Promise<void> {
  try {
    await deps.slack.chat.postEphemeral({
      channel: to.channelId,
      user: to.userId,
      text,
      ...(to.threadTs === undefined ? {} : { thread_ts: to.threadTs }),
    });
  } catch (error) {
    deps.log.warn(`Could not tell somebody about a failure: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Bolt wraps whatever a listener throws without a `code` of its own. */
function unwrap(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === BoltErrorCode.UnknownError && 'original' in error) {
    return error.original;
  }
  return error;
}
