import { z } from 'zod';

/** A message of a history or a thread, as far as it is looked at here. */
export const messageSchema = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  subtype: z.string().optional(),
  metadata: z.unknown().optional(),
  reply_count: z.number().optional(),
  latest_reply: z.string().optional(),
});
export type Message = z.infer<typeof messageSchema>;

/** A thread, as far as it was read. */
export interface ReadThread {
  readonly channelId: string;
  readonly threadTs: string;
  /** `ts` from which on its messages are known. */
  readonly from: string;
  readonly messages: readonly Message[];
}

/** Whether a `ts` is after another. They are numbers with a fixed count of decimals, too long for a JavaScript number. */
export function isLater(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
