import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.js';
import { linkToMessage } from './conversations.js';

interface MessagePlace {
  readonly channelId: string;
  readonly messageTs: string;
}

/** Links to any number of messages. */
export interface MessageLinks {
  /** @returns undefined if Slack gives none. */
  to(message: MessagePlace): Promise<string | undefined>;
}

/**
 * Slack makes one link with each call, and only so many a minute. The links of one conversation only differ in the timestamp, as in
 * https://example.slack.com/archives/C123/p1700000000000100. So Slack is asked for the first, and for the others only if it is the link
 * to a reply in a thread, which has more behind it; these are asked for as background work.
 */
export function createMessageLinks(deps: {
  readonly slack: WebClient;
  readonly backgroundSlack: WebClient;
  readonly log: Log;
}): MessageLinks {
  /** By conversation, what comes before the timestamp; undefined if that is not known from its first link. */
  const beginnings = new Map<string, Promise<string | undefined>>();

  async function ask(slack: WebClient, { channelId, messageTs }: MessagePlace) {
    const link = await linkToMessage({ slack, log: deps.log }, channelId, messageTs);
    const end = digitsOf(messageTs);
    if (link?.endsWith(`/p${end}`)) beginnings.set(channelId, Promise.resolve(link.slice(0, -end.length)));
    return link;
  }

  return {
    async to(message) {
      const known = beginnings.get(message.channelId);
      if (known === undefined) {
        const asking = ask(deps.slack, message);
        beginnings.set(
          message.channelId,
          asking.then(() => undefined),
        );
        return asking;
      }
      await known;
      const beginning = await beginnings.get(message.channelId);
      return beginning === undefined
        ? ask(deps.backgroundSlack, message)
        : `${beginning}${digitsOf(message.messageTs)}`;
    },
  };
}

function digitsOf(messageTs: string): string {
  return messageTs.replace('.', '');
}
