import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { buildForgettingModal, describeReceipt } from '../../views/forget.js';
import { personIdOfMember } from '../../views/ids.js';
import { forgettingFailed, WORDING } from '../../views/wording.js';
import type { Deps } from '../deps.js';
import { explainFailure } from '../failures.js';
import type { ShowHome } from '../home/show-home.js';
import { isAdmin } from '../may-train.js';
import { isOutsider } from '../outsider.js';
import type { ForgetPerson } from './forget-person.js';

type ForgetArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Forget": by the person themselves, or by an admin for anybody. Begins at once, and ends with a receipt. */
export function createForgetPersonHandler(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'slackForPosts' | 'log' | 'signal' | 'inBackground'> & {
    readonly forgetPerson: ForgetPerson;
    readonly showHome: ShowHome;
  },
): (args: ForgetArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    const userId = body.user.id;
    const personId = action.value ?? '';
    try {
      const refusal = await whyNotForget(body, userId, personId);
      if (refusal !== undefined) {
        await tell(userId, refusal);
        return;
      }
      // What is open shows the name.
      if (body.view?.type === 'modal') {
        await deps.slack.views.update({ view_id: body.view.id, view: buildForgettingModal() });
      }
      await tell(userId, WORDING.forgettingBegun);
    } catch (error) {
      await tell(userId, forgettingFailed(explainFailure(error, deps.log)));
      return;
    }
    deps.inBackground((signal) => forget(userId, personId, signal));
  };

  async function forget(userId: string, personId: string, signal: AbortSignal): Promise<void> {
    let outcome: string;
    try {
      outcome = describeReceipt(await deps.forgetPerson(personId, signal));
    } catch (error) {
      outcome = forgettingFailed(signal.aborted ? WORDING.stopping : explainFailure(error, deps.log));
    }
    await tell(userId, outcome);
    if (!signal.aborted) await deps.showHome(userId, 0);
  }

  async function whyNotForget(body: unknown, userId: string, personId: string): Promise<string | undefined> {
    if (isOutsider(body)) return WORDING.membersOnly;
    const { personIds, names } = await deps.recognizer.readTraces(personId, { signal: deps.signal });
    if (names.length === 0) return WORDING.personForgotten;
    const isOneself = personIds.includes(personIdOfMember(userId));
    return isOneself || (await isAdmin(deps, userId)) ? undefined : WORDING.mayNotForget;
  }

  /** To them alone: App Home belongs to no conversation. */
  async function tell(userId: string, text: string): Promise<void> {
    await deps.slackForPosts.chat.postMessage({ channel: userId, text, unfurl_links: false });
  }
}
