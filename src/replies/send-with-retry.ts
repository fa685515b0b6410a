import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import type { Deps } from '../deps.js';

type SendDeps = Pick<Deps, 'sleep' | 'log' | 'signal'>;

/** Slack refuses a picture for some seconds after its upload, while it is still being looked at; waits in ms. */
const PICTURE_WAITS_MS = [200, 400, 800, 1500, 3000];
/** Waits in ms before asking again after a call that may or may not have arrived. */
const LOST_CALL_WAITS_MS = [500, 2000];

/** One message to be sent, with its picture or without. */
export interface Sending<T> {
  send(options: { readonly withPictures: boolean }): Promise<T>;
  /** Looks whether a call whose answer was lost did arrive. Left out where sending twice does no harm. */
  findSent?: () => Promise<T | undefined>;
}

/**
 * Sends a message once: waits until a fresh upload can be shown and goes without it rather than not at all, and never sends
 * again what arrived although its answer was lost.
 */
export async function sendOnce<T>(deps: SendDeps, sending: Sending<T>): Promise<T> {
  let pictureWaits = 0;
  let lostCalls = 0;
  let withPictures = true;
  for (;;) {
    deps.signal.throwIfAborted();
    try {
      return await sending.send({ withPictures });
    } catch (error) {
      if (withPictures && isPictureRefused(error)) {
        const wait = PICTURE_WAITS_MS[pictureWaits];
        pictureWaits += 1;
        if (wait === undefined) {
          deps.log.warn('Slack does not show a numbered picture; sending the reply without it.');
          withPictures = false;
        } else {
          await deps.sleep(wait);
        }
        continue;
      }
      const wait = LOST_CALL_WAITS_MS[lostCalls];
      if (!mayHaveArrived(error) || wait === undefined) throw error;
      lostCalls += 1;
      await deps.sleep(wait);
      const sent = await sending.findSent?.();
      if (sent !== undefined) return sent;
    }
  }
}

/** `invalid_blocks`, and the details name the file or say nothing at all. */
function isPictureRefused(error: unknown): boolean {
  if (!(error instanceof WebAPIPlatformError) || error.data.error !== 'invalid_blocks') return false;
  const details = [error.data.response_metadata?.messages, 'errors' in error.data ? error.data.errors : undefined]
    .filter((detail) => detail !== undefined)
    .flat();
  return details.length === 0 || /slack[_ ]file/i.test(JSON.stringify(details));
}

function mayHaveArrived(error: unknown): boolean {
  return error instanceof WebAPIRequestError || (error instanceof WebAPIHTTPError && error.statusCode >= 500);
}
