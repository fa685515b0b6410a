import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { listVisibleChannels } from '../slack/conversations.js';
import { linkToMessage } from '../slack/message-link.js';
import type { PhotoLinks } from '../views/training-report.js';

type LinkDeps = Pick<Deps, 'recognizer' | 'slack' | 'log' | 'signal'>;

/**
 * Links to the messages some photos are on, as far as a person may see them. Without a link something can still be said, so
 * whatever fails is only logged.
 */
export async function findPhotoLinks(
  deps: LinkDeps,
  userId: string,
  photos: readonly { readonly photoId: string }[],
): Promise<PhotoLinks> {
  const links = new Map<string, string>();
  if (photos.length === 0) return links;
  try {
    const photoIds = [...new Set(photos.map(({ photoId }) => photoId))];
    const [sources, visible] = await Promise.all([
      deps.recognizer.photos.findSources(photoIds),
      listVisibleChannels(deps, userId),
    ]);
    for (const { photoId, channelId, messageTs } of sources) {
      const link = visible.has(channelId) ? await linkToMessage(deps, channelId, messageTs) : undefined;
      if (link !== undefined) links.set(photoId, link);
    }
  } catch (error) {
    deps.signal.throwIfAborted();
    deps.log.info(`No links to photos: ${messageOf(error)}`);
  }
  return links;
}
