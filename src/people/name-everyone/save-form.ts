import type { ModalView } from '@slack/types';
import type { FaceAnswer, NamedFirst } from '../../clarifai/recognizer.js';
import { UserFacingError } from '../../errors.js';
import { personIdOfMember } from '../../faces/ids.js';
import type { FlagKind } from '../../faces/model.js';
import { cleanName, foldName } from '../../faces/names.js';
import { tagger } from '../../views/face-row.js';
import {
  buildNamedMeanwhile,
  type ChosenOption,
  type NameFormAnswer,
  type NameFormContext,
  type NameFormSubmission,
} from '../../views/name-form.js';
import { escapeMrkdwn } from '../../views/text.js';
import { WORDING } from '../../views/wording/general.js';
import { NAMING_WORDING, namedTwice } from '../../views/wording/naming.js';
import { REPLY_WORDING } from '../../views/wording/replies.js';
import type { Directory } from '../directory.js';
import { checkNotTakenOff } from '../identity/taken-off.js';
import { findNamesakes, findNamesakesOf, whoIsMeant } from '../namesakes.js';
import type { ResolvePerson } from '../resolve-person.js';
import { findReplyFaces, type OpenFacesDeps, type ReplyFaces } from './open-faces.js';
import { keepNameForm, type NameFormDeps } from './show-form.js';

type SaveDeps = OpenFacesDeps &
  Pick<NameFormDeps, 'facePictures'> & {
    readonly directory: Lookups;
    readonly resolvePerson: ResolvePerson;
  };

/** What became of a submitted form. */
export type NamesSaved =
  | {
      readonly kind: 'stored';
      readonly saved: number;
      /** What to show instead of closing the form. */
      readonly view: ModalView | undefined;
      /** The faces to go on with. */
      readonly next: NameFormContext | undefined;
    }
  | { readonly kind: 'ask'; readonly view: ModalView }
  | { readonly kind: 'refused'; readonly why: string; readonly block?: string };

/** Whom or what an answer means, and what identifies it among the answers of a photo. */
type Meaning =
  | { readonly kind: 'person'; readonly key: string; readonly person: Parameters<ResolvePerson>[0] }
  | { readonly kind: 'flag'; readonly flag: FlagKind };

interface Answer extends NameFormAnswer {
  readonly meaning: Meaning;
}

/**
 * Stores everything chosen in a form with one call to the recogniser. Nothing is stored if an answer is unclear, or if a person is
 * named twice in a photo and that was not confirmed. A face that someone else named meanwhile keeps that name.
 */
export async function saveNameForm(
  deps: SaveDeps,
  { context, faces, answers: chosen }: NameFormSubmission,
  by: string,
): Promise<NamesSaved> {
  const found = await findReplyFaces(deps, context.reply);
  if (found === undefined) return { kind: 'refused', why: REPLY_WORDING.replyGone };
  const directory = listOnce(deps.directory);
  const answers: Answer[] = [];
  for (const answer of chosen) {
    // The form was for another reply.
    if (!hasFace(found, answer)) return { kind: 'refused', why: WORDING.outdatedMenu, block: answer.blockId };
    const meaning = await interpret(directory, answer.chosen);
    if ('why' in meaning) return { kind: 'refused', why: meaning.why, block: answer.blockId };
    answers.push({ ...answer, meaning });
  }

  const twice = findNamedTwice(found, answers).filter(({ key }) => !context.asked.includes(key));
  if (twice.length > 0) {
    const asked = [...context.asked, ...twice.map(({ key }) => key)];
    const notice = twice.map(({ name, numbers }) => namedTwice(escapeMrkdwn(name), numbers)).join('\n');
    return { kind: 'ask', view: keepNameForm(deps, { faces, context: { ...context, asked } }, notice) };
  }

  const toSave: FaceAnswer[] = [];
  // One after the other, so that a new name given to two faces becomes one person.
  for (const { photoId, faceId, meaning, blockId } of answers) {
    const means =
      meaning.kind === 'flag'
        ? { flag: meaning.flag }
        : { person: await deps.resolvePerson(confirmed(meaning.person, by)) };
    if ('person' in means) {
      const why = await checkNotTakenOff(deps, { photoId, faceId }, means.person, by).catch(sentenceOf);
      if (why !== undefined) return { kind: 'refused', why, block: blockId };
    }
    toSave.push({ photoId, faceId, by, means });
  }
  const first = toSave.length === 0 ? [] : await deps.recognizer.tags.saveAnswers(toSave);
  return describeSaved(answers, toSave, first, context);
}

/** The option that adds someone says what choosing it confirms. */
export function confirmed(choice: Parameters<ResolvePerson>[0], by: string): Parameters<ResolvePerson>[0] {
  return choice.kind === 'new' ? { ...choice, confirmedBy: by } : choice;
}

/** What to say about an error. @throws the error if it is not one for people. */
function sentenceOf(error: unknown): string {
  if (error instanceof UserFacingError) return error.message;
  throw error;
}

function describeSaved(
  answers: readonly Answer[],
  given: readonly FaceAnswer[],
  first: readonly NamedFirst[],
  context: NameFormContext,
): NamesSaved {
  const kept = answers.flatMap((answer, index) => {
    const winner = first.find((each) => each.photoId === answer.photoId && each.faceId === answer.faceId);
    const means = given[index]?.means;
    const isSame = means !== undefined && 'person' in means && means.person.id === winner?.person.id;
    return winner === undefined || isSame
      ? []
      : [`• ${answer.label}: *${escapeMrkdwn(winner.person.name)}*, by ${tagger(winner.by)}`];
  });
  const saved = given.length - kept.length;
  const next =
    context.until === undefined ? undefined : { reply: context.reply, after: context.until, asked: [] as string[] };
  return { kind: 'stored', saved, view: kept.length > 0 ? buildNamedMeanwhile(saved, kept) : undefined, next };
}

export type Lookups = Pick<Directory, 'listEveryone' | 'findMember'>;

/** A directory that is read at most once for a whole form. */
function listOnce({ listEveryone, findMember }: Lookups): Lookups {
  let everyone: ReturnType<Directory['listEveryone']> | undefined;
  return {
    listEveryone() {
      everyone ??= listEveryone();
      return everyone;
    },
    findMember,
  };
}

function hasFace({ photos }: ReplyFaces, { photoId, faceId }: NameFormAnswer): boolean {
  return photos.some((photo) => photo.photoId === photoId && photo.rows.some(({ face }) => face.id === faceId));
}

/** Reads one choice. A name that may mean several people is sent back, because a form cannot ask about each. */
export async function interpret(
  directory: Lookups,
  { choice }: ChosenOption,
): Promise<Meaning | { readonly why: string }> {
  switch (choice.kind) {
    case 'flag':
      return { kind: 'flag', flag: choice.flag };
    case 'person':
      return { kind: 'person', key: choice.personId, person: choice };
    case 'member': {
      const namesakes = await findNamesakesOf(directory, choice.userId);
      if (namesakes.length > 0) return { why: NAMING_WORDING.linkAccountFirst };
      return { kind: 'person', key: personIdOfMember(choice.userId), person: choice };
    }
    case 'new': {
      const name = cleanName(choice.name);
      if (name === '') return { why: WORDING.emptyName };
      const namesakes = await findNamesakes(directory, name);
      const known = whoIsMeant(namesakes, name)?.person;
      if (known !== undefined) return { kind: 'person', key: known.id, person: { kind: 'person', personId: known.id } };
      if (namesakes.length > 0) return { why: NAMING_WORDING.chooseKnown };
      return { kind: 'person', key: `new ${foldName(name) || name}`, person: { kind: 'new', name } };
    }
    default:
      return { why: WORDING.outdatedMenu };
  }
}

interface NamedTwice {
  readonly key: string;
  readonly name: string;
  readonly numbers: readonly number[];
}

/** Who would be in a photo twice, counting the names it has already. No one in a collage. */
function findNamedTwice({ photos }: ReplyFaces, answers: readonly Answer[]): NamedTwice[] {
  return photos.flatMap(({ photoId, rows, collage }) => {
    if (collage !== undefined) return [];
    const byKey = new Map<string, { name: string; numbers: number[] }>();
    const add = (key: string, name: string, number: number) => {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, { name, numbers: [number] });
      else known.numbers.push(number);
    };
    const ofPhoto = answers.filter((answer) => answer.photoId === photoId);
    for (const { verdict, number, face } of rows) {
      const answer = ofPhoto.find(({ faceId }) => faceId === face.id);
      if (verdict.kind === 'named') add(verdict.person.id, verdict.person.name, number);
      else if (answer?.meaning.kind === 'person') add(answer.meaning.key, nameOf(answer.chosen), number);
    }
    return [...byKey].flatMap(([key, { name, numbers }]) => {
      const isNew = ofPhoto.some(({ meaning }) => meaning.kind === 'person' && meaning.key === key);
      return numbers.length > 1 && isNew ? [{ key, name, numbers }] : [];
    });
  });
}

/** A typed name, or the text of the option, which is the person's name. */
function nameOf({ choice, text }: ChosenOption): string {
  return choice.kind === 'new' ? choice.name : text;
}
