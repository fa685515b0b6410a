import { z } from 'zod';
import { cleanName } from '../faces/names.js';
import type { Member } from '../views/person-menu.js';

const userSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  real_name: z.string().nullish(),
  profile: z
    .object({ real_name: z.string().nullish(), display_name: z.string().nullish(), title: z.string().nullish() })
    .nullish(),
});

/** Slack says of its own bot that it is not one. */
const SLACKBOT = 'USLACKBOT';

/** The members on a page of `users.list`. */
export function readMembers(page: unknown): Member[] {
  const users = z.object({ members: z.array(z.unknown()) }).safeParse(page).data?.members ?? [];
  return users.flatMap((user) => readMember(user) ?? []);
}

/** A user as Slack describes them. @returns undefined for bots and for people who have left. */
export function readMember(user: unknown): Member | undefined {
  const parsed = userSchema.safeParse(user).data;
  if (parsed === undefined || parsed.deleted === true || parsed.is_bot === true || parsed.id === SLACKBOT) {
    return undefined;
  }
  const { profile } = parsed;
  const handle = profile?.display_name || parsed.name || '';
  const [name, ...otherNames] = namesIn(parsed);
  return name === undefined
    ? undefined
    : { userId: parsed.id, name, otherNames, handle, title: cleanName(profile?.title ?? '') };
}

/** Every name that Slack has for a user, the full name first. People who have left still have theirs. */
export function readNames(user: unknown): string[] {
  const parsed = userSchema.safeParse(user).data;
  return parsed === undefined ? [] : namesIn(parsed);
}

function namesIn({ name, real_name, profile }: z.infer<typeof userSchema>): string[] {
  const names = [profile?.real_name, real_name, profile?.display_name, name];
  return [...new Set(names.flatMap((each) => cleanName(each ?? '') || []))];
}
