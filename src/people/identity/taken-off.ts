import type { Deps } from '../../deps.js';
import { UserFacingError } from '../../errors.js';
import { personIdOfMember } from '../../faces/ids.js';
import type { FaceRef, Person } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { CONSENT_WORDING } from '../../views/wording/consent.js';
import { WORDING } from '../../views/wording/general.js';
import { tookNameOff } from '../../views/wording/naming.js';
import { accountsOf } from './may-change.js';

/**
 * Takes someone's own name off a face: it is never named or suggested as them again, it is skipped, and no model learns it. Only they
 * can put the name back.
 * @param personId who the face is said to be.
 * @throws UserFacingError if that is not the person with this account, or the face has another name by now.
 */
export async function takeOwnNameOff(
  { recognizer, log }: Pick<Deps, 'recognizer' | 'log'>,
  { photoId, faceId }: FaceRef,
  personId: string,
  userId: string,
): Promise<void> {
  const [registry, photo] = await Promise.all([recognizer.people.registry(), recognizer.photos.read(photoId)]);
  const person = registry.people.find(({ id }) => registry.idsOf(id).includes(personId));
  if (person === undefined || !isAccountOf(registry, person, userId))
    throw new UserFacingError(CONSENT_WORDING.notYourName);
  const tag = photo.tags.find((each) => each.faceId === faceId);
  if (tag !== undefined && tag.person.id !== person.id) throw new UserFacingError(WORDING.outdatedMenu);
  await recognizer.tags.reject({ photoId, faceId, person, rejectedBy: userId });
  await recognizer.tags.flag({ photoId, faceId, kind: 'left unnamed', flaggedBy: userId });
  await recognizer.tags.remove({ photoId, faceId });
  log.info(`${userId} took their name off a face of ${photoId}.`);
}

/** @throws UserFacingError if the person took their name off this face and someone else gives it that name again. */
export async function checkNotTakenOff(
  { recognizer }: Pick<Deps, 'recognizer'>,
  { photoId, faceId }: FaceRef,
  person: Person,
  by: string,
): Promise<void> {
  const accounts = accountsOf(await recognizer.people.registry(), [person.id]);
  if (accounts.length === 0 || accounts.includes(by)) return;
  const { rejections = [] } = await recognizer.photos.read(photoId);
  const isTakenOff = rejections.some(
    (each) => each.faceId === faceId && each.person.id === person.id && accounts.includes(each.rejectedBy),
  );
  if (isTakenOff) throw new UserFacingError(tookNameOff(person.name));
}

function isAccountOf(registry: PersonRegistry, { id }: Person, userId: string): boolean {
  return registry.idsOf(id).includes(personIdOfMember(userId));
}
