import type { ModalView } from '@slack/types';
import type { Deps } from '../deps.js';
import { personIdOfMember } from '../faces/ids.js';
import { nameFaces } from '../faces/naming.js';
import { thresholdsFor } from '../faces/thresholds.js';
import { explainFailure } from '../failures.js';
import type { CandidateCache } from '../replies/candidate-cache.js';
import { readReplyStateAt } from '../replies/find-reply.js';
import { unlessGone } from '../slack/errors.js';
import { startDeadline } from '../slack/timeout.js';
import { buildNamesModal, buildNamesNotice, type ListBelow, type NamesContext } from '../views/names-modal.js';
import { NAMING_WORDING } from '../views/wording/naming.js';
import { REPLY_WORDING } from '../views/wording/replies.js';

export type NamesListDeps = Pick<Deps, 'recognizer' | 'slack' | 'thresholds' | 'log' | 'now'> & {
  readonly candidateCache: CandidateCache;
};

/** Opens the list of names in a photo: at once, because a trigger expires after 3 s, and without the names if they take longer. */
export async function openNamesList(
  deps: NamesListDeps,
  trigger_id: string,
  context: NamesContext,
  viewerId: string,
): Promise<void> {
  const building = build(deps, context, viewerId);
  const ready = await startDeadline().before(building);
  const view = ready ?? buildNamesNotice(NAMING_WORDING.namesLoading);
  const opened = await deps.slack.views.open({ trigger_id, view });
  if (ready !== undefined || opened.view?.id === undefined) return;
  await unlessGone(deps.slack.views.update({ view_id: opened.view.id, view: await building }));
}

/** Brings an open list up to date. @param problem what went wrong a moment ago. */
export async function updateNamesList(
  deps: NamesListDeps,
  view_id: string,
  context: NamesContext,
  viewerId: string,
  problem?: string,
): Promise<void> {
  await unlessGone(deps.slack.views.update({ view_id, view: await build(deps, context, viewerId, problem) }));
}

/** Brings a list up to date after a change in a modal that was opened on top of it. */
export async function updateListBelow(
  deps: NamesListDeps,
  list: ListBelow | undefined,
  { channelId, threadTs, ts }: NamesContext['reply'],
  viewerId: string,
): Promise<void> {
  if (list === undefined) return;
  const { viewId, photoId } = list;
  await updateNamesList(deps, viewId, { reply: { channelId, threadTs, ts }, photoId }, viewerId);
}

/** Never rejects: the modal says what went wrong. */
async function build(
  deps: NamesListDeps,
  context: NamesContext,
  viewerId: string,
  problem?: string,
): Promise<ModalView> {
  try {
    const state = await readReplyStateAt(deps, context.reply);
    // A button only has an id, which anyone could make up for a photo in another conversation.
    if (state?.photos.some(({ photoId }) => photoId === context.photoId) !== true) {
      return buildNamesNotice(REPLY_WORDING.replyGone);
    }
    const [photo, registry] = await Promise.all([
      deps.recognizer.photos.read(context.photoId),
      deps.recognizer.people.registry(),
    ]);
    const candidates = await deps.candidateCache.recall(photo);
    const rows = nameFaces(photo, candidates, thresholdsFor(candidates, deps.thresholds), state.order);
    const ownId = personIdOfMember(viewerId);
    const personId = registry.resolve({ id: ownId, name: '' })?.id;
    const viewer = { userId: viewerId, personId };
    return buildNamesModal({ context, rows, viewer, revision: deps.now().toString(36), problem });
  } catch (error) {
    return buildNamesNotice(explainFailure(error, deps.log));
  }
}
