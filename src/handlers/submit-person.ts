import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { foldName } from '../faces/names.js';
import { explainFailure } from '../failures.js';
import type { AfterChange } from '../people/after-change.js';
import type { PersonViews } from '../people/person-views.js';
import { isOutsider } from '../slack/external-user.js';
import { within } from '../slack/timeout.js';
import { PERSON_VIEW } from '../views/ids.js';
import {
  buildMergePersonModal,
  buildNotice,
  type PersonAnswer,
  readPersonSubmission,
  SAME_AS_BLOCK,
} from '../views/person-modal.js';
import { WORDING } from '../views/wording.js';

type SubmittedArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;

/** Slack waits 3 s for an acknowledgement. When keeping takes longer than this, it goes on behind the acknowledgement. */
const KEEP_LIMIT_MS = 2000;

/** What is to be done about an answer: make a change, ask something first, or say what is wrong with it. */
type Decision =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'change'; make(): Promise<void> }
  | { readonly kind: 'ask'; readonly view: ReturnType<typeof buildMergePersonModal> }
  | { readonly kind: 'refuse'; readonly block: string; readonly why: string };

/** Somebody gave a person another name, or said that they are somebody else, in either of the two modals. */
export function createPersonSubmittedHandler(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log'> & {
    readonly personViews: PersonViews;
    readonly afterChange: AfterChange;
  },
): (args: SubmittedArgs) => Promise<void> {
  const { recognizer } = deps;
  return async ({ ack, body, view }) => {
    const answer = readPersonSubmission(view);
    const { context, nameBlock } = answer;
    const userId = body.user.id;
    const refuse = (why: string, block = nameBlock) => ack({ response_action: 'errors', errors: { [block]: why } });
    if (isOutsider(body)) return refuse(WORDING.membersOnly);

    const decision = await decide(answer, view.callback_id === PERSON_VIEW, userId).catch((error: unknown) => ({
      kind: 'refuse' as const,
      block: nameBlock,
      why: explainFailure(error, deps.log),
    }));
    if (decision.kind === 'nothing') return ack();
    if (decision.kind === 'refuse') return refuse(decision.why, decision.block);
    if (decision.kind === 'ask') return ack({ response_action: 'update', view: decision.view });

    const making = decision
      .make()
      .then(() => 'made' as const)
      .catch((error: unknown) => ({ why: explainFailure(error, deps.log) }));
    const soon = await within(KEEP_LIMIT_MS, making);
    if (soon !== undefined && soon !== 'made') return refuse(soon.why);
    if (soon === 'made') await ack();
    else await ack({ response_action: 'update', view: buildNotice(context, WORDING.changing) });
    const made = await making;
    if (soon === undefined) {
      await deps.personViews.update(view.id, userId, context, made === 'made' ? undefined : made.why);
    }
    if (made === 'made') await deps.afterChange(userId, context.origin);
  };

  async function decide(answer: PersonAnswer, isFirst: boolean, by: string): Promise<Decision> {
    const { name, nameBlock, sameAs, context } = answer;
    const people = await recognizer.people.registry();
    const person = people.people.find(({ id }) => id === context.personId);
    if (person === undefined) return { kind: 'refuse', block: nameBlock, why: WORDING.personGone };
    const personId = person.id;
    if (sameAs !== undefined) {
      // The second modal shows the name of whom they may be the same as.
      if (isFirst && name !== person.name) {
        return { kind: 'refuse', block: SAME_AS_BLOCK, why: WORDING.renameOrMerge };
      }
      return { kind: 'change', make: () => recognizer.people.merge({ personId, intoId: sameAs, by }) };
    }
    if (name === '') return { kind: 'refuse', block: nameBlock, why: WORDING.emptyName };
    if (name === person.name) return { kind: 'nothing' };
    const known = people.people.find((each) => each.id !== personId && isSameName(each.name, name));
    if (known === undefined) {
      return { kind: 'change', make: () => recognizer.people.rename({ personId, name, by }) };
    }
    return isFirst
      ? { kind: 'ask', view: buildMergePersonModal(context, person, known) }
      : { kind: 'refuse', block: nameBlock, why: WORDING.tellApart };
  }
}

function isSameName(a: string, b: string): boolean {
  return a === b || foldName(a) === foldName(b);
}
