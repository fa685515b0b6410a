import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { explainFailure } from '../failures.js';
import type { AfterChange } from '../people/after-change.js';
import type { PersonViews } from '../people/person-views.js';
import { isOutsider } from '../slack/external-user.js';
import { within } from '../slack/timeout.js';
import { readPersonRef, readTakenBack } from '../views/ids.js';
import { type PersonContext, readPersonContext } from '../views/person-context.js';
import { WORDING } from '../views/wording.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type ButtonHandler = (args: ButtonArgs) => Promise<void>;

type ButtonDeps = Pick<Deps, 'recognizer' | 'log'> & {
  readonly personViews: PersonViews;
  readonly afterChange: AfterChange;
};

/** Slack waits 3 s for an acknowledgement. When keeping takes longer than this, it goes on behind the acknowledgement. */
const KEEP_LIMIT_MS = 2000;

/** "Change…" beside a person in App Home. */
export function createChangePersonHandler(deps: ButtonDeps): ButtonHandler {
  return async ({ ack, action, body }) => {
    await ack();
    const origin = homeOf(body);
    const ref = readPersonRef(action.value ?? '');
    if (ref === undefined) return deps.personViews.openNotice(body.trigger_id, origin, WORDING.outdatedMenu);
    await deps.personViews.openPerson(body.trigger_id, body.user.id, ref, origin);
  };
}

/** "All changes" in App Home. */
export function createAllChangesHandler(deps: ButtonDeps): ButtonHandler {
  return async ({ ack, body }) => {
    await ack();
    await deps.personViews.openAllChanges(body.trigger_id, body.user.id, homeOf(body));
  };
}

/** "Remove" in the modal of a person, once confirmed. */
export function createRemovePersonHandler(deps: ButtonDeps): ButtonHandler {
  return (args) => answer(deps, args, (by) => deps.recognizer.people.remove({ personId: args.action.value ?? '', by }));
}

/** "Undo", "Split" or "Put back" beside a change, in App Home or a modal. */
export function createTakeBackHandler(deps: ButtonDeps): ButtonHandler {
  const { recognizer } = deps;
  return (args) =>
    answer(deps, args, async () => {
      const change = readTakenBack(args.action.value ?? '');
      if (change === undefined) throw new UserFacingError(WORDING.outdatedMenu);
      const { kind, personId, at } = change;
      if (kind === 'renamed') await recognizer.people.undoRename({ personId, renamedAt: at });
      else if (kind === 'merged') await recognizer.people.split({ personId });
      else await recognizer.people.restore({ personId });
    });
}

/** Puts a change where it is safe, acknowledges the click, and shows what is different now, or what went wrong. */
async function answer(
  deps: ButtonDeps,
  { ack, body }: Pick<ButtonArgs, 'ack' | 'body'>,
  keep: (userId: string) => Promise<void>,
): Promise<void> {
  const userId = body.user.id;
  const modal = body.view?.type === 'modal' ? body.view : undefined;
  const context = modal && readPersonContext(modal.private_metadata);
  const origin = context?.origin ?? homeOf(body);
  const keeping = isOutsider(body) ? Promise.reject(new UserFacingError(WORDING.membersOnly)) : keep(userId);
  await within(KEEP_LIMIT_MS, Promise.allSettled([keeping]));
  await ack();
  const problem = await keeping.then(
    () => undefined,
    (error: unknown) => explainFailure(error, deps.log),
  );
  if (modal !== undefined && context !== undefined) {
    await deps.personViews.update(modal.id, userId, context, problem);
  } else if (problem !== undefined) {
    await deps.personViews.openNotice(body.trigger_id, origin, problem);
  }
  if (problem === undefined) await deps.afterChange(userId, origin);
}

function homeOf(body: BlockAction): PersonContext['origin'] {
  const page = Number(body.view?.private_metadata);
  return { kind: 'home', page: Number.isInteger(page) ? page : 0 };
}
