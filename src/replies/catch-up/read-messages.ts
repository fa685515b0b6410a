import { z } from 'zod';
import type { Deps } from '../../deps.js';
import { CONVERSATION_TYPES } from '../../slack/conversations.js';
import type { CallBudget } from './call-budget.js';

export type ReadDeps = Pick<Deps, 'backgroundSlack' | 'bot' | 'log'> & { readonly budget: CallBudget };

const PER_PAGE = 200;

/** Older posts can be answered with “Name faces”. */
const MAX_PAGES = 5;

/** Ids of every conversation the bot is in. @throws Slack's refusal, 'permission missing' among them. */
export async function* listConversations({ backgroundSlack, budget }: ReadDeps): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    budget.spend();
    const page = await backgroundSlack.users.conversations({
      types: CONVERSATION_TYPES,
      exclude_archived: true,
      limit: PER_PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id } of page.channels ?? []) if (id !== undefined) yield id;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

/** Newest first: at least a page, so that older threads with new replies are found, and everything since. */
export async function readHistory(
  { backgroundSlack, budget }: ReadDeps,
  channel: string,
  since: string,
): Promise<Message[]> {
  return readPages(budget, since, (cursor) =>
    backgroundSlack.conversations.history({ channel, limit: PER_PAGE, ...cursor }),
  );
}

export async function readThread(
  { backgroundSlack, budget }: ReadDeps,
  channel: string,
  ts: string,
  oldest: string,
): Promise<Message[]> {
  return readPages(budget, undefined, (cursor) =>
    backgroundSlack.conversations.replies({
      channel,
      ts,
      oldest,
      inclusive: true,
      // Without it Slack leaves out the payload of metadata.
      include_all_metadata: true,
      limit: PER_PAGE,
      ...cursor,
    }),
  );
}

interface Page {
  readonly messages?: readonly unknown[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

/** @param since pages that begin before this are the last that are asked for. */
async function readPages(
  budget: CallBudget,
  since: string | undefined,
  read: (cursor: { cursor?: string }) => Promise<Page>,
): Promise<Message[]> {
  const found: Message[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    budget.spend();
    const answer = await read(cursor === undefined ? {} : { cursor });
    found.push(...(answer.messages ?? []).map((message) => messageSchema.parse(message)));
    cursor = answer.response_metadata?.next_cursor || undefined;
    const last = found.at(-1);
    if (cursor === undefined || (since !== undefined && last !== undefined && isLater(since, last.ts))) break;
  }
  return found;
}

/** A message of a history or a thread, as far as it is looked at here. */
const messageSchema = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  subtype: z.string().optional(),
  metadata: z.unknown().optional(),
  reply_count: z.number().optional(),
  latest_reply: z.string().optional(),
  reply_users: z.array(z.string()).optional(),
  reply_users_count: z.number().optional(),
});

export type Message = z.infer<typeof messageSchema>;

/** Whether a `ts` is after another. They are numbers with a fixed count of decimals, too long for a JavaScript number. */
export function isLater(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
