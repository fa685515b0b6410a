import type { ErasureRequest } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { explainFailure, isStopping, orUndefined, withRetries } from '../../failures.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import { describeReceipt } from '../../views/forget.js';
import { FORGETTING_WORDING, forgettingFailed } from '../../views/wording/forgetting.js';
import type { Directory } from '../directory.js';
import { invalidateHomes, type ShowHomeDeps, showHome } from '../home/show-home.js';
import type { ErasePerson } from './erase-person.js';

export type ForgetDeps = ShowHomeDeps &
  Pick<Deps, 'slackForPosts' | 'backgroundSlack' | 'bot' | 'isClosing'> & {
    readonly directory: Directory;
    readonly erasePerson: ErasePerson;
  };

/** Pauses in ms before an erasure that failed is tried again: Slack or the face service may be away for a moment. */
const PAUSES_MS = [5_000, 30_000, 2 * 60_000];

/**
 * Erases a person and sends the receipt to the person who asked for it, or says that it failed after some attempts.
 * @param remark text before the receipt.
 */
export async function forgetPerson(deps: ForgetDeps, request: ErasureRequest, remark?: string): Promise<void> {
  const { askedBy } = request;
  // Begun because the person was in no photo for long: there is no one to send a receipt to.
  if (askedBy === deps.bot.userId) {
    await eraseWithRetries(deps, request);
    return;
  }
  try {
    const { receipt, isInterrupted } = await eraseWithRetries(deps, request);
    const remarks = new Set([...(isInterrupted ? [FORGETTING_WORDING.interrupted] : []), ...(remark ? [remark] : [])]);
    await tellDirectly(deps, askedBy, [...remarks, describeReceipt(receipt)].join('\n\n'));
  } catch (error) {
    // It continues after the next start, which sends the receipt.
    if (isStopping(error)) throw error;
    await tellDirectly(deps, askedBy, forgettingFailed(explainFailure(error, deps.log)));
    return;
  }
  await invalidateHomes(deps);
  await showHome(deps, askedBy);
}

async function eraseWithRetries(deps: ForgetDeps, request: ErasureRequest) {
  let isInterrupted = false;
  const receipt = await withRetries(deps, PAUSES_MS, (retries) => {
    isInterrupted = retries > 0;
    return deps.erasePerson(request);
  });
  return { receipt, isInterrupted };
}

/** Continues every erasure that a stop interrupted. */
export async function resumeForgetting(deps: ForgetDeps): Promise<void> {
  for (const request of await deps.recognizer.people.listErasureRequests()) {
    // What fails for one is tried again after the next start, and must not keep the others.
    await orUndefined(forgetPerson(deps, request, FORGETTING_WORDING.interrupted), 'Not forgotten yet', deps.log.warn);
  }
}

/** Sends a direct message: App Home belongs to no conversation. */
export async function tellDirectly(deps: Pick<Deps, 'slackForPosts'>, userId: string, text: string): Promise<void> {
  await deps.slackForPosts.chat.postMessage({ channel: userId, text, ...TEXT_AS_WRITTEN, unfurl_links: false });
}
