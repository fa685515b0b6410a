import type { WebClient } from '@slack/web-api';
import { z } from 'zod';

/** Rollcall's identity in its workspace. */
export interface BotIdentity {
  readonly userId: string;
  readonly botId: string;
  readonly teamId: string;
  /** The organisation of the workspace, on Enterprise Grid. */
  readonly enterpriseId: string | undefined;
}

const answerSchema = z.object({
  user_id: z.string(),
  bot_id: z.string().default(''),
  team_id: z.string().default(''),
  enterprise_id: z.string().nullish(),
});

/** Asks Slack who the token belongs to. Rejects with Slack's error if the token is not valid. */
export async function readIdentity(slack: WebClient): Promise<BotIdentity> {
  const { user_id, bot_id, team_id, enterprise_id } = answerSchema.parse(await slack.auth.test());
  return { userId: user_id, botId: bot_id, teamId: team_id, enterpriseId: enterprise_id ?? undefined };
}
