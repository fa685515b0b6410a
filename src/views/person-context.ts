import { z } from 'zod';
import { type ListBelow, listBelowSchema } from './names-modal.js';

/** What a modal about people is about, and where it was opened. Ids only. */
export interface PersonContext {
  /** Undefined for the list of all changes. */
  readonly personId: string | undefined;
  /** A face of theirs to show. */
  readonly face: { readonly photoId: string; readonly faceId: string } | undefined;
  /** What to update after a change. */
  readonly origin:
    | { readonly kind: 'home'; readonly page: number }
    | {
        readonly kind: 'reply';
        readonly channelId: string;
        readonly threadTs: string;
        readonly ts: string;
        readonly list?: ListBelow | undefined;
      };
}

const contextSchema = z.object({
  personId: z.string().optional(),
  face: z.object({ photoId: z.string(), faceId: z.string() }).optional(),
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('home'), page: z.number() }),
    z.object({
      kind: z.literal('reply'),
      channelId: z.string(),
      threadTs: z.string(),
      ts: z.string(),
      list: listBelowSchema.optional(),
    }),
  ]),
});

/** The `private_metadata` of a modal about people. */
export function packPersonContext(context: PersonContext): string {
  return JSON.stringify(context);
}

/** Reads what {@link packPersonContext} wrote. @throws ZodError */
export function readPersonContext(metadata: string): PersonContext {
  const { personId, face, origin } = contextSchema.parse(JSON.parse(metadata));
  return { personId, face, origin };
}
