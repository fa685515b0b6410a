import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { BotIdentity } from './identity.js';

const rolesSchema = z.object({
  is_admin: z.boolean().nullish(),
  is_owner: z.boolean().nullish(),
  is_primary_owner: z.boolean().nullish(),
});

/** Not cached, so that a new admin is recognised at once. */
export async function isAdmin(deps: { readonly slack: WebClient }, userId: string): Promise<boolean> {
  const { user } = await deps.slack.users.info({ user: userId });
  const { is_admin, is_owner, is_primary_owner } = rolesSchema.parse(user);
  return is_admin === true || is_owner === true || is_primary_owner === true;
}

const kindSchema = z.object({ is_bot: z.boolean().nullish() });

/** Whether a user is an app's bot rather than a person. */
export async function isBot(deps: { readonly slack: WebClient }, userId: string): Promise<boolean> {
  const { user } = await deps.slack.users.info({ user: userId });
  return kindSchema.parse(user).is_bot === true;
}

const clockSchema = z.object({ tz_offset: z.number().nullish() });

/** How far a member's clock is ahead of UTC, in ms; 0 if they set none. */
export async function utcOffsetOf(deps: { readonly slack: WebClient }, userId: string): Promise<number> {
  const { user } = await deps.slack.users.info({ user: userId });
  return (clockSchema.safeParse(user).data?.tz_offset ?? 0) * 1000;
}

/** The sender, in payloads of clicks, forms and menus. */
const payloadSchema = z.object({
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string(), enterprise_id: z.string().nullish() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
});

/**
 * Whether the sender belongs to another organisation, as is possible in a Slack Connect channel (docs.slack.dev/apis/slack-connect).
 * Members are people of the same workspace or of the same Enterprise Grid organisation, where `team_id` may be the id of the
 * organisation or of another of its workspaces. A payload without a team counts as external.
 */
export async function isExternalUser(
  deps: { readonly slack: WebClient; readonly bot: BotIdentity },
  payload: unknown,
): Promise<boolean> {
  const { teamId, enterpriseId } = deps.bot;
  const { user, team, enterprise } = payloadSchema.safeParse(payload).data ?? {};
  // The payload's team may be the conversation's, so the user's own team comes first.
  const home = user?.team_id ?? team?.id ?? enterprise?.id;
  if (user === undefined || home === undefined) return true;
  if (home === teamId || home === enterpriseId) return false;
  if (enterpriseId === undefined) return true;
  if (home === team?.id && team.enterprise_id === enterpriseId) return false;
  return (await enterpriseOf(deps.slack, user.id)) !== enterpriseId;
}

const userSchema = z.object({ enterprise_user: z.object({ enterprise_id: z.string() }).optional() });

async function enterpriseOf(slack: WebClient, userId: string): Promise<string | undefined> {
  const { user } = await slack.users.info({ user: userId });
  return userSchema.safeParse(user).data?.enterprise_user?.enterprise_id;
}
