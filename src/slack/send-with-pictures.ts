import { WebAPIPlatformError } from '@slack/web-api';
import type { Log } from '../log.js';

/** Slack refuses a picture for some seconds after its upload, while it is still being looked at; waits in ms. */
const PICTURE_WAITS_MS = [300, 1000, 3000];

/**
 * Sends a view that shows pictures uploaded a moment ago, as soon as Slack takes it with them.
 * @param send is called with false when Slack does not take the pictures at all: then the view goes without.
 */
export async function sendWithPictures(
  deps: { readonly log: Log; readonly sleep: (ms: number) => Promise<void> },
  send: (withPictures: boolean) => Promise<unknown>,
): Promise<void> {
  for (const wait of [...PICTURE_WAITS_MS, undefined]) {
    try {
      await send(true);
      return;
    } catch (error) {
      if (!isPictureRefused(error)) throw error;
      if (wait !== undefined) await deps.sleep(wait);
    }
  }
  deps.log.warn('Slack does not show the faces in a view; showing it without.');
  await send(false);
}

/** Whether Slack refused a view because of a picture in it. */
export function isPictureRefused(error: unknown): boolean {
  if (!(error instanceof WebAPIPlatformError)) return false;
  if (!['invalid_arguments', 'invalid_blocks'].includes(error.data.error)) return false;
  return /slack[_ ]file/i.test(JSON.stringify(error.data.response_metadata ?? error.data));
}
