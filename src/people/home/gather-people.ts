import { LRUCache } from 'lru-cache';
import { atMost } from '../../cache-limit.js';
import type { PhotoSource } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { countByPerson } from '../../faces/figures.js';
import { memberOfPerson, personIdOfMember } from '../../faces/ids.js';
import type { PhotoTag } from '../../faces/model.js';
import { type PersonRegistry, resolveTags, type UndoableChange, undoableChanges } from '../../faces/person-registry.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { listVisibleChannels } from '../../slack/conversations.js';
import type { AboutViewer } from '../../views/home.js';
import type { HomePerson } from '../../views/home-people.js';
import { consentOf } from '../consent/question.js';

/** The people that a person may see: those on photos in conversations that this person and Rollcall are in. */
interface VisiblePeople {
  readonly visible: ReadonlySet<string>;
  /** By name. */
  readonly people: readonly HomePerson[];
  /** Changes to these people that can be undone, newest first. */
  readonly changes: readonly UndoableChange[];
  readonly viewer: AboutViewer;
}

/** A photo in which a person is tagged. */
interface PersonPhoto {
  readonly photoId: string;
  readonly faceId: string;
  readonly channelId: string;
  /** `ts` of its message. */
  readonly messageTs: string;
  readonly taggedBy: string;
}

/** Collects the people that one person may see. */
export interface GatherPeople {
  of(viewerId: string): Promise<VisiblePeople>;
  /** The photos of a person that the viewer may see, each once, newest first. */
  photosOf(viewerId: string, personId: string): Promise<readonly PersonPhoto[]>;
  /** Reads ahead what takes long with many photos. */
  warmUp(): Promise<void>;
  readonly isWarmingUp: boolean;
}

const MAX_SOURCES = 100_000;
/** If more are missing, it takes fewer calls to list all photos than to look these up. */
const MAX_LOOKED_UP = 1000;

export function createGatherPeople(
  deps: Pick<Deps, 'recognizer' | 'slack'> & { readonly facePictures: FacePictures },
): GatherPeople {
  const { recognizer } = deps;
  /** Where a photo was posted never changes. */
  const sources = new LRUCache<string, PhotoSource>(atMost(MAX_SOURCES));
  let isWarmingUp = false;

  return {
    of: gather,
    photosOf,
    async warmUp() {
      isWarmingUp = true;
      try {
        const tags = await recognizer.tags.listAsGiven();
        await loadSources(tags.map(({ photoId }) => photoId));
      } finally {
        isWarmingUp = false;
      }
    },
    get isWarmingUp() {
      return isWarmingUp;
    },
  };

  /** Every tag, and those on photos in conversations that the viewer is in. */
  async function readTags(viewerId: string) {
    const [visible, given, registry] = await Promise.all([
      listVisibleChannels(deps, viewerId),
      recognizer.tags.listAsGiven(),
      recognizer.people.registry(),
    ]);
    await loadSources(given.map(({ photoId }) => photoId));
    const visibleTags = given.filter(({ photoId }) => visible.has(sources.get(photoId)?.channelId ?? ''));
    return { visible, given, registry, visibleTags };
  }

  async function photosOf(viewerId: string, personId: string): Promise<PersonPhoto[]> {
    const { registry, visibleTags } = await readTags(viewerId);
    const ids = new Set([personId, ...registry.idsOf(personId)]);
    const photos = new Map<string, PersonPhoto>();
    for (const { photoId, faceId, taggedBy, person } of visibleTags) {
      const source = sources.get(photoId);
      if (source === undefined || !ids.has(person.id) || photos.has(photoId)) continue;
      photos.set(photoId, { photoId, faceId, channelId: source.channelId, messageTs: source.messageTs, taggedBy });
    }
    return [...photos.values()].sort((a, b) => Number(b.messageTs) - Number(a.messageTs));
  }

  async function gather(viewerId: string): Promise<VisiblePeople> {
    const { visible, given, registry, visibleTags } = await readTags(viewerId);
    const people = peopleIn(registry, resolveTags(registry, visibleTags));
    const visibleIds = new Set([...visibleTags, ...people].map(({ person }) => person.id));
    const changes = undoableChanges(registry).filter(({ person }) => visibleIds.has(person.id));
    return { visible, people, changes, viewer: about(viewerId, given, registry) };
  }

  async function loadSources(photoIds: readonly string[]): Promise<void> {
    const missing = [...new Set(photoIds)].filter((photoId) => !sources.has(photoId));
    if (missing.length === 0) return;
    const found =
      missing.length > MAX_LOOKED_UP
        ? await recognizer.photos.listRecent(MAX_SOURCES)
        : await recognizer.photos.findSources(missing);
    // Newest first, and the cache drops the entry that was set first.
    for (const source of found.reverse()) sources.set(source.photoId, source);
  }

  /** @param tags newest first. */
  function peopleIn(registry: PersonRegistry, tags: readonly PhotoTag[]): HomePerson[] {
    const figures = countByPerson(tags);
    const people = new Map<string, HomePerson>();
    for (const { person, photoId, faceId } of tags) {
      if (people.has(person.id)) continue;
      people.set(person.id, {
        person,
        figures: figures.get(person.id) ?? { tags: 0, photos: 0 },
        face: { photoId, faceId },
        faceFileId: deps.facePictures.find(photoId, faceId),
        accounts: registry.idsOf(person.id).flatMap((id) => memberOfPerson(id) ?? []),
      });
    }
    return [...people.values()].sort((a, b) => a.person.name.localeCompare(b.person.name));
  }
}

/** Everything known about the viewer, including conversations they have left, and even if they were removed. */
function about(viewerId: string, given: readonly PhotoTag[], registry: PersonRegistry): AboutViewer {
  const own = { id: personIdOfMember(viewerId), name: '' };
  const consent = consentOf(registry, viewerId);
  const known = registry.resolve(own) ?? registry.records.find(({ id }) => id === own.id);
  // What is stored about them is being deleted.
  const person = consent?.choice === 'never' ? undefined : known;
  const ids = new Set(person && [person.id, ...registry.idsOf(person.id)]);
  const ofThem = given.filter((tag) => ids.has(tag.person.id));
  return {
    person: ofThem.length === 0 ? undefined : person,
    photosOfThem: new Set(ofThem.map(({ photoId }) => photoId)).size,
    tagsByThem: given.filter(({ taggedBy }) => taggedBy === viewerId).length,
    consent,
    photosOfMe: registry.records.find(({ id }) => id === own.id)?.photosOfMe?.choice,
  };
}
