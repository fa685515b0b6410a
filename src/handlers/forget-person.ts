import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { personIdOfMember } from '../faces/ids.js';
import type { WishToForget } from '../faces/model.js';
import { explainFailure } from '../failures.js';
import type { ForgetPerson } from '../people/erase/erase-person.js';
import type { RenewHomes } from '../people/home/invalidate-homes.js';
import type { ShowHome } from '../people/home/show-home.js';
import { isOutsider } from '../slack/external-user.js';
import { within } from '../slack/timeout.js';
import { isAdmin } from '../training/may-train.js';
import { buildForgettingModal, describeReceipt } from '../views/forget.js';
import { forgettingFailed, WORDING } from '../views/wording.js';

type ForgetArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** Slack waits 3 s for an acknowledgement. When keeping takes longer than this, it goes on behind the acknowledgement. */
const KEEP_LIMIT_MS = 2000;

type ForgettingDeps = Pick<Deps, 'recognizer' | 'slack' | 'slackForPosts' | 'log' | 'signal' | 'inBackground'> & {
  readonly forgetPerson: ForgetPerson;
  readonly showHome: ShowHome;
  readonly renewHomes: RenewHomes;
};

/** "Forget": by the person themselves, or by an admin for anybody. Begins at once, and ends with a receipt. */
export function createForgetPersonHandler(deps: ForgettingDeps): (args: ForgetArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    const userId = body.user.id;
    const personId = action.value ?? '';
    try {
      const accepting = accept(body, userId, personId);
      await within(KEEP_LIMIT_MS, Promise.allSettled([accepting]));
      await ack();
      const refusal = await accepting;
      if (refusal !== undefined) {
        await tell(deps, userId, refusal);
        return;
      }
      // What is open shows the name.
      if (body.view?.type === 'modal') {
        await deps.slack.views.update({ view_id: body.view.id, view: buildForgettingModal() });
      }
      await tell(deps, userId, WORDING.forgettingBegun);
    } catch (error) {
      await tell(deps, userId, forgettingFailed(explainFailure(error, deps.log)));
      return;
    }
    deps.inBackground((signal) => forget(deps, { personId, askedBy: userId }, signal));
  };

  /** Only what is kept is acknowledged, so that it is done whatever happens. @returns why not. */
  async function accept(body: unknown, userId: string, personId: string): Promise<string | undefined> {
    const refusal = await whyNotForget(body, userId, personId);
    if (refusal === undefined) {
      await deps.recognizer.people.requestErasure({ personId, askedBy: userId });
    }
    return refusal;
  }

  async function whyNotForget(body: unknown, userId: string, personId: string): Promise<string | undefined> {
    if (isOutsider(body)) return WORDING.membersOnly;
    const { personIds, names } = await deps.recognizer.people.readTraces(personId);
    if (names.length === 0) return WORDING.personForgotten;
    const isOneself = personIds.includes(personIdOfMember(userId));
    return isOneself || (await isAdmin(deps, userId)) ? undefined : WORDING.mayNotForget;
  }
}

/** Goes on with whatever forgetting was cut short when Rollcall ended. @param signal ends it early, without an error. */
export type ResumeForgetting = (signal: AbortSignal) => Promise<void>;

export function createResumeForgetting(deps: ForgettingDeps): ResumeForgetting {
  return async (signal) => {
    if (signal.aborted) return;
    for (const wish of await deps.recognizer.people.listErasureRequests()) {
      if (signal.aborted) return;
      await forget(deps, wish, signal, WORDING.restartedMeanwhile);
    }
  };
}

/** @param remark put before the receipt. */
async function forget(
  deps: ForgettingDeps,
  { personId, askedBy }: WishToForget,
  signal: AbortSignal,
  remark?: string,
): Promise<void> {
  try {
    const receipt = describeReceipt(await deps.forgetPerson(personId, signal));
    await tell(deps, askedBy, remark === undefined ? receipt : `${remark}\n\n${receipt}`);
  } catch (error) {
    // It goes on after the next start, and whoever asked is told then.
    if (!signal.aborted) await tell(deps, askedBy, forgettingFailed(explainFailure(error, deps.log)));
    return;
  }
  await deps.renewHomes();
  await deps.showHome(askedBy, 0);
}

/** To them alone: App Home belongs to no conversation. */
async function tell(deps: Pick<Deps, 'slackForPosts'>, userId: string, text: string): Promise<void> {
  await deps.slackForPosts.chat.postMessage({ channel: userId, text, unfurl_links: false });
}
