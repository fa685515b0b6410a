import { WebAPIHTTPError, WebAPIRequestError } from '@slack/web-api';
import type { Deps } from '../deps.js';
import { sendWithPictures } from '../slack/pictures.js';

/** Waits in ms before asking again after a call that may or may not have arrived. */
const LOST_CALL_WAITS_MS = [500, 2000];

/** One message to be sent, with its pictures or without. */
export interface Sending<T> {
  readonly send: (withPictures: boolean) => Promise<T>;
  /** Looks whether a call whose answer was lost did arrive. Left out where sending twice does no harm. */
  readonly findSent?: () => Promise<T | undefined>;
}

/**
 * Sends a message once: with its pictures as soon as Slack shows them, and never again when it arrived although the answer was
 * lost.
 */
export async function sendWithRetry<T>(deps: Pick<Deps, 'sleep' | 'log'>, sending: Sending<T>): Promise<T> {
  for (let lost = 0; ; lost += 1) {
    try {
      return await sendWithPictures(deps, sending.send);
    } catch (error) {
      const wait = LOST_CALL_WAITS_MS[lost];
      if (!mayHaveArrived(error) || wait === undefined) throw error;
      await deps.sleep(wait);
      const sent = await sending.findSent?.();
      if (sent !== undefined) return sent;
    }
  }
}

function mayHaveArrived(error: unknown): boolean {
  return error instanceof WebAPIRequestError || (error instanceof WebAPIHTTPError && error.statusCode >= 500);
}
