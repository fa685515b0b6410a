import type { Deps } from '../deps.js';
import type { FaceRow, Person } from '../faces/model.js';
import { cleanName, foldName } from '../faces/names.js';
import type { TypedName } from '../faces/typed-names.js';
import type { CandidateCache } from '../replies/candidate-cache.js';
import { findRepliesInThread, type ReplyPlace, type ReplyRef } from '../replies/find-reply.js';
import type { UpdateReply } from '../replies/update-reply.js';
import { escapeMrkdwn } from '../views/text.js';
import { noSuchFace, nowTwice, typedNamesTaken, typedNameUnclear, WORDING } from '../views/wording.js';
import type { Directory } from './directory.js';
import { checkNotTakenOff } from './identity/taken-off.js';
import { facesNamedTwice, findReplyFaces } from './name-everyone/open-faces.js';
import type { NameFace } from './name-face.js';
import { findNamesakes, findNamesakesOf, whoIsMeant } from './namesakes.js';
import type { ResolvePerson } from './resolve-person.js';

type NameTypedDeps = Pick<Deps, 'recognizer' | 'slack' | 'bot' | 'thresholds'> & {
  readonly candidateCache: CandidateCache;
  readonly directory: Pick<Directory, 'listEveryone' | 'findMember'>;
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
}

type Choice = Parameters<ResolvePerson>[0];

/**
 * Names the faces of our last reply in the thread as someone typed, all of them or none.
 * @returns what to tell that person, mrkdwn; undefined if the message is not about our reply.
 */
export async function nameTyped(deps: NameTypedDeps, message: TypedMessage): Promise<string | undefined> {
  const { place, ts, userId, names, isCertain } = message;
  const replies = await findRepliesInThread(deps, place);
  const reply = replies.filter((each) => Number(each.ts) < Number(ts)).at(-1);
  const found = reply && (await findReplyFaces(deps, reply));
  if (reply === undefined || found === undefined || found.photos.length === 0) return undefined;
  const ifMeant = (text: string) => (isCertain ? text : undefined);
  const [photo, ...others] = found.photos;
  if (photo === undefined || others.length > 0) return ifMeant(WORDING.typedForSeveralPhotos);

  const chosen: { readonly row: FaceRow; readonly choice: Choice }[] = [];
  for (const { number, means } of names) {
    const row = photo.rows.find((each) => each.number === number);
    if (row === undefined) return ifMeant(noSuchFace(number));
    const choice =
      means.kind === 'member' ? await memberMeant(deps, means.userId) : await personMeant(deps, means.name);
    const shown = means.kind === 'member' ? `<@${means.userId}>` : escapeMrkdwn(means.name);
    if (choice === undefined) return ifMeant(typedNameUnclear(number, shown));
    if (choice.kind === 'new' && !isCertain) return undefined;
    chosen.push({ row, choice });
  }

  const named: { readonly row: FaceRow; readonly person: Person }[] = [];
  // One after the other, so that a new name given to two faces becomes one person.
  for (const { row, choice } of chosen) named.push({ row, person: await deps.resolvePerson(choice) });
  for (const { row, person } of named) {
    await checkNotTakenOff(deps, { photoId: photo.photoId, faceId: row.face.id }, person, userId);
  }
  await store(deps, reply, photo.photoId, named, userId);
  await deps.updateReply(reply);
  const now = await findReplyFaces(deps, reply);
  const twice = [...new Map(named.map(({ person }) => [person.id, person])).values()].flatMap((person) => {
    const faces = now === undefined ? [] : facesNamedTwice(now, photo.photoId, person.id);
    return faces.length === 0 ? [] : [nowTwice(escapeMrkdwn(person.name), faces)];
  });
  return [typedNamesTaken(named.map(({ row, person }) => `${row.number} ${escapeMrkdwn(person.name)}`)), ...twice].join(
    ' ',
  );
}

/** Faces without a name in one call. A name that is there is replaced, because the person has seen it. */
async function store(
  { recognizer, nameFace }: NameTypedDeps,
  reply: ReplyRef,
  photoId: string,
  named: readonly { readonly row: FaceRow; readonly person: Person }[],
  userId: string,
): Promise<void> {
  const isNamed = ({ row }: { readonly row: FaceRow }) => row.verdict.kind === 'named';
  const fresh = named.filter((each) => !isNamed(each));
  if (fresh.length > 0) {
    await recognizer.tags.saveAnswers(
      fresh.map(({ row, person }) => ({ photoId, faceId: row.face.id, by: userId, means: { person } })),
    );
  }
  for (const { row, person } of named.filter(isNamed)) {
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
