import { photoIdOfFile } from '../../../src/faces/ids.js';
import { CHANGE_NAMES_ACTION, readNamesRef } from '../../../src/views/names-modal.js';
import type { Person, SeenMessage } from '../person.js';
import { rowOf } from '../reply-rows.js';
import type { Ledger } from './ledger.js';

/** What does not hold, in sentences. Everything should be empty. */
export interface Broken {
  /** Acknowledged posts, names, undone names and forgotten people that do not show. */
  readonly lost: readonly string[];
  readonly unanswered: readonly string[];
  readonly doubled: readonly string[];
  readonly withoutPicture: readonly string[];
}

interface PostSeen {
  readonly ts: string;
  readonly fileIds: readonly string[];
  readonly replies: readonly SeenMessage[];
}

/** What the reply to a photo says whose only person was forgotten. */
const FORGOTTEN = /^Someone in these photos asked/;

/**
 * Checks every post of a channel, as a person sees it, against what was acknowledged.
 * @param faceless ids of photos in which no face was found.
 */
export async function inspectReplies(
  person: Person,
  channel: string,
  ledger: Ledger,
  faceless: ReadonlySet<string> = new Set(),
): Promise<Broken> {
  const posts = await readPosts(person, channel);
  const isFaceless = ({ fileIds }: PostSeen) => fileIds.every((id) => faceless.has(photoIdOfFile(id)));
  const lost = new Set<string>();
  for (const photo of ledger.photos) {
    const post = posts.find(({ fileIds }) => fileIds.includes(photo.fileId));
    if (post === undefined) lost.add(`the post of ${photo.fileId}`);
    const reply = post?.replies[0];
    if (reply === undefined) continue;
    for (const { number, state, name = '' } of photo.faces) {
      const { row, isTagged } = readFace(reply, number);
      const face = `face ${number} of ${photo.fileId} (${reply.text})`;
      if (state === 'tagged' && (isTagged === false || row?.includes(name) !== true)) lost.add(`${name} on ${face}`);
      if (state === 'untagged' && (isTagged === true || row === undefined))
        lost.add(`that ${face} was not named or undone`);
      if (state === 'forgotten' && !FORGOTTEN.test(reply.text)) lost.add(`that ${name} was forgotten`);
    }
  }
  for (const { replies } of posts) {
    const shown = JSON.stringify(replies);
    for (const name of ledger.forgotten) if (shown.includes(name)) lost.add(`that ${name} was forgotten`);
  }
  return {
    lost: [...lost],
    unanswered: posts.filter((post) => post.replies.length === 0 && !isFaceless(post)).map(nameOf),
    doubled: posts.filter(({ replies }) => replies.length > 1).map(nameOf),
    withoutPicture: posts.filter(({ replies: [reply] }) => reply !== undefined && lacksPicture(reply)).map(nameOf),
  };
}

/** What a reply says about one face. */
interface FaceSeen {
  /** Undefined if the reply does not show the face now. */
  readonly row: string | undefined;
  /** Whether someone named it, rather than Rollcall itself; undefined if it is among names of both kinds. */
  readonly isTagged: boolean | undefined;
}

function readFace(reply: SeenMessage, number: number): FaceSeen {
  const lines = (reply.blocks ?? []).map((block) => ({
    ...block,
    shown: block.text?.text.replaceAll('\u00A0', ' ') ?? '',
  }));
  const found = findRow(reply, number);
  const isInBlocks =
    found !== undefined && (found.controls.length > 0 || lines.some(({ shown }) => shown.includes(found.text)));
  // Names have no numbers when they are on the picture: "*Ada Lovelace, Grace Hopper and Alan Turing*".
  const list = lines.find(
    ({ accessory, shown }) => accessory?.action_id === CHANGE_NAMES_ACTION && /^\*\D/.test(shown),
  );
  if (!isInBlocks && list !== undefined) {
    const names = list.shown.replaceAll('*', '').split(/, | and /);
    return { row: list.shown, isTagged: areTagged(names.length, list.accessory?.value) };
  }
  if (found === undefined) return { row: undefined, isTagged: false };
  const line = lines.find(({ accessory, shown }) => {
    return accessory?.action_id === CHANGE_NAMES_ACTION && shown.split(' · ').includes(found.text);
  });
  const names = line?.shown.split(' · ').filter((part) => part.startsWith('*')) ?? [];
  return { row: found.text, isTagged: names.includes(found.text) && areTagged(names.length, line?.accessory?.value) };
}

/** @param value of the button beside the names, which says which of them no one gave. */
function areTagged(names: number, value = ''): boolean | undefined {
  const sure = readNamesRef(value).sure.length;
  return sure === 0 ? true : sure === names ? false : undefined;
}

function findRow(reply: SeenMessage, number: number) {
  try {
    return rowOf(reply, number);
  } catch {
    // The reply does not show this face.
    return undefined;
  }
}

const nameOf = ({ ts, fileIds, replies }: PostSeen) =>
  `${ts} (${fileIds.join(', ')})${replies.map(({ ts: replyTs }) => ` ${replyTs}`).join('')}`;

function lacksPicture({ text, blocks = [] }: SeenMessage): boolean {
  return !FORGOTTEN.test(text) && !blocks.some(({ type }) => type === 'image');
}

async function readPosts(person: Person, channel: string): Promise<PostSeen[]> {
  const posts: PostSeen[] = [];
  let cursor: string | undefined;
  do {
    const page = await person.api.conversations.history({ channel, limit: 200, ...(cursor && { cursor }) });
    for (const { ts = '', files = [] } of page.messages ?? []) {
      if (files.length === 0) continue;
      const replies = (await person.repliesTo({ channel, ts })).filter(({ bot_id }) => bot_id !== undefined);
      posts.push({ ts, fileIds: files.map(({ id = '' }) => id), replies });
    }
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return posts;
}
