import { createHash } from 'node:crypto';
import type { Recognizer, StoredPhoto } from '../clarifai/recognizer.js';
import { UserFacingError } from '../errors.js';
import type { Person } from '../faces/model.js';
import { cleanName, isSameName } from '../faces/names.js';
import type { PreparedPicture } from '../photos/prepare-picture.js';

/** What imports of pictures share: adding a picture, and finding the person of a name. */

export interface PictureImport {
  readonly recognizer: Recognizer;
  readonly prepare: (bytes: Uint8Array) => Promise<PreparedPicture>;
}

/** A photo that came from a file. `isNew` tells whether this import added it. */
export interface FilePhoto {
  readonly photo: StoredPhoto;
  readonly isNew: boolean;
}

/**
 * Adds the picture of a file, and finds its faces. The same picture has the same id, so that it is added once however often it is
 * imported.
 * @throws UserFacingError if it can't be read or added.
 */
export async function addFilePhoto({ recognizer, prepare }: PictureImport, bytes: Uint8Array): Promise<FilePhoto> {
  const { jpeg } = await prepare(bytes);
  const id = `file-${createHash('sha256').update(jpeg).digest('hex').slice(0, 27)}`;
  const [here] = await recognizer.transfer.readPhotos([id]);
  if (here !== undefined) return { photo: here, isNew: false };
  const source = { teamId: '', channelId: '', messageTs: '' };
  const [result] = await recognizer.photos.add([{ id, picture: jpeg, source }]);
  if (result === undefined || result.kind === 'failed') {
    throw new UserFacingError(`the face service refused it (${result?.error.message ?? 'no answer'})`);
  }
  // Waits until its faces are listed.
  await recognizer.photos.read(result.photoId);
  const [photo] = await recognizer.transfer.readPhotos([result.photoId]);
  if (photo === undefined) throw new UserFacingError('the face service has lost it');
  return { photo, isNew: result.kind === 'added' };
}

/** Finds or adds people by name. */
export interface FindOrAddPerson {
  /** @throws UserFacingError for a name without a letter, and for someone who must not be named. */
  find(name: string): Promise<Person>;
  /** The people found so far, by id. */
  readonly found: ReadonlyMap<string, Person>;
}

/** @param onAdded called for each person who is added. */
export function createFindOrAddPerson(recognizer: Recognizer, onAdded: () => void): FindOrAddPerson {
  const found = new Map<string, Person>();
  return {
    found,
    async find(text) {
      const name = cleanName(text);
      if (name === '') throw new UserFacingError(`“${text}” is not a name`);
      const { people, records, resolve } = await recognizer.people.registry();
      const known = people.find((each) => each.name === name) ?? people.find((each) => isSameName(each.name, name));
      if (known === undefined && records.some((each) => isSameName(each.name, name) && resolve(each) === undefined)) {
        throw new UserFacingError(`${name} was removed here, or asked never to be named`);
      }
      const person = known ?? (await recognizer.people.add({ name }));
      if (known === undefined) onAdded();
      found.set(person.id, person);
      return person;
    },
  };
}
