import { WebAPIPlatformError } from '@slack/web-api';

/** What Slack says when there is nothing left to be found or taken away. */
const GONE_ALREADY: ReadonlySet<string> = new Set([
  'message_not_found',
  'thread_not_found',
  'channel_not_found',
  'not_in_channel',
  'file_deleted',
  'file_not_found',
  // A view that somebody closed.
  'not_found',
]);

/** The answer to a call about a message, a file or a modal; undefined when that is not there any more. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError && GONE_ALREADY.has(error.data.error)) return undefined;
    throw error;
  }
}
