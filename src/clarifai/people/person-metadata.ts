import { type Concept, resources } from '../../clarifai-protocol.js';
import type { Change, ConsentChoice, PersonRecord, PhotosOfMe, Rename } from '../../faces/model.js';
import { dateIn, structsIn, textIn, toStruct } from '../transport/metadata.js';

/**
 * What is stored about a person besides their name, in the metadata of their concept. Every write sets every key, to an empty text
 * if need be, so that it does not matter whether a service replaces metadata or merges keys.
 */

/** Renames that can be undone; metadata should stay small. */
const MAX_RENAMES = 20;
/** Photos that someone was told of; each is told of within a day of being posted. */
const MAX_TOLD = 50;

export function recordOf(concept: Concept): PersonRecord {
  const metadata = concept.getMetadata();
  const into = textIn(metadata, 'merged_into');
  const forgetAskedBy = textIn(metadata, 'forget_asked_by');
  return {
    id: concept.getId(),
    name: concept.getName() || concept.getId(),
    renames: structsIn(metadata, 'renames').flatMap((struct): Rename[] => {
      const from = textIn(struct, 'from');
      return from === '' ? [] : [{ from, by: textIn(struct, 'by'), at: dateIn(struct, 'at') }];
    }),
    merged: into === '' ? undefined : { into, ...changeOf(concept, 'merged') },
    removed: textIn(metadata, 'removed_at') === '' ? undefined : changeOf(concept, 'removed'),
    consent: consentOf(concept),
    invited: textIn(metadata, 'invited_at') === '' ? undefined : changeOf(concept, 'invited'),
    askedAt: timeOf(concept, 'asked_at'),
    askedIn: askedIn(concept),
    confirmed: textIn(metadata, 'confirmed_at') === '' ? undefined : changeOf(concept, 'confirmed'),
    photosOfMe: photosOfMe(concept),
    lastSeenAt: timeOf(concept, 'last_seen_at'),
    lapseToldAt: timeOf(concept, 'lapse_told_at'),
    lapseClaimedAt: timeOf(concept, 'lapse_claimed_at'),
    ...(forgetAskedBy === '' ? {} : { forgetAskedBy }),
  };
}

/** Stored: do not change the keys. */
const CHOICES: Readonly<Record<string, ConsentChoice>> = {
  recognise: 'recognise',
  when_named: 'when named',
  never: 'never',
};
const PHOTOS_OF_ME: Readonly<Record<string, PhotosOfMe['choice']>> = {
  at_once: 'at once',
  weekly: 'weekly',
  never: 'never',
};

/** A person's answer; also read from what is left of someone who was erased. */
export function consentOf(concept: Concept): PersonRecord['consent'] {
  const choice = CHOICES[textIn(concept.getMetadata(), 'consent')];
  return choice && { choice, at: dateIn(concept.getMetadata(), 'consent_at') };
}

/** The metadata of an answer. */
export function consentMetadata(consent: PersonRecord['consent']): {
  readonly consent: string;
  readonly consent_at: string;
} {
  return { consent: keyOf(CHOICES, consent?.choice), consent_at: stored(consent?.at) };
}

function askedIn(concept: Concept): PersonRecord['askedIn'] {
  const channelId = textIn(concept.getMetadata(), 'asked_channel');
  return channelId === '' ? undefined : { channelId, ts: textIn(concept.getMetadata(), 'asked_ts') };
}

function photosOfMe(concept: Concept): PhotosOfMe | undefined {
  const choice = PHOTOS_OF_ME[textIn(concept.getMetadata(), 'photos_of_me')];
  if (choice === undefined) return undefined;
  const at = dateIn(concept.getMetadata(), 'photos_of_me_at');
  const told = textIn(concept.getMetadata(), 'told_photos')
    .split(' ')
    .filter((id) => id !== '');
  return { choice, at, lastDigestAt: timeOf(concept, 'last_digest_at'), ...(told.length === 0 ? {} : { told }) };
}

function timeOf(concept: Concept, key: string): Date | undefined {
  return textIn(concept.getMetadata(), key) === '' ? undefined : dateIn(concept.getMetadata(), key);
}

/** A time as text; empty if there is none. */
function stored(at: Date | undefined): string {
  return at?.toISOString() ?? '';
}

/** The stored word for a value; empty if there is none. */
function keyOf(values: Readonly<Record<string, string>>, wanted: string | undefined): string {
  return Object.entries(values).find(([, value]) => value === wanted)?.[0] ?? '';
}

/** Identifies a write and the write it was based on, for optimistic locking. */
export interface Revision {
  /** Random, different with every write; empty before the first. */
  readonly revision: string;
  /** The revision this write was based on. */
  readonly after: string;
}

export function revisionOf(concept: Concept | undefined): Revision {
  const metadata = concept?.getMetadata();
  return { revision: textIn(metadata, 'revision'), after: textIn(metadata, 'after') };
}

/** The latest, and the first, because it says what a person was called originally. */
function keptRenames(renames: readonly Rename[]): readonly Rename[] {
  return renames.length <= MAX_RENAMES ? renames : [...renames.slice(0, 1), ...renames.slice(1 - MAX_RENAMES)];
}

export function conceptOf(record: PersonRecord, { revision, after }: Revision): Concept {
  const { id, name, renames, merged, removed, askedIn, confirmed, photosOfMe } = record;
  const metadata = toStruct({
    revision,
    after,
    renames: keptRenames(renames).map(({ from, by, at }) => ({ from, by, at: at.toISOString() })),
    merged_into: merged?.into ?? '',
    merged_by: merged?.by ?? '',
    merged_at: stored(merged?.at),
    removed_by: removed?.by ?? '',
    removed_at: stored(removed?.at),
    ...consentMetadata(record.consent),
    invited_by: record.invited?.by ?? '',
    invited_at: stored(record.invited?.at),
    asked_at: stored(record.askedAt),
    asked_channel: askedIn?.channelId ?? '',
    asked_ts: askedIn?.ts ?? '',
    confirmed_by: confirmed?.by ?? '',
    confirmed_at: stored(confirmed?.at),
    photos_of_me: keyOf(PHOTOS_OF_ME, photosOfMe?.choice),
    photos_of_me_at: stored(photosOfMe?.at),
    last_digest_at: stored(photosOfMe?.lastDigestAt),
    told_photos: (photosOfMe?.told ?? []).slice(-MAX_TOLD).join(' '),
    last_seen_at: stored(record.lastSeenAt),
    lapse_told_at: stored(record.lapseToldAt),
    lapse_claimed_at: stored(record.lapseClaimedAt),
    forget_asked_by: record.forgetAskedBy ?? '',
  });
  return new resources.Concept().setId(id).setName(name).setMetadata(metadata);
}

function changeOf(concept: Concept, what: 'merged' | 'removed' | 'confirmed' | 'invited'): Change {
  const metadata = concept.getMetadata();
  return { by: textIn(metadata, `${what}_by`), at: dateIn(metadata, `${what}_at`) };
}
