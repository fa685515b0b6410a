import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { z } from 'zod';

/**
 * What Slack's error codes mean here, from the error lists of the methods in use (docs.slack.dev/reference/methods). A code
 * that is not in the table is new, or a bug of ours.
 */
const CODES = {
  'message gone': ['message_not_found', 'thread_not_found'],
  'file gone': ['file_not_found', 'file_deleted', 'file_is_deleted'],
  /** The modal was closed. */
  'view gone': ['not_found', 'hash_conflict'],
  'user gone': ['user_not_found', 'user_not_visible', 'user_not_in_channel', 'users_not_found'],
  'not in conversation': ['not_in_channel', 'channel_not_found'],
  archived: ['is_archived', 'is_inactive'],
  'posting restricted': ['restricted_action', 'restricted_action_read_only_channel', 'posting_to_channel_denied'],
  'threads off': ['restricted_action_non_threadable_channel', 'cannot_reply_to_message'],
  'threads only': ['restricted_action_thread_only_channel'],
  'thread locked': ['restricted_action_thread_locked'],
  'messages suspended': ['ekm_access_denied'],
  'access limited': ['channel_is_limited_access', 'method_not_supported_for_channel_type'],
  'direct messages off': ['messages_tab_disabled', 'cannot_dm_bot'],
  'message limit': ['message_limit_exceeded'],
  'not ours to change': ['cant_update_message', 'cant_delete_message'],
  'too old to edit': ['edit_window_closed'],
  'too late to open': ['expired_trigger_id', 'trigger_expired', 'exchanged_trigger_id', 'trigger_exchanged'],
  'uploads off': ['file_uploads_disabled', 'file_uploads_except_images_disabled', 'file_type_not_allowed'],
  'storage full': ['storage_limit_reached', 'file_upload_size_restricted'],
  'permission missing': ['missing_scope', 'no_permission'],
  'app restricted': [
    'app_access_restricted',
    'access_denied',
    'accesslimited',
    'enterprise_is_restricted',
    'forbidden_team',
    'team_access_not_granted',
    'two_factor_setup_required',
  ],
  'token refused': ['invalid_auth', 'not_authed'],
  'token of wrong kind': ['not_allowed_token_type'],
  'token revoked': ['token_revoked'],
  'token expired': ['token_expired'],
  'app removed': ['account_inactive', 'user_removed_from_team', 'team_disabled'],
  'workspace moving': ['org_login_required', 'team_added_to_org', 'external_channel_migrating'],
  'slowed down': ['ratelimited', 'rate_limited'],
  'Slack down': ['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout', 'update_failed'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Why Slack refused a call. */
export type SlackRefusal = keyof typeof CODES;

const REFUSALS: ReadonlyMap<string, SlackRefusal> = new Map(
  (Object.keys(CODES) as SlackRefusal[]).flatMap((refusal) => CODES[refusal].map((code) => [code, refusal] as const)),
);

/** What Slack's client attaches to the error for a refused call (docs.slack.dev/apis/web-api/#responses). */
const refusalSchema = z.object({
  data: z.object({ error: z.string(), needed: z.string().optional().catch(undefined) }),
});

/** Slack's error code for a refused call; undefined for every other error. */
export function slackErrorCode(error: unknown): string | undefined {
  return error instanceof Error ? refusalSchema.safeParse(error).data?.data.error : undefined;
}

/** The scopes that a refused call needed, separated by commas; undefined if Slack does not say. */
export function slackErrorScope(error: unknown): string | undefined {
  return error instanceof Error ? refusalSchema.safeParse(error).data?.data.needed : undefined;
}

/** Why Slack refused a call; undefined for an unknown code, and for any other error. */
export function slackRefusal(error: unknown): SlackRefusal | undefined {
  return REFUSALS.get(slackErrorCode(error) ?? '');
}

/** Whether Slack refused a call for one of these reasons. */
export function isRefusedAs(error: unknown, ...refusals: readonly SlackRefusal[]): boolean {
  const refusal = slackRefusal(error);
  return refusal !== undefined && refusals.includes(refusal);
}

/** Whether Slack did not take a call because of something that passes by itself. */
export function isSlackAway(error: unknown): boolean {
  return (
    error instanceof WebAPIRequestError ||
    error instanceof WebAPIHTTPError ||
    error instanceof WebAPIRateLimitedError ||
    isRefusedAs(error, 'slowed down', 'Slack down')
  );
}

/** The answer to a call about a message, a file or a modal; undefined if that no longer exists or is out of reach. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isRefusedAs(error, 'message gone', 'file gone', 'view gone', 'not in conversation')) return undefined;
    throw error;
  }
}
