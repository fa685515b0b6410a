import { resources, type Struct, service } from '../../clarifai-protocol.js';
import type { ShownFace } from '../../faces/model.js';
import type { Session } from '../session.js';
import { textIn, toStruct } from '../transport/metadata.js';

/** Metadata key of a photo: its faces, as last shown. Stored: do not change. */
const FACES = 'faces';
/** Metadata key of a photo: {@link StoredFaces.named}. Stored: do not change. */
const NAMED = 'named';
/** Between a face and the person whom the model surely recognised in it. Neither id can contain it. */
const IS = '=';

/** What is stored with a photo about how it was shown. */
export interface StoredFaces {
  /** Its faces as last shown; undefined if they never were. */
  readonly faces?: readonly ShownFace[];
  /**
   * Ids of all people whom the model named, or asked about, in any reply to the photo, before merges. Undefined if that is not known,
   * because an earlier version replied.
   */
  readonly named?: readonly string[];
}

/** The people whom the model names, or asks about, in a reply. */
export interface NamedPeople {
  readonly personIds: readonly string[];
  /** `some`: another reply, or this one until now, may name others. `one reply`: no one else is in this reply. */
  readonly covers: 'some' | 'one reply' | 'all replies';
}

export function storedFacesIn(metadata: InstanceType<typeof Struct> | undefined): StoredFaces {
  const wordsOf = (key: string) =>
    metadata?.getFieldsMap().has(key)
      ? textIn(metadata, key)
          .split(' ')
          .filter((word) => word !== '')
      : undefined;
  const faces = wordsOf(FACES)?.map((word) => {
    const [faceId = '', personId] = word.split(IS);
    return personId === undefined ? { faceId } : { faceId, personId };
  });
  const named = wordsOf(NAMED);
  return { ...(faces === undefined ? {} : { faces }), ...(named === undefined ? {} : { named }) };
}

/**
 * Who is named in all replies to a photo, now that one reply names these people.
 * @returns undefined if that is still unknown.
 */
export function namedInAll(
  photo: { readonly named?: readonly string[]; readonly alsoIn?: readonly unknown[] } | undefined,
  { personIds, covers }: NamedPeople,
): readonly string[] | undefined {
  const isAll = covers === 'all replies' || (covers === 'one reply' && (photo?.alsoIn ?? []).length === 0);
  if (isAll) return [...new Set(personIds)].sort();
  return photo?.named && [...new Set([...photo.named, ...personIds])].sort();
}

/** Stores what is given with a photo. @throws ClarifaiError of kind `not_found` if it does not exist. */
export async function storeFacesOf(session: Session, photoId: string, { faces, named }: StoredFaces): Promise<void> {
  const words = faces?.map(({ faceId, personId }) => (personId === undefined ? faceId : `${faceId}${IS}${personId}`));
  const metadata = {
    ...(words === undefined ? {} : { [FACES]: words.join(' ') }),
    ...(named === undefined ? {} : { [NAMED]: named.join(' ') }),
  };
  const input = new resources.Input().setId(photoId).setData(new resources.Data().setMetadata(toStruct(metadata)));
  await session.call('patchInputs', new service.PatchInputsRequest().setAction('merge').setInputsList([input]));
}
