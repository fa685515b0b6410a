import type { AllMiddlewareArgs, BlockAction, ExternalSelectAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { cleanName } from '../faces/names.js';
import { explainName } from '../people/explain-name.js';
import { findNamesakes, findNamesakesOf, whoIsMeant } from '../people/namesakes.js';
import { openNewPerson } from '../people/open-new-person.js';
import { openPerson } from '../people/person-views.js';
import type { Services } from '../services.js';
import { openModal, type Trigger } from '../slack/modals.js';
import { type Choice, readChoice } from '../views/face-choice.js';
import type { FaceBlockId } from '../views/face-controls.js';
import type { ListBelow } from '../views/names-modal.js';
import type { Namesake } from '../views/namesake.js';
import { buildSamePersonModal } from '../views/new-person-modal.js';
import { WORDING } from '../views/wording/general.js';
import { answerClick, type Click, faceOf, showAnswer } from './acknowledge.js';

type PickPersonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ExternalSelectAction>>;

/** A choice in the menu of a face: who it is, who it is not, that it is no face, or something about the photo. */
export function createPickPersonHandler(services: Services): (args: PickPersonArgs) => Promise<void> {
  return async ({ ack, action, body, respond }) => {
    const value = action.selected_option?.value ?? '';
    let namesakes: readonly Namesake[] = [];
    await answerClick(
      services,
      { ack, body, respond },
      {
        async store({ userId, reply }) {
          const found = await findMeant(services, choiceOf(value));
          namesakes = found.namesakes;
          if (namesakes.length === 0) await store(services, found.meant, faceOf(action), { userId, reply });
        },
        async show(click) {
          const choice = choiceOf(value);
          const trigger = { id: body.trigger_id, isInModal: click.list !== undefined };
          const opening =
            namesakes.length > 0
              ? openSamePerson(services, choice, namesakes, faceOf(action), click, trigger)
              : openForm(services, choice, faceOf(action), click, trigger);
          // A trigger expires after 3 s, so the modal opens first. Explaining a name then takes seconds more.
          if (choice.kind !== 'why') await opening;
          // After every choice, because a menu shows the choice until its message changes.
          await Promise.all([opening, showAnswer(services, click)]);
        },
      },
    );
  };
}

function choiceOf(value: string): Choice {
  const choice = readChoice(value);
  if (choice === undefined) throw new UserFacingError(WORDING.outdatedMenu);
  return choice;
}

/**
 * Whom a choice means when it is a name or a member.
 * @returns with `namesakes`, people to ask about first, before there are two people of one name.
 */
async function findMeant(
  { directory }: Services,
  choice: Choice,
): Promise<{ readonly meant: Choice; readonly namesakes: readonly Namesake[] }> {
  if (choice.kind === 'member') return { meant: choice, namesakes: await findNamesakesOf(directory, choice.userId) };
  if (choice.kind !== 'new') return { meant: choice, namesakes: [] };
  const name = cleanName(choice.name);
  const namesakes = await findNamesakes(directory, name);
  const person = whoIsMeant(namesakes, name)?.person;
  return person === undefined
    ? { meant: choice, namesakes }
    : { meant: { kind: 'person', personId: person.id }, namesakes: [] };
}

/** Asks whether a namesake is meant. */
async function openSamePerson(
  { slack, directory }: Services,
  choice: Choice,
  namesakes: readonly Namesake[],
  { photoId, faceId }: FaceBlockId,
  click: Click,
  trigger: Trigger,
): Promise<void> {
  const { channelId, threadTs, ts: replyTs } = click.reply;
  const userId = choice.kind === 'member' ? choice.userId : undefined;
  const member = userId === undefined ? undefined : await directory.findMember(userId);
  const name = member?.name ?? (choice.kind === 'new' ? cleanName(choice.name) : '');
  const target = { photoId, faceId, channelId, threadTs, replyTs, list: listBelow(click) };
  await openModal(slack, trigger, buildSamePersonModal(target, namesakes, { name, userId, hasAgreed: true }));
}

/** Stores a choice about a face. A choice that opens a modal stores nothing. */
async function store(
  { recognizer, resolvePerson, nameFace }: Services,
  choice: Choice,
  { photoId, faceId }: FaceBlockId,
  { userId, reply }: Pick<Click, 'userId' | 'reply'>,
): Promise<void> {
  const face = { photoId, faceId };
  switch (choice.kind) {
    case 'person':
    case 'member':
      return nameFace({ ...face, person: await resolvePerson(choice), taggedBy: userId }, reply);
    case 'new': {
      // The option says what choosing it confirms.
      const person = await resolvePerson({ ...choice, confirmedBy: userId });
      return nameFace({ ...face, person, taggedBy: userId }, reply);
    }
    case 'not': {
      const person = await resolvePerson({ kind: 'person', personId: choice.personId });
      return recognizer.tags.reject({ ...face, person, rejectedBy: userId });
    }
    case 'take back not':
      return recognizer.tags.unreject({ ...face, personId: choice.personId });
    case 'flag':
      return recognizer.tags.flag({ ...face, kind: choice.flag, flaggedBy: userId });
    case 'collage':
      return choice.holds
        ? recognizer.tags.flagCollage({ ...face, flaggedBy: userId })
        : recognizer.tags.unflagCollage(photoId);
    case 'why':
    case 'change person':
    case 'someone new':
      return;
  }
}

async function openForm(
  services: Services,
  choice: Choice,
  { photoId, faceId }: FaceBlockId,
  click: Click,
  trigger: Trigger,
): Promise<void> {
  const { userId, reply } = click;
  const { channelId, threadTs, ts } = reply;
  const list = listBelow(click);
  switch (choice.kind) {
    case 'why':
      return explainName(services, trigger, { photoId, faceId, reply, viewerId: userId, explains: choice.explains });
    case 'change person': {
      // Without this face, because it may be another person's.
      const person = { personId: choice.personId, face: undefined };
      return openPerson(services, trigger, userId, person, { kind: 'reply', channelId, threadTs, ts, list });
    }
    case 'someone new':
      return openNewPerson(services, trigger, { photoId, faceId, channelId, threadTs, replyTs: ts, list });
    default:
      return;
  }
}

/** The list of names in which a click was: the modal that the click opens is on top of it. */
function listBelow({ list }: Click): ListBelow | undefined {
  return list && { viewId: list.viewId, photoId: list.context.photoId };
}
