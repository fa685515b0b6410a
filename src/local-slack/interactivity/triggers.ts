import { newSecret } from '../ids.js';

/** The person who used the control. */
interface Trigger {
  readonly user: string;
}

/** `trigger_id`s: proof of a recent interaction. Each is valid once, for three seconds. */
export interface Triggers {
  create(user: string): string;
  /** Uses a trigger, or says why it cannot be used. */
  exchange(id: string): Trigger | 'invalid' | 'expired' | 'exchanged';
}

const LIFETIME_MS = 3000;
/** How long a used or expired trigger is remembered, for an accurate error. */
const REMEMBERED_MS = 10 * 60 * 1000;

export function createTriggers(now: () => number): Triggers {
  const known = new Map<string, Trigger & { readonly createdAtMs: number; isUsed: boolean }>();

  return {
    create(user) {
      for (const [id, trigger] of known) {
        if (now() - trigger.createdAtMs < REMEMBERED_MS) break;
        known.delete(id);
      }
      const id = `${now()}.${process.pid}.${newSecret()}`;
      known.set(id, { user, createdAtMs: now(), isUsed: false });
      return id;
    },
    exchange(id) {
      const trigger = known.get(id);
      if (trigger === undefined) return 'invalid';
      if (trigger.isUsed) return 'exchanged';
      if (now() - trigger.createdAtMs > LIFETIME_MS) return 'expired';
      trigger.isUsed = true;
      return { user: trigger.user };
    },
  };
}
