import type { ModalView } from '@slack/types';
import type { Deps } from '../deps.js';
import { personIdOfMember } from '../faces/ids.js';
import { undoableChanges } from '../faces/person-registry.js';
import { explainFailure } from '../failures.js';
import type { FacePictures } from '../replies/face-pictures.js';
import { slackErrorCode } from '../slack/errors.js';
import { isPictureRefused, sendWithPictures } from '../slack/send-with-pictures.js';
import { within } from '../slack/timeout.js';
import type { PersonRef } from '../views/ids.js';
import { buildAllChanges } from '../views/person-changes.js';
import type { PersonContext } from '../views/person-context.js';
import { buildNotice, buildPersonModal } from '../views/person-modal.js';
import { WORDING } from '../views/wording.js';
import { facePictureSoon } from './face-picture-soon.js';
import type { GatherPeople } from './home/gather-people.js';

/** What somebody sees of a person as a whole: the modal, and the list of all changes. */
export interface PersonViews {
  /** Opens the modal of a person. */
  openPerson(triggerId: string, userId: string, ref: PersonRef, origin: PersonContext['origin']): Promise<void>;
  /** Opens the list of everything that can be taken back. */
  openAllChanges(triggerId: string, userId: string, origin: PersonContext['origin']): Promise<void>;
  /** Opens a modal that says something, when there is no better place for it. */
  openNotice(triggerId: string, origin: PersonContext['origin'], what: string): Promise<void>;
  /** Puts the newest state of things into a modal. @param problem what went wrong a moment ago. */
  update(viewId: string, userId: string, context: PersonContext, problem?: string): Promise<void>;
}

/** A trigger is good for 3 s: without what it is about, when that takes longer than this. */
const OPEN_PATIENCE_MS = 1800;

export function createPersonViews(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log' | 'sleep'> & {
    readonly facePictures: FacePictures;
    readonly gatherPeople: GatherPeople;
  },
): PersonViews {
  const { slack } = deps;

  /** Never rejects: what went wrong is said in the modal. */
  async function build(
    userId: string,
    context: PersonContext,
    { problem, withPictures = true }: { readonly problem?: string | undefined; readonly withPictures?: boolean } = {},
  ): Promise<ModalView> {
    try {
      return context.personId === undefined
        ? buildAllChanges((await deps.gatherPeople(userId)).changes, context, problem)
        : await buildPerson(userId, context, context.personId, { problem, withPictures });
    } catch (error) {
      return buildNotice(context, explainFailure(error, deps.log));
    }
  }

  async function buildPerson(
    userId: string,
    context: PersonContext,
    id: string,
    { problem, withPictures }: { readonly problem: string | undefined; readonly withPictures: boolean },
  ): Promise<ModalView> {
    const registry = await deps.recognizer.people.registry();
    const record = registry.records.find((each) => each.id === id);
    if (record === undefined) return buildNotice(context, WORDING.personGone);
    const person = registry.resolve(record) ?? record;
    const ids = new Set([person.id, ...registry.idsOf(person.id)]);
    return buildPersonModal({
      context: { ...context, personId: person.id },
      person,
      isViewer: ids.has(personIdOfMember(userId)),
      isRemoved: registry.resolve(record) === undefined,
      changes: undoableChanges(registry).filter(
        (change) => ids.has(change.person.id) || (change.kind === 'merged' && change.into.id === person.id),
      ),
      faceFileId:
        withPictures && context.face !== undefined ? await facePictureSoon(deps.facePictures, context.face) : undefined,
      problem,
    });
  }

  return {
    async openPerson(triggerId, userId, { personId, face }, origin) {
      await open(triggerId, userId, { personId, face, origin });
    },
    async openAllChanges(triggerId, userId, origin) {
      await open(triggerId, userId, { personId: undefined, face: undefined, origin });
    },
    async openNotice(trigger_id, origin, what) {
      const view = buildNotice({ personId: undefined, face: undefined, origin }, what);
      await slack.views.open({ trigger_id, view });
    },
    update,
  };

  /** In time, whatever is slow: then it opens without the picture, or with a note that is replaced. */
  async function open(trigger_id: string, userId: string, context: PersonContext): Promise<void> {
    const building = build(userId, context);
    const view = (await within(OPEN_PATIENCE_MS, building)) ?? buildNotice(context, WORDING.changing);
    const opened = await slack.views.open({ trigger_id, view }).catch(async (error: unknown) => {
      if (!isPictureRefused(error)) throw error;
      return slack.views.open({ trigger_id, view: await build(userId, context, { withPictures: false }) });
    });
    if (view !== (await building) && opened.view?.id !== undefined) await update(opened.view.id, userId, context);
  }

  async function update(view_id: string, userId: string, context: PersonContext, problem?: string): Promise<void> {
    try {
      await sendWithPictures(deps, async (withPictures) =>
        slack.views.update({ view_id, view: await build(userId, context, { problem, withPictures }) }),
      );
    } catch (error) {
      const code = slackErrorCode(error);
      if (code === undefined) throw error;
      // Whoever closed it meanwhile does not wait for it.
      deps.log.info(`A modal was not brought up to date: ${code}`);
    }
  }
}
