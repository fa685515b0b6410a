import type { Deps } from '../deps.js';
import type { FaceRow, Person } from '../faces/model.js';
import { cleanName, foldName } from '../faces/names.js';
import type { TypedName } from '../faces/typed-names.js';
import type { CandidateCache } from '../replies/candidate-cache.js';
import { findRepliesInThread, type ReplyPlace, type ReplyRef } from '../replies/find-reply.js';
import type { UpdateReply } from '../replies/update-reply.js';
import { escapeMrkdwn } from '../views/text.js';
import { refusedToBeNamed } from '../views/wording/naming.js';
import { nowTwice } from '../views/wording/replies.js';
import {
  agreedToBeAdded,
  noSuchFace,
  noSuchPhoto,
  TYPED_NAMES_WORDING,
  typedNamesTaken,
  typedNameUnclear,
} from '../views/wording/typed-names.js';
import type { Directory } from './directory.js';
import { checkNotTakenOff } from './identity/taken-off.js';
import { facesNamedTwice, findReplyFaces, type ReplyFaces } from './name-everyone/open-faces.js';
import type { NameFace } from './name-face.js';
import { findNamesakes, findNamesakesOf, whoIsMeant } from './namesakes.js';
import type { ResolvePerson } from './resolve-person.js';

type NameTypedDeps = Pick<Deps, 'recognizer' | 'slack' | 'bot' | 'consent' | 'thresholds'> & {
  readonly candidateCache: CandidateCache;
  readonly directory: Pick<Directory, 'listEveryone' | 'findMember' | 'isRefused'>;
  readonly resolvePerson: ResolvePerson;
  readonly nameFace: NameFace;
  readonly updateReply: UpdateReply;
};

/** Names typed in a thread. */
export interface TypedMessage {
  readonly place: ReplyPlace;
  readonly ts: string;
  readonly userId: string;
  readonly names: readonly TypedName[];
  /** Whether nothing else can be meant. Otherwise only names that are known count. */
  readonly isCertain: boolean;
  /** Whether the person confirmed that those who are new agreed to be recognised. */
  readonly hasAgreed?: boolean;
}

/** What to tell the person who typed names. */
export interface TypedAnswer {
  /** mrkdwn. */
  readonly text: string;
  /** Whether it asks them to confirm that those who are new agreed. */
  readonly asksAgreement: boolean;
}

type Choice = Parameters<ResolvePerson>[0];

/**
 * Names the faces of our last reply in the thread as someone typed, all of them or none.
 * @returns what to tell that person; undefined if the message is not about our reply.
 */
export async function nameTyped(deps: NameTypedDeps, message: TypedMessage): Promise<TypedAnswer | undefined> {
  const { place, ts, userId, names, isCertain } = message;
  const replies = await findRepliesInThread(deps, place);
  const reply = replies.filter((each) => Number(each.ts) < Number(ts)).at(-1);
  const found = reply && (await findReplyFaces(deps, reply));
  if (reply === undefined || found === undefined || found.photos.length === 0) return undefined;
  const ifMeant = (text: string) => (isCertain ? { text, asksAgreement: false } : undefined);
  const isOnePhoto = found.photos.length === 1;

  const chosen: (NumberedFace & { readonly choice: Choice })[] = [];
  for (const { photo: place = isOnePhoto ? 1 : undefined, number, means } of names) {
    if (place === undefined) return ifMeant(TYPED_NAMES_WORDING.forSeveralPhotos);
    const photo = found.photos[place - 1];
    if (photo === undefined) return ifMeant(noSuchPhoto(place, found.photos.length));
    const row = photo.rows.find((each) => each.number === number);
    if (row === undefined) return ifMeant(noSuchFace(number, isOnePhoto ? undefined : place));
    const choice =
      means.kind === 'member' ? await memberMeant(deps, means.userId) : await personMeant(deps, means.name);
    const shown = means.kind === 'member' ? `<@${means.userId}>` : escapeMrkdwn(means.name);
    if (choice === undefined) return ifMeant(typedNameUnclear(number, shown));
    if (choice.kind === 'new' && !isCertain) return undefined;
    chosen.push({ photoId: photo.photoId, place, row, choice });
  }

  const unknown = chosen.flatMap(({ choice }) => (choice.kind === 'new' ? [choice.name] : []));
  if (unknown.length > 0 && deps.consent !== 'off' && message.hasAgreed !== true) {
    for (const name of unknown) {
      if (await deps.directory.isRefused(name))
        return { text: refusedToBeNamed(escapeMrkdwn(name)), asksAgreement: false };
    }
    return { text: agreedToBeAdded([...new Set(unknown)].map(escapeMrkdwn)), asksAgreement: true };
  }
  const confirmed = (choice: Choice): Choice =>
    choice.kind === 'new' && message.hasAgreed === true ? { ...choice, confirmedBy: userId } : choice;
  const named: NamedFace[] = [];
  // One after the other, so that a new name given to two faces becomes one person.
  for (const { choice, ...face } of chosen)
    named.push({ ...face, person: await deps.resolvePerson(confirmed(choice)) });
  for (const { photoId, row, person } of named) {
    await checkNotTakenOff(deps, { photoId, faceId: row.face.id }, person, userId);
  }
  await store(deps, reply, named, userId);
  await deps.updateReply(reply);
  const now = await findReplyFaces(deps, reply);
  const text = [describeNamed(named, isOnePhoto), ...(now === undefined ? [] : describeTwice(now, named))].join(' ');
  return { text, asksAgreement: false };
}

/** A face of a reply. */
interface NumberedFace {
  readonly photoId: string;
  /** Which photo of the reply, from 1. */
  readonly place: number;
  readonly row: FaceRow;
}

interface NamedFace extends NumberedFace {
  readonly person: Person;
}

/** The names that were taken, photo by photo. */
function describeNamed(named: readonly NamedFace[], isOnePhoto: boolean): string {
  const byPhoto = new Map<number, string[]>();
  for (const { place, row, person } of named) {
    byPhoto.set(place, [...(byPhoto.get(place) ?? []), `${row.number} ${escapeMrkdwn(person.name)}`]);
  }
  return typedNamesTaken([...byPhoto].map(([place, names]) => (isOnePhoto ? { names } : { names, photo: place })));
}

/** A sentence for each person who is now named on several faces of a photo. */
function describeTwice(now: ReplyFaces, named: readonly NamedFace[]): string[] {
  const pairs = new Map(named.map(({ photoId, person }) => [`${photoId} ${person.id}`, { photoId, person }]));
  return [...pairs.values()].flatMap(({ photoId, person }) => {
    const faces = facesNamedTwice(now, photoId, person.id);
    return faces.length === 0 ? [] : [nowTwice(escapeMrkdwn(person.name), faces)];
  });
}

/** Faces without a name in one call. A name that is there is replaced, because the person has seen it. */
async function store(
  { recognizer, nameFace }: NameTypedDeps,
  reply: ReplyRef,
  named: readonly NamedFace[],
  userId: string,
): Promise<void> {
  const isNamed = ({ row }: NamedFace) => row.verdict.kind === 'named';
  const fresh = named.filter((each) => !isNamed(each));
  if (fresh.length > 0) {
    await recognizer.tags.saveAnswers(
      fresh.map(({ photoId, row, person }) => ({ photoId, faceId: row.face.id, by: userId, means: { person } })),
    );
  }
  for (const { photoId, row, person } of named.filter(isNamed)) {
    await nameFace({ photoId, faceId: row.face.id, person, taggedBy: userId }, reply);
  }
}

/** @returns undefined if someone without an account may be the same person: only the menu can ask. */
async function memberMeant({ directory }: NameTypedDeps, userId: string): Promise<Choice | undefined> {
  const namesakes = await findNamesakesOf(directory, userId);
  return namesakes.length > 0 ? undefined : { kind: 'member', userId };
}

/**
 * Whom a typed name means: the one who has it among the names that Slack shows, the only known person or else the only member whose
 * name begins with it, or someone new.
 * @returns undefined if it may be several people.
 */
async function personMeant({ directory }: NameTypedDeps, typed: string): Promise<Choice | undefined> {
  const name = cleanName(typed);
  if (name === '') return undefined;
  const namesakes = await findNamesakes(directory, name);
  const [only, ...more] = namesakes.filter(({ looksAlike }) => !looksAlike);
  const meant = whoIsMeant(namesakes, name) ?? (more.length === 0 ? only : undefined);
  if (meant !== undefined) return { kind: 'person', personId: meant.person.id };
  if (namesakes.length > 0) return undefined;
  const { people, members } = await directory.listEveryone();
  const start = `${foldName(name)} `;
  const begins = (each: { readonly name: string }) => start !== ' ' && foldName(each.name).startsWith(start);
  const known = people.filter(begins);
  if (known.length > 0) return known.length === 1 && known[0] ? { kind: 'person', personId: known[0].id } : undefined;
  const account = members.filter(begins);
  if (account.length > 0)
    return account.length === 1 && account[0] ? { kind: 'member', userId: account[0].userId } : undefined;
  return { kind: 'new', name };
}
