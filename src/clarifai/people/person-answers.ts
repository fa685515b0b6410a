import { isToBeAsked } from '../../faces/consent.js';
import type { Change, Consent, MessageRef, Person, PersonRecord, PhotosOfMe } from '../../faces/model.js';
import type { Session } from '../session.js';
import { postConcept, readRegistry, reuseErased } from './people.js';
import { updatePeople } from './update-people.js';

/** Stores a person's own answer whether they want to be recognised. Adds the person if need be. */
export async function setConsent(
  session: Session,
  { person, consent }: { readonly person: Person; readonly consent: Consent },
): Promise<void> {
  await addUnlessKnown(session, person);
  await changeRecord(session, person.id, (record) => ({ ...record, consent }));
}

/**
 * Claims the question whether a person wants to be recognised, which is asked once. Adds the person if need be.
 *
 * Two processes can both believe for a moment that they claimed it, so check {@link isAskedAt} before posting.
 * @returns whether this call claimed it: false if they were asked or have answered before.
 */
export async function claimAsking(
  session: Session,
  { person, at }: { readonly person: Person; readonly at: Date },
): Promise<boolean> {
  if ((await readRegistry(session)).refusedAt(person.id) !== undefined) return false;
  await addUnlessKnown(session, person);
  return changeRecord(session, person.id, (record) =>
    record.askedAt === undefined && record.consent === undefined ? { ...record, askedAt: at } : undefined,
  );
}

/** Whether a claim made at this moment is the one that is stored. Read without a cache. */
export async function isAskedAt(
  session: Session,
  { personId, at }: { readonly personId: string; readonly at: Date },
): Promise<boolean> {
  const record = (await readRegistry(session)).records.find(({ id }) => id === personId);
  return record?.askedAt?.getTime() === at.getTime();
}

/** Stores which message asked a person. */
export async function setAskedIn(
  session: Session,
  { personId, askedIn }: { readonly personId: string; readonly askedIn: MessageRef },
): Promise<void> {
  await changeRecord(session, personId, (record) => ({ ...record, askedIn }));
}

/** Stores who said that a person without an account agreed to be recognised, unless someone has before. */
export async function confirmPerson(
  session: Session,
  { personId, confirmed }: { readonly personId: string; readonly confirmed: Change },
): Promise<void> {
  await changeRecord(session, personId, (record) =>
    record.confirmed === undefined ? { ...record, confirmed } : undefined,
  );
}

/** Stores how a person wants to hear of photos of them. Adds the person if need be. */
export async function setPhotosOfMe(
  session: Session,
  { person, photosOfMe }: { readonly person: Person; readonly photosOfMe: PhotosOfMe },
): Promise<void> {
  await addUnlessKnown(session, person);
  await changeRecord(session, person.id, (record) => ({ ...record, photosOfMe }));
}

/** Stores that people were seen in a photo, unless they were seen later; they are then no longer about to be forgotten. */
export async function noteSeen(
  session: Session,
  { personIds, at }: { readonly personIds: readonly string[]; readonly at: Date },
): Promise<void> {
  await updatePeople(session, ({ records }) =>
    records
      .filter(({ id, lastSeenAt }) => personIds.includes(id) && (lastSeenAt === undefined || lastSeenAt < at))
      .map((record) => ({ ...record, lastSeenAt: at, lapseToldAt: undefined, lapseClaimedAt: undefined })),
  );
}

/**
 * Claims to tell someone that a person will be forgotten. As with {@link claimAsking}, check {@link isLapseClaimedAt} before posting.
 * @param claim.seenAt when the person was last seen; a claim or a notice from before that does not count.
 * @param claim.interruptedBefore a claim from before this was interrupted, and is replaced.
 * @returns whether this call claimed it: false if they were told, or another process is telling them.
 */
export async function claimLapse(
  session: Session,
  {
    personId,
    at,
    seenAt,
    interruptedBefore,
  }: { readonly personId: string; readonly at: Date; readonly seenAt: Date; readonly interruptedBefore: Date },
): Promise<boolean> {
  return changeRecord(session, personId, (record) => {
    const { lapseToldAt = seenAt, lapseClaimedAt = seenAt } = record;
    const isClaimed = lapseClaimedAt > seenAt && lapseClaimedAt >= interruptedBefore;
    return lapseToldAt > seenAt || isClaimed ? undefined : { ...record, lapseClaimedAt: at };
  });
}

/** Whether a claim made at this moment is the one that is stored. Read without a cache, as {@link isAskedAt}. */
export async function isLapseClaimedAt(
  session: Session,
  { personId, at }: { readonly personId: string; readonly at: Date },
): Promise<boolean> {
  const record = (await readRegistry(session)).records.find(({ id }) => id === personId);
  return record?.lapseClaimedAt?.getTime() === at.getTime();
}

/** Stores when someone was told after {@link claimLapse}, unless the person was seen meanwhile. */
export async function setLapseTold(
  session: Session,
  { personId, at }: { readonly personId: string; readonly at: Date },
): Promise<void> {
  await changeRecord(session, personId, (record) =>
    record.lapseClaimedAt === undefined ? undefined : { ...record, lapseToldAt: at, lapseClaimedAt: undefined },
  );
}

/** Stores that people were invited to be recognised, unless they were before. Adds them if need be. */
export async function invitePeople(
  session: Session,
  { people, invited }: { readonly people: readonly Person[]; readonly invited: Change },
): Promise<void> {
  const known = new Set((await readRegistry(session)).records.map(({ id }) => id));
  for (const person of people) if (!known.has(person.id)) await addUnlessKnown(session, person);
  const ids = new Set(people.map(({ id }) => id));
  await updatePeople(session, ({ records }) =>
    records
      .filter((record) => ids.has(record.id) && record.invited === undefined && isToBeAsked(record))
      .map((record) => ({ ...record, invited })),
  );
}

/**
 * Claims that someone is told of a photo of them at once. As with {@link claimAsking}, check {@link whoTells} before posting.
 * @param claim.claim any text without spaces, different for every call.
 * @returns whether this call claimed it: false if they were told before, or no longer want to be.
 */
export async function claimTold(
  session: Session,
  { personId, photoId, claim }: { readonly personId: string; readonly photoId: string; readonly claim: string },
): Promise<boolean> {
  return changeRecord(session, personId, (record) => {
    const { photosOfMe } = record;
    if (photosOfMe?.choice !== 'at once' || claimOfTold(record, photoId) !== undefined) return undefined;
    const told = [...(photosOfMe.told ?? []), `${photoId}/${claim}`];
    return { ...record, photosOfMe: { ...photosOfMe, told } };
  });
}

/** Whose claim of {@link claimTold} is stored; undefined if there is none. Read without a cache. */
export async function whoTells(
  session: Session,
  { personId, photoId }: { readonly personId: string; readonly photoId: string },
): Promise<string | undefined> {
  const record = (await readRegistry(session)).records.find(({ id }) => id === personId);
  return record && claimOfTold(record, photoId);
}

/** Earlier versions stored no claim, only the photo. */
function claimOfTold({ photosOfMe }: PersonRecord, photoId: string): string | undefined {
  const claims = (photosOfMe?.told ?? []).map((each) => each.split('/'));
  return claims.flatMap(([id, claim = '']) => (id === photoId ? [claim] : [])).at(0);
}

/**
 * Claims the weekly message of a person. As with {@link claimAsking}, check {@link isDigestAt} before posting.
 * @param claim.last when the last one was sent, as the caller knows it.
 * @returns whether this call claimed it: false if another process has, or they no longer want it.
 */
export async function claimDigest(
  session: Session,
  { personId, last, at }: { readonly personId: string; readonly last: Date | undefined; readonly at: Date | undefined },
): Promise<boolean> {
  return changeRecord(session, personId, (record) => {
    const { photosOfMe } = record;
    const isCurrent = photosOfMe?.lastDigestAt?.getTime() === last?.getTime();
    if (photosOfMe?.choice !== 'weekly' || !isCurrent) return undefined;
    return { ...record, photosOfMe: { ...photosOfMe, lastDigestAt: at } };
  });
}

/** Whether a weekly message claimed at this moment is the one that is stored. Read without a cache, as {@link isAskedAt}. */
export async function isDigestAt(
  session: Session,
  { personId, at }: { readonly personId: string; readonly at: Date },
): Promise<boolean> {
  const record = (await readRegistry(session)).records.find(({ id }) => id === personId);
  return record?.photosOfMe?.lastDigestAt?.getTime() === at.getTime();
}

/** Someone who was erased is added anew, with nothing but the name. */
async function addUnlessKnown(session: Session, person: Person): Promise<void> {
  const isKnown = (await readRegistry(session)).records.some(({ id }) => id === person.id);
  if (isKnown || (await postConcept(session, person))) return;
  const { records } = await readRegistry(session);
  if (!records.some(({ id }) => id === person.id)) await reuseErased(session, person);
}

/**
 * @param change returns the record to write, or undefined if there is nothing to do.
 * @returns whether there was something to do. Someone who was erased meanwhile has no record.
 */
async function changeRecord(
  session: Session,
  personId: string,
  change: (record: PersonRecord) => PersonRecord | undefined,
): Promise<boolean> {
  let hasChanged = false;
  await updatePeople(session, ({ records }) => {
    const record = records.find(({ id }) => id === personId);
    const changed = record && change(record);
    hasChanged = changed !== undefined;
    return changed === undefined ? [] : [changed];
  });
  return hasChanged;
}
