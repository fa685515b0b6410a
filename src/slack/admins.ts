import type { WebClient } from '@slack/web-api';
import { z } from 'zod';

const userSchema = z.object({
  is_admin: z.boolean().nullish(),
  is_owner: z.boolean().nullish(),
  is_primary_owner: z.boolean().nullish(),
});

/** Asked every time: a person who was made an admin a minute ago is one. */
export async function isAdmin(deps: { readonly slack: WebClient }, userId: string): Promise<boolean> {
  const { user } = await deps.slack.users.info({ user: userId });
  const { is_admin, is_owner, is_primary_owner } = userSchema.parse(user);
  return is_admin === true || is_owner === true || is_primary_owner === true;
}
