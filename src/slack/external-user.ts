import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { BotIdentity } from './identity.js';

/** Who did something in Slack, as the payloads of clicks, forms and menus tell. */
const payloadSchema = z.object({
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string(), enterprise_id: z.string().nullish() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
});

/**
 * Whether somebody of another organisation did this, as they can in a channel that is shared through Slack Connect
 * (docs.slack.dev/apis/slack-connect). Ours are people of the same workspace, or of the same Enterprise Grid organisation:
 * there `team_id` may be the id of the organisation, or of another workspace of it. A payload that does not tell is taken for
 * that of an external user.
 */
export async function isExternalUser(
  deps: { readonly slack: WebClient; readonly bot: BotIdentity },
  payload: unknown,
): Promise<boolean> {
  const { teamId, enterpriseId } = deps.bot;
  const { user, team, enterprise } = payloadSchema.safeParse(payload).data ?? {};
  // The team of a payload may be theirs, and is that of the conversation otherwise: the user's own counts first.
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
