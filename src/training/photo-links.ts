import type { Deps } from '../deps.js';
import { orUndefined } from '../failures.js';
import { linkToMessage, listVisibleChannels } from '../slack/conversations.js';
import type { PhotoLinks } from '../views/training-checks.js';

type LinkDeps = Pick<Deps, 'recognizer' | 'slack' | 'log'>;

/** Links to the messages photos were posted with, as far as a person may see them. Empty if that fails. */
export async function findPhotoLinks(deps: LinkDeps, userId: string, photoIds: readonly string[]): Promise<PhotoLinks> {
  if (photoIds.length === 0) return new Map();
  return (await orUndefined(findLinks(deps, userId, photoIds), 'No links to photos', deps.log.info)) ?? new Map();
}

async function findLinks(deps: LinkDeps, userId: string, photoIds: readonly string[]) {
  const [sources, visible] = await Promise.all([
    deps.recognizer.photos.findSources([...new Set(photoIds)]),
    listVisibleChannels(deps, userId),
  ]);
  const links = new Map<string, string>();
  for (const { photoId, channelId, messageTs } of sources) {
    const link = visible.has(channelId) ? await linkToMessage(deps, channelId, messageTs) : undefined;
    if (link !== undefined) links.set(photoId, link);
  }
  return links;
}
