import type { Deps } from '../deps.js';
import { isAdmin } from '../slack/admins.js';
import { notATrainer } from '../views/training.js';

/** Why a person may not train, and whom to ask instead; undefined when they may. */
export async function whyNotTrain(deps: Pick<Deps, 'slack' | 'trainers'>, userId: string): Promise<string | undefined> {
  const { trainers } = deps;
  if (trainers === 'everyone') return undefined;
  if (trainers === 'admins') return (await isAdmin(deps, userId)) ? undefined : notATrainer([]);
  return trainers.includes(userId) ? undefined : notATrainer(trainers);
}
