import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { isRefusedAs } from './errors.js';
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

const homeSchema = z.object({
  team_id: z.string().nullish(),
  is_stranger: z.boolean().nullish(),
  enterprise_user: z.object({ enterprise_id: z.string() }).nullish(),
});

/**
 * Whether a user, as Slack describes them, is of the bot's workspace or organisation. Slack also lists and describes people of others
 * who are in a shared channel.
 */
export function isOfOrganisation({ teamId, enterpriseId }: BotIdentity, user: unknown): boolean {
  const home = homeSchema.safeParse(user).data;
  if (home === undefined || home.is_stranger === true) return false;
  if (home.team_id == null || home.team_id === teamId) return true;
  return enterpriseId !== undefined && (home.enterprise_user?.enterprise_id ?? home.team_id) === enterpriseId;
}

/** How long in ms it is remembered who is of another organisation. */
const AUTHOR_MAX_AGE_MS = 60 * 60_000;
const externalAuthors = new WeakMap<WebClient, LRUCache<string, boolean>>();

/** {@link isExternalUser} for the author of a message, who is looked up if the message has no team. */
export async function isExternalAuthor(
  deps: { readonly slack: WebClient; readonly bot: BotIdentity },
  { userId, userTeamId }: { readonly userId: string; readonly userTeamId?: string | undefined },
): Promise<boolean> {
  if (userTeamId !== undefined) return isExternalUser(deps, { user: { id: userId, team_id: userTeamId } });
  const known = externalAuthors.get(deps.slack) ?? new LRUCache({ max: 1000, ttl: AUTHOR_MAX_AGE_MS });
  externalAuthors.set(deps.slack, known);
  const found = known.get(userId);
  if (found !== undefined) return found;
  const isExternal = !isOfOrganisation(deps.bot, await describe(deps.slack, userId));
  known.set(userId, isExternal);
  return isExternal;
}

/** @returns undefined if the bot can't see the user. */
async function describe(slack: WebClient, userId: string): Promise<unknown> {
  try {
    return (await slack.users.info({ user: userId })).user;
  } catch (error) {
    if (isRefusedAs(error, 'user gone')) return undefined;
    throw error;
  }
}
