import { z } from 'zod';
import type { PhotoSource } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { type FoundReply, findRepliesToPost } from '../../replies/find-reply.js';
import { isRefusedAs } from '../../slack/errors.js';
import { readFaceBlockId } from '../../views/face-controls.js';
import { CHANGE_NAMES_ACTION, readNamesRef } from '../../views/names-modal.js';
import { escapeMrkdwn } from '../../views/text.js';

/** Whether Slack's error means that a conversation cannot be read or changed. */
export function isOutOfReach(error: unknown): boolean {
  return isRefusedAs(
    error,
    'not in conversation',
    'archived',
    'messages suspended',
    'access limited',
    'not ours to change',
    'too old to edit',
  );
}

/**
 * Our replies to some posts.
 * @param receipt counts the conversations that can no longer be read.
 */
export async function findRepliesTo(
  deps: Pick<Deps, 'backgroundSlack' | 'bot'>,
  posts: readonly { readonly channelId: string; readonly messageTs: string }[],
  receipt: { outOfReach: number },
): Promise<FoundReply[]> {
  const replies: FoundReply[] = [];
  for (const { channelId, messageTs } of posts) {
    try {
      replies.push(...(await findRepliesToPost({ ...deps, slack: deps.backgroundSlack }, channelId, messageTs)));
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      receipt.outOfReach += 1;
    }
  }
  return replies;
}

/** The posts that a photo came with. */
export function postsWith({ channelId, messageTs, alsoIn = [] }: PhotoSource) {
  return [{ channelId, messageTs }, ...alsoIn];
}

/** Whether one of these names occurs anywhere in a message: in its text, its rows, or the description of a picture. */
export function mentionsAny(message: unknown, names: readonly string[]): boolean {
  const wanted = names.flatMap((name) => [name, escapeMrkdwn(name)]);
  return textsIn(message).some((text) => wanted.some((name) => text.includes(name)));
}

const namesSchema = z.object({ accessory: z.object({ action_id: z.literal(CHANGE_NAMES_ACTION), value: z.string() }) });

/** Until version 0.2, each face had a row of its own. */
const rowSchema = z.object({ block_id: z.string() });

/** Rows of version 0.1 say only by the words on their menu that they are sure. */
const oldSureRowSchema = z.object({
  accessory: z.object({ placeholder: z.object({ text: z.literal('Not right?') }) }),
});

/** The faces that a reply names as one of these people although no one has tagged them. */
export function sureFacesIn(
  message: { readonly blocks?: unknown },
  personIds: readonly string[],
): { readonly photoId: string; readonly faceId: string }[] {
  return recognisedIn(message).flatMap(({ photoId, faceId, personId }) =>
    personIds.includes(personId) ? [{ photoId, faceId }] : [],
  );
}

/** The faces that a reply names although no one has tagged them, and whom it names. */
export function recognisedIn(message: {
  readonly blocks?: unknown;
}): { readonly photoId: string; readonly faceId: string; readonly personId: string }[] {
  const blocks: unknown[] = Array.isArray(message.blocks) ? message.blocks : [];
  return blocks.flatMap((block) => {
    const names = namesSchema.safeParse(block).data;
    if (names !== undefined) {
      const { photoId, sure } = readNamesRef(names.accessory.value);
      return sure.map(({ faceId, personId }) => ({ photoId, faceId, personId }));
    }
    const row = rowSchema.safeParse(block).data;
    const face = row && readFaceBlockId(row.block_id);
    if (face?.candidateId === undefined) return [];
    const isSure = face.isSure === true || oldSureRowSchema.safeParse(block).success;
    return isSure ? [{ photoId: face.photoId, faceId: face.faceId, personId: face.candidateId }] : [];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
