import type { HomeContent } from '../../views/home.js';
import type { GatherPeople } from './gather-people.js';
import { findWaitingPhotos, type WaitingDeps } from './waiting-photos.js';

export type GatherHomeDeps = WaitingDeps & { readonly gatherPeople: GatherPeople };

const MAX_RECENT = 200;

/** Collects what App Home shows to one person: what they may see. */
export async function gatherHome(
  deps: GatherHomeDeps,
  viewerId: string,
): Promise<Omit<HomeContent, 'page' | 'helpContact'>> {
  const [{ visible, people, changes, viewer }, training, recent] = await Promise.all([
    deps.gatherPeople(viewerId),
    deps.recognizer.model.state(),
    deps.recognizer.photos.listRecent(MAX_RECENT),
  ]);
  const waiting = await findWaitingPhotos(deps, recent, visible, training.last !== undefined);
  return { training, people, changes, waiting, viewer };
}
