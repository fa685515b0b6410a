import type { ErasureRequest } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { explainFailure, isStopping, orUndefined } from '../../failures.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import { describeReceipt } from '../../views/forget.js';
import { forgettingFailed, WORDING } from '../../views/wording.js';
import type { Directory } from '../directory.js';
import { invalidateHomes, type ShowHomeDeps, showHome } from '../home/show-home.js';
import type { ErasePerson } from './erase-person.js';

export type ForgetDeps = ShowHomeDeps &
  Pick<Deps, 'slackForPosts' | 'backgroundSlack' | 'bot'> & {
    readonly directory: Directory;
    readonly erasePerson: ErasePerson;
  };

/**
 * Erases a person and sends the receipt to the person who asked for it.
 * @param remark text before the receipt.
 */
export async function forgetPerson(deps: ForgetDeps, request: ErasureRequest, remark?: string): Promise<void> {
  const { askedBy } = request;
  // Begun because the person was in no photo for long: there is no one to send a receipt to.
  if (askedBy === deps.bot.userId) {
    await deps.erasePerson(request);
    return;
  }
  try {
    const receipt = describeReceipt(await deps.erasePerson(request));
    await tellDirectly(deps, askedBy, remark === undefined ? receipt : `${remark}\n\n${receipt}`);
  } catch (error) {
    // It continues after the next start, which sends the receipt.
    if (isStopping(error)) throw error;
    await tellDirectly(deps, askedBy, forgettingFailed(explainFailure(error, deps.log)));
    return;
  }
  await invalidateHomes(deps);
  await showHome(deps, askedBy);
}

/** Continues every erasure that a stop interrupted. */
export async function resumeForgetting(deps: ForgetDeps): Promise<void> {
  for (const request of await deps.recognizer.people.listErasureRequests()) {
    // What fails for one is tried again after the next start, and must not keep the others.
    await orUndefined(forgetPerson(deps, request, WORDING.restartedMeanwhile), 'Not forgotten yet', deps.log.warn);
  }
}

/** Sends a direct message: App Home belongs to no conversation. */
export async function tellDirectly(deps: Pick<Deps, 'slackForPosts'>, userId: string, text: string): Promise<void> {
  await deps.slackForPosts.chat.postMessage({ channel: userId, text, ...TEXT_AS_WRITTEN, unfurl_links: false });
}
