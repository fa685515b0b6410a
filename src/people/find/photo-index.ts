import type { PhotoSource } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import type { PhotoAnswers } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { type PeopleOn, whoIsOn } from '../../faces/who-is-on.js';
import { inSlices } from '../../slices.js';

/** A photo, where it was posted, and who is on it. */
export interface IndexedPhoto extends PhotoSource, PeopleOn {}

/** Who is on which photo, for all photos. */
export interface PhotoIndex {
  /**
   * Every photo, the newest post first. The same array as long as nothing changes. Reading it is quick with tens of thousands of
   * photos, except the first time. It has photos of every conversation: show people only those of conversations they are in
   * (see visiblePlace).
   */
  read(): Promise<readonly IndexedPhoto[]>;
}

export function createPhotoIndex({ recognizer }: Pick<Deps, 'recognizer'>): PhotoIndex {
  let made: { readonly from: readonly unknown[]; readonly photos: Promise<readonly IndexedPhoto[]> } | undefined;
  return {
    async read() {
      const [sources, answers] = await Promise.all([recognizer.photos.listAll(), recognizer.tags.listAnswers()]);
      // Read last, so that it has everyone whom the others mention.
      const registry = await recognizer.people.registry();
      const from = [sources, answers, registry];
      if (made === undefined || from.some((each, index) => each !== made?.from[index])) {
        made = { from, photos: join(sources, answers, registry) };
      }
      return made.photos;
    },
  };
}

/** Other work runs meanwhile, because this takes some tenths of a second with tens of thousands of photos. */
async function join(
  sources: readonly PhotoSource[],
  answers: ReadonlyMap<string, PhotoAnswers>,
  registry: PersonRegistry,
): Promise<IndexedPhoto[]> {
  const photos: IndexedPhoto[] = [];
  for await (const source of inSlices(sources)) {
    photos.push({ ...source, ...whoIsOn(source.faces ?? [], answers.get(source.photoId), registry) });
  }
  return photos;
}

/** A message with a photo. */
export interface PhotoPlace {
  readonly channelId: string;
  /** `ts` of the message. */
  readonly messageTs: string;
}

/** The newest message with a photo in one of these conversations; undefined if there is none. */
export function visiblePlace(photo: PhotoSource, visible: { has(channelId: string): boolean }): PhotoPlace | undefined {
  return [photo, ...(photo.alsoIn ?? [])]
    .filter(({ channelId }) => visible.has(channelId))
    .reduce<PhotoPlace | undefined>(
      (newest, each) => (newest !== undefined && Number(newest.messageTs) >= Number(each.messageTs) ? newest : each),
      undefined,
    );
}
