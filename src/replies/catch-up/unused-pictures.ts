import type { Deps } from '../../deps.js';
import { unlessGone } from '../../slack/errors.js';
import { findRepliesToPost } from '../find-reply.js';
import { photoOfPicture } from '../numbered-pictures.js';

type UnusedDeps = Pick<Deps, 'backgroundSlack' | 'recognizer' | 'bot' | 'isClosing'>;

const PER_PAGE = 200;
const MAX_PAGES = 5;
/** How many pictures are looked up one by one. The next start goes on. */
const MAX_LOOKED_UP = 100;

/**
 * Deletes numbered pictures that no reply shows: Rollcall was killed, or its connection broke, between the upload and the reply.
 * @param uploaded when, in milliseconds since 1970. Later pictures may belong to a reply that is about to be posted.
 * @param shown Slack files that are known to be in a reply.
 * @returns how many were deleted.
 */
export async function removeUnusedPictures(
  deps: UnusedDeps,
  uploaded: { readonly fromMs: number; readonly untilMs: number },
  shown: ReadonlySet<string>,
): Promise<number> {
  const unseen = (await listPictures(deps, uploaded)).filter(({ id }) => !shown.has(id));
  let deleted = 0;
  for (const { id, photoId } of unseen.slice(0, MAX_LOOKED_UP)) {
    if (deps.isClosing()) break;
    if (await isShown(deps, id, photoId)) continue;
    await unlessGone(deps.backgroundSlack.files.delete({ file: id }));
    deleted += 1;
  }
  return deleted;
}

async function listPictures({ backgroundSlack, bot }: UnusedDeps, uploaded: { fromMs: number; untilMs: number }) {
  const pictures: { readonly id: string; readonly photoId: string }[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await backgroundSlack.files.list({
      user: bot.userId,
      types: 'images',
      ts_from: String(Math.floor(uploaded.fromMs / 1000)),
      ts_to: String(Math.floor(uploaded.untilMs / 1000)),
      count: PER_PAGE,
      page,
    });
    for (const { id, name } of answer.files ?? []) {
      const photoId = photoOfPicture(name ?? '');
      if (id !== undefined && photoId !== undefined) pictures.push({ id, photoId });
    }
    if (page >= (answer.paging?.pages ?? 1)) break;
  }
  return pictures;
}

/** Whether our reply to any post with the photo shows the picture. */
async function isShown(deps: UnusedDeps, fileId: string, photoId: string): Promise<boolean> {
  const [source] = await deps.recognizer.photos.findSources([photoId]);
  const clients = { bot: deps.bot, slack: deps.backgroundSlack };
  for (const { channelId, messageTs } of source === undefined ? [] : [source, ...(source.alsoIn ?? [])]) {
    const replies = await unlessGone(findRepliesToPost(clients, channelId, messageTs));
    const photos = (replies ?? []).flatMap(({ state }) => state.photos);
    if (photos.some(({ pictureFileId }) => pictureFileId === fileId)) return true;
  }
  return false;
}
