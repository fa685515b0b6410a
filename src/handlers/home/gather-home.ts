import { LRUCache } from 'lru-cache';
import type { GivenTag, KeptPhotoSource } from '../../faces/model.js';
import type { AboutViewer, HomeContent, HomePerson } from '../../views/home.js';
import { personIdOfMember } from '../../views/ids.js';
import type { Deps } from '../deps.js';
import type { KnownSuggestions } from '../reply/known-suggestions.js';
import type { FacePictures } from './face-pictures.js';
import { listVisibleChannels } from './visible-channels.js';
import { findWaitingPhotos } from './waiting-photos.js';

/** What somebody may see, and the face to show of each person. */
export interface GatheredHome {
  readonly content: Omit<HomeContent, 'page'>;
  /** By person id: the newest face the viewer may see. */
  readonly faces: ReadonlyMap<string, { readonly photoId: string; readonly faceId: string }>;
}

/** Collects what App Home shows to one person. */
export type GatherHome = (viewerId: string) => Promise<GatheredHome>;

const MAX_SOURCES = 20_000;
const MAX_RECENT = 200;

export function createGatherHome(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'thresholds' | 'log' | 'signal'> & {
    readonly suggestions: KnownSuggestions;
    readonly facePictures: FacePictures;
  },
): GatherHome {
  const { recognizer, signal } = deps;
  /** Where a photo was posted never changes. */
  const sources = new LRUCache<string, KeptPhotoSource>({ max: MAX_SOURCES });

  return async (viewerId) => {
    const [visible, training, tags, recent] = await Promise.all([
      listVisibleChannels(deps, viewerId),
      recognizer.trainingState({ signal }),
      recognizer.listTags({ signal }),
      recognizer.listRecentPhotos(MAX_RECENT, { signal }),
    ]);
    for (const source of recent) sources.set(source.photoId, source);
    await learnSources(tags.map(({ photoId }) => photoId));
    const seen = tags.filter(({ photoId }) => visible.has(sources.get(photoId)?.channelId ?? ''));
    const waiting = await findWaitingPhotos(deps, recent, visible, training.last !== undefined);
    const faces = new Map<string, GivenTag>();
    for (const tag of seen) if (!faces.has(tag.person.id)) faces.set(tag.person.id, tag);
    return { content: { training, people: peopleIn(seen), waiting, viewer: about(viewerId, tags) }, faces };
  };

  async function learnSources(photoIds: readonly string[]): Promise<void> {
    const missing = [...new Set(photoIds)].filter((photoId) => !sources.has(photoId));
    if (missing.length === 0) return;
    for (const source of await recognizer.findSources(missing, { signal })) sources.set(source.photoId, source);
  }

  function peopleIn(tags: readonly GivenTag[]): HomePerson[] {
    const people = new Map<string, HomePerson>();
    for (const { person, photoId, faceId } of tags) {
      const known = people.get(person.id);
      const faceFileId = known === undefined ? deps.facePictures.find(photoId, faceId) : known.faceFileId;
      people.set(person.id, { person, tags: (known?.tags ?? 0) + 1, faceFileId });
    }
    return [...people.values()].sort((a, b) => a.person.name.localeCompare(b.person.name));
  }
}

/** All that is known of the viewer, also from conversations they have left since. */
function about(viewerId: string, tags: readonly GivenTag[]): AboutViewer {
  const id = personIdOfMember(viewerId);
  const ofThem = tags.filter(({ person }) => person.id === id);
  return {
    person: ofThem[0]?.person,
    tagsOfThem: ofThem.length,
    tagsByThem: tags.filter(({ taggedBy }) => taggedBy === viewerId).length,
  };
}
