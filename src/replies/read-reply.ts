import { z } from 'zod';
import { readFaceBlockId } from '../views/ids.js';
import { escapeMrkdwn } from '../views/mrkdwn.js';

/** Whether a message of ours has one of these names anywhere in it: in its text, its rows, or a picture’s description. */
export function mentionsAny(message: unknown, names: readonly string[]): boolean {
  const wanted = names.flatMap((name) => [name, escapeMrkdwn(name)]);
  return textsIn(message).some((text) => wanted.some((name) => text.includes(name)));
}

const rowSchema = z.object({ block_id: z.string() });

/** Rows of version 0.1 say only by the words on their menu that they are sure. */
const oldSureRowSchema = z.object({
  accessory: z.object({ placeholder: z.object({ text: z.literal('Not right?') }) }),
});

/** The faces that a reply says are one of these people although no one has named them. */
export function sureFacesIn(
  message: { readonly blocks?: unknown },
  personIds: readonly string[],
): { readonly photoId: string; readonly faceId: string }[] {
  const blocks: unknown[] = Array.isArray(message.blocks) ? message.blocks : [];
  return blocks.flatMap((block) => {
    const row = rowSchema.safeParse(block).data;
    const face = row && readFaceBlockId(row.block_id);
    if (face?.guessId === undefined || !personIds.includes(face.guessId)) return [];
    const isSure = face.isSure === true || oldSureRowSchema.safeParse(block).success;
    return isSure ? [{ photoId: face.photoId, faceId: face.faceId }] : [];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
