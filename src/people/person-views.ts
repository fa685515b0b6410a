import type { ModalView } from '@slack/types';
import type { Deps } from '../deps.js';
import { personIdOfMember } from '../faces/ids.js';
import { undoableChanges } from '../faces/person-registry.js';
import { explainFailure } from '../failures.js';
import type { FacePictures } from '../replies/face-pictures.js';
import type { RefreshReplies } from '../replies/refresh-replies.js';
import type { UpdateReply } from '../replies/update-reply.js';
import { slackErrorCode } from '../slack/errors.js';
import { openModal, type Trigger } from '../slack/modals.js';
import { isPictureRefused, sendWithPictures } from '../slack/pictures.js';
import { startDeadline } from '../slack/timeout.js';
import { buildConfirmPerson } from '../views/confirm-person.js';
import { buildAllChanges } from '../views/person-changes.js';
import type { PersonContext } from '../views/person-context.js';
import { buildNotice, buildPersonModal } from '../views/person-modal.js';
import type { PersonRef } from '../views/person-ref.js';
import { WORDING } from '../views/wording/general.js';
import { PEOPLE_WORDING } from '../views/wording/people.js';
import type { Directory } from './directory.js';
import type { GatherPeople } from './home/gather-people.js';
import { type ShowHomeDeps, showHome } from './home/show-home.js';
import { accountsOf, mayChange } from './identity/may-change.js';
import { type NamesListDeps, updateListBelow } from './names-list.js';

/** The modal of a person, and the one with all changes. */
type PersonViewDeps = Pick<Deps, 'recognizer' | 'slack' | 'log' | 'sleep'> & {
  readonly facePictures: FacePictures;
  readonly gatherPeople: GatherPeople;
};

type Origin = PersonContext['origin'];

/** Opens the modal of a person. */
export function openPerson(
  deps: PersonViewDeps,
  trigger: Trigger,
  userId: string,
  { personId, face }: PersonRef,
  origin: Origin,
): Promise<void> {
  const context = { personId, face, origin };
  return open(deps, trigger, context, (options) => build(deps, userId, context, options));
}

/** Opens the modal that asks before a person is removed or forgotten. */
export function openConfirmPerson(
  deps: PersonViewDeps,
  trigger: Trigger,
  userId: string,
  { choice, person: { personId, face } }: { readonly choice: 'remove' | 'forget'; readonly person: PersonRef },
  origin: Origin,
): Promise<void> {
  const context = { personId, face, origin };
  return open(deps, trigger, context, ({ withPictures = true } = {}) =>
    orNotice(deps, context, async () => {
      const [registry, faceFileId] = await Promise.all([
        deps.recognizer.people.registry(),
        withPictures ? findFace(deps, face) : undefined,
      ]);
      const record = registry.records.find(({ id }) => id === personId);
      if (record === undefined) return buildNotice(context, WORDING.personGone);
      const person = registry.resolve(record) ?? record;
      const isViewer = registry.mergedWith(person.id).some(({ id }) => id === personIdOfMember(userId));
      return buildConfirmPerson({ choice, context, person, isViewer, faceFileId });
    }),
  );
}

/** Opens the list of every change that can be undone. */
export function openAllChanges(deps: PersonViewDeps, trigger: Trigger, userId: string, origin: Origin): Promise<void> {
  const context = { personId: undefined, face: undefined, origin };
  return open(deps, trigger, context, (options) => build(deps, userId, context, options));
}

/** Opens a modal with one sentence. */
export async function openNotice(
  deps: Pick<Deps, 'slack'>,
  trigger_id: string,
  origin: Origin,
  what: string,
): Promise<void> {
  const view = buildNotice({ personId: undefined, face: undefined, origin }, what);
  await deps.slack.views.open({ trigger_id, view });
}

/** Updates an open modal. @param problem what went wrong. */
export function updatePersonView(
  deps: PersonViewDeps,
  viewId: string,
  userId: string,
  context: PersonContext,
  problem?: string,
): Promise<void> {
  return update(deps, viewId, (options) => build(deps, userId, context, { ...options, problem }));
}

/** Builds a modal. Never rejects: the modal says what went wrong. */
type BuildView = (options?: BuildOptions) => Promise<ModalView>;

async function update(deps: PersonViewDeps, view_id: string, buildView: BuildView): Promise<void> {
  try {
    await sendWithPictures(deps, async (withPictures) =>
      deps.slack.views.update({ view_id, view: await buildView({ withPictures }) }),
    );
  } catch (error) {
    const code = slackErrorCode(error);
    if (code === undefined) throw error;
    // The modal was closed.
    deps.log.info(`A modal was not brought up to date: ${code}`);
  }
}

/** Opens before the trigger expires: if need be without the picture, or with a notice that is replaced later. */
async function open(
  deps: PersonViewDeps,
  trigger: Trigger,
  context: PersonContext,
  buildView: BuildView,
): Promise<void> {
  const building = buildView();
  const view = (await startDeadline().before(building)) ?? buildNotice(context, PEOPLE_WORDING.changing);
  const opened = await openModal(deps.slack, trigger, view).catch(async (error: unknown) => {
    if (!isPictureRefused(error)) throw error;
    return openModal(deps.slack, trigger, await buildView({ withPictures: false }));
  });
  if (view !== (await building) && opened.view?.id !== undefined) await update(deps, opened.view.id, buildView);
}

interface BuildOptions {
  readonly problem?: string | undefined;
  readonly withPictures?: boolean;
}

/** The modal of a person, or the one with all changes. Never rejects. */
function build(
  deps: PersonViewDeps,
  userId: string,
  context: PersonContext,
  options: BuildOptions = {},
): Promise<ModalView> {
  return orNotice(deps, context, async () =>
    context.personId === undefined
      ? buildAllChanges((await deps.gatherPeople.of(userId)).changes, context, options.problem)
      : buildPerson(deps, userId, context, context.personId, options),
  );
}

/** What was built, or a modal that says what went wrong. */
async function orNotice(
  deps: Pick<Deps, 'log'>,
  context: PersonContext,
  work: () => Promise<ModalView>,
): Promise<ModalView> {
  try {
    return await work();
  } catch (error) {
    return buildNotice(context, explainFailure(error, deps.log));
  }
}

async function buildPerson(
  deps: PersonViewDeps,
  userId: string,
  context: PersonContext,
  id: string,
  { problem, withPictures = true }: BuildOptions,
): Promise<ModalView> {
  const [registry, faceFileId] = await Promise.all([
    deps.recognizer.people.registry(),
    withPictures ? findFace(deps, context.face) : undefined,
  ]);
  const record = registry.records.find((each) => each.id === id);
  if (record === undefined) return buildNotice(context, WORDING.personGone);
  const person = registry.resolve(record) ?? record;
  const ids = new Set([person.id, ...registry.idsOf(person.id)]);
  return buildPersonModal({
    context: { ...context, personId: person.id },
    person,
    isViewer: ids.has(personIdOfMember(userId)),
    isRemoved: registry.resolve(record) === undefined,
    mayChange: await mayChange(deps, userId, accountsOf(registry, [person.id])),
    changes: undoableChanges(registry).filter(
      (change) => ids.has(change.person.id) || (change.kind === 'merged' && change.into.id === person.id),
    ),
    faceFileId,
    problem,
  });
}

/** In ms. A picture that takes longer is left out, because a trigger expires after 3 s. */
const FACE_LIMIT_MS = 1200;

async function findFace({ facePictures }: PersonViewDeps, face: PersonContext['face']): Promise<string | undefined> {
  return face && (await startDeadline(FACE_LIMIT_MS).before(facePictures.make(face.photoId, face.faceId)));
}

export type ShowChangeDeps = ShowHomeDeps &
  NamesListDeps & {
    readonly directory: Directory;
    readonly updateReply: UpdateReply;
    readonly refreshReplies: RefreshReplies;
  };

/** After a change of a person, updates the view it was made in, and other replies in the background. */
export async function showChange(deps: ShowChangeDeps, userId: string, origin: PersonContext['origin']): Promise<void> {
  deps.directory.forgetPeople();
  deps.refreshReplies({ what: 'people' });
  if (origin.kind === 'home') await showHome(deps, userId, { page: origin.page });
  else await Promise.all([deps.updateReply(origin), updateListBelow(deps, origin.list, origin, userId)]);
}
