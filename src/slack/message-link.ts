import type { WebClient } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';

/** The address of a message; undefined when Slack does not give one: the message may be gone. */
export async function linkToMessage(
  deps: { readonly slack: WebClient; readonly log: Log },
  channelId: string,
  messageTs: string,
): Promise<string | undefined> {
  try {
    return (await deps.slack.chat.getPermalink({ channel: channelId, message_ts: messageTs })).permalink;
  } catch (error) {
    deps.log.info(`No link to a message: ${messageOf(error)}`);
    return undefined;
  }
}
