import { z } from 'zod';
import { readFaceBlockId } from '../views/ids.js';
import { escapeMrkdwn } from '../views/mrkdwn.js';
import { WORDING } from '../views/wording.js';

/** Whether a message of ours has one of these names anywhere in it: in its text, its rows, or what is read out for a picture. */
export function mentionsAny(message: unknown, names: readonly string[]): boolean {
  const wanted = names.flatMap((name) => [name, escapeMrkdwn(name)]);
  return textsIn(message).some((text) => wanted.some((name) => text.includes(name)));
}

const guessRowSchema = z.object({
  block_id: z.string(),
  accessory: z.object({ placeholder: z.object({ text: z.literal(WORDING.notRight) }) }),
});

/** The faces that a reply says are surely one of these people, without anybody having said so. */
export function sureFacesIn(
  message: { readonly blocks?: unknown },
  personIds: readonly string[],
): { readonly photoId: string; readonly faceId: string }[] {
  const blocks: unknown[] = Array.isArray(message.blocks) ? message.blocks : [];
  return blocks.flatMap((block) => {
    const row = guessRowSchema.safeParse(block).data;
    const face = row && readFaceBlockId(row.block_id);
    return face?.guessId !== undefined && personIds.includes(face.guessId) ? [face] : [];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
