import { z } from 'zod';

const payloadSchema = z.object({
  user: z.object({ team_id: z.string().nullish() }),
  team: z.object({ id: z.string() }).nullish(),
  message: z.object({ team: z.string().nullish() }).nullish(),
  view: z.object({ app_installed_team_id: z.string().nullish(), team_id: z.string().nullish() }).nullish(),
});

/**
 * Whether somebody of another workspace used a control, as they can in a channel that two workspaces share
 * (docs.slack.dev/apis/slack-connect). The `team` of such a payload may be theirs, so what is ours counts first: the team of
 * our own message, or the one our view was opened for.
 */
export function isOutsider(payload: unknown): boolean {
  const parsed = payloadSchema.safeParse(payload).data;
  const theirs = parsed?.user.team_id;
  const ours =
    parsed?.message?.team ?? parsed?.view?.app_installed_team_id ?? parsed?.view?.team_id ?? parsed?.team?.id;
  return theirs !== undefined && theirs !== null && ours !== undefined && theirs !== ours;
}
