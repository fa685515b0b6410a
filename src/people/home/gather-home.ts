import type { Deps } from '../../deps.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import type { HomeContent } from '../../views/home.js';
import type { GatherPeople } from './gather-people.js';
import { findWaitingPhotos } from './waiting-photos.js';

/** Collects what App Home shows to one person: what they may see. */
export type GatherHome = (viewerId: string) => Promise<Omit<HomeContent, 'page'>>;

const MAX_RECENT = 200;

export function createGatherHome(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'thresholds' | 'log' | 'signal'> & {
    readonly candidateCache: CandidateCache;
    readonly gatherPeople: GatherPeople;
  },
): GatherHome {
  const { recognizer } = deps;
  return async (viewerId) => {
    const [{ visible, people, changes, viewer }, training, recent] = await Promise.all([
      deps.gatherPeople(viewerId),
      recognizer.model.state(),
      recognizer.photos.listRecent(MAX_RECENT),
    ]);
    const waiting = await findWaitingPhotos(deps, recent, visible, training.last !== undefined);
    return { training, people, changes, waiting, viewer };
  };
}
