import { z } from 'zod';
import type { Deps } from '../deps.js';
import { notATrainer } from '../views/training.js';

const userSchema = z.object({
  is_admin: z.boolean().nullish(),
  is_owner: z.boolean().nullish(),
  is_primary_owner: z.boolean().nullish(),
});

/** Why somebody may not train, and whom to ask instead; undefined when they may. */
export async function whyNotTrain(deps: Pick<Deps, 'slack' | 'trainers'>, userId: string): Promise<string | undefined> {
  const { trainers } = deps;
  if (trainers === 'everyone') return undefined;
  if (trainers === 'admins') return (await isAdmin(deps, userId)) ? undefined : notATrainer([]);
  return trainers.includes(userId) ? undefined : notATrainer(trainers);
}

/** Asked every time: whoever was made an admin a minute ago is one. */
export async function isAdmin(deps: Pick<Deps, 'slack'>, userId: string): Promise<boolean> {
  const { user } = await deps.slack.users.info({ user: userId });
  const { is_admin, is_owner, is_primary_owner } = userSchema.parse(user);
  return is_admin === true || is_owner === true || is_primary_owner === true;
}
