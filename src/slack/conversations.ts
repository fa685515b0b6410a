import type { WebClient } from '@slack/web-api';
import { z } from 'zod';

/** Every kind of conversation that Rollcall can be in. */
export const CONVERSATION_TYPES = 'public_channel,private_channel,mpim,im';

const pageSchema = z.object({ channels: z.array(z.object({ id: z.string() })) });

/** The conversations that both a person and Rollcall are in: what happens there is what they may see. */
export async function listVisibleChannels(
  deps: { readonly slack: WebClient },
  userId: string,
): Promise<ReadonlySet<string>> {
  const visible = new Set<string>();
  const pages = deps.slack.paginate('users.conversations', {
    user: userId,
    types: CONVERSATION_TYPES,
    limit: 200,
  });
  for await (const page of pages) {
    for (const { id } of pageSchema.safeParse(page).data?.channels ?? []) visible.add(id);
  }
  return visible;
}
