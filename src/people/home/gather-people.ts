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
import { type PhotoIndex, visiblePlace } from '../find/photo-index.js';

/** The people that a person may see: those on photos in conversations that this person and Rollcall are in. */
interface VisiblePeople {
  readonly visible: ReadonlySet<string>;
  /** By name. */
  readonly people: readonly HomePerson[];
  /** Changes to these people that can be undone, newest first. */
  readonly changes: readonly UndoableChange[];
  readonly viewer: AboutViewer;
}

/** Collects the people that one person may see. */
export interface GatherPeople {
  of(viewerId: string): Promise<VisiblePeople>;
  /** Reads ahead what takes long with many photos. */
  warmUp(): Promise<void>;
  readonly isWarmingUp: boolean;
}

export function createGatherPeople(
  deps: Pick<Deps, 'recognizer' | 'slack'> & { readonly facePictures: FacePictures; readonly photoIndex: PhotoIndex },
): GatherPeople {
  const { recognizer, photoIndex } = deps;
  let isWarmingUp = false;

  return {
    of: gather,
    async warmUp() {
      isWarmingUp = true;
      try {
        await photoIndex.read();
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
    const [visible, photos, given] = await Promise.all([
      listVisibleChannels(deps, viewerId),
      photoIndex.read(),
      recognizer.tags.listAsGiven(),
    ]);
    const registry = await recognizer.people.registry();
    const shown = new Set(photos.filter((photo) => visiblePlace(photo, visible)).map(({ photoId }) => photoId));
    const visibleTags = given.filter(({ photoId }) => shown.has(photoId));
    return { visible, given, registry, visibleTags };
  }

  async function gather(viewerId: string): Promise<VisiblePeople> {
    const { visible, given, registry, visibleTags } = await readTags(viewerId);
    const people = peopleIn(registry, resolveTags(registry, visibleTags));
    const visibleIds = new Set([...visibleTags, ...people].map(({ person }) => person.id));
    const changes = undoableChanges(registry).filter(({ person }) => visibleIds.has(person.id));
    return { visible, people, changes, viewer: about(viewerId, given, registry) };
  }

  /** @param tags newest first. */
  function peopleIn(registry: PersonRegistry, tags: readonly PhotoTag[]): HomePerson[] {
    const figures = countByPerson(tags);
    const people = new Map<string, HomePerson>();
    for (const { person, photoId, faceId } of tags) {
      if (people.has(person.id)) continue;
      const accounts = registry.idsOf(person.id).flatMap((id) => memberOfPerson(id) ?? []);
      people.set(person.id, {
        person,
        figures: figures.get(person.id) ?? { tags: 0, photos: 0 },
        face: { photoId, faceId },
        faceFileId: deps.facePictures.find(photoId, faceId),
        accounts,
        isUnconfirmed: accounts.length === 0 && !registry.mayRecognise(person.id),
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
