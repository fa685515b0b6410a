import type { RespondFn } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';
import { TEXT_AS_WRITTEN } from './text-as-written.js';
import { within } from './timeout.js';

/** A message that only the person who ran the command sees. */
interface PrivateMessage {
  readonly text: string;
  readonly blocks?: KnownBlock[];
}

/** Answers the person who ran a command. */
export interface CommandResponder {
  /** Shows progress. Skipped if only one more answer is possible. */
  tell(message: PrivateMessage): Promise<void>;
  /** Shows the result, by whatever way still reaches the person. */
  finish(message: PrivateMessage): Promise<void>;
}

/** Slack takes five answers to a command, within 30 minutes (docs.slack.dev/interactivity/handling-user-interaction). */
const MAX_ANSWERS = 5;
const MAX_AGE_MS = 29 * 60_000;
/** Bolt has no timeout for answers. */
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Answers one command. Answers cannot replace one another, so each is one more message.
 * @param deps.slackForPosts does not retry, so that no message is sent twice.
 */
export function createCommandResponder(
  deps: {
    readonly slack: WebClient;
    readonly slackForPosts: WebClient;
    readonly log: Log;
    readonly now: () => number;
  },
  asker: { readonly user_id: string; readonly channel_id: string },
  respond: RespondFn,
): CommandResponder {
  const askedAt = deps.now();
  let used = 0;

  async function answer(message: PrivateMessage): Promise<boolean> {
    if (used >= MAX_ANSWERS || deps.now() - askedAt > MAX_AGE_MS) return false;
    used += 1;
    try {
      const sent = respond({ response_type: 'ephemeral', ...message }).then(() => true);
      return (await within(ANSWER_TIMEOUT_MS, sent)) ?? false;
    } catch (error) {
      deps.log.info(`Slack takes no answer to the command: ${messageOf(error)}`);
      return false;
    }
  }

  return {
    async tell(message) {
      if (used < MAX_ANSWERS - 1) await answer(message);
    },
    async finish(message) {
      if (await answer(message)) return;
      const { user_id: user, channel_id: channel } = asker;
      try {
        await deps.slack.chat.postEphemeral({ channel, user, ...message, ...TEXT_AS_WRITTEN });
      } catch (error) {
        // Rollcall may not post in a conversation it is not in, not even privately, but it may send a direct message.
        deps.log.info(`Answered in a direct message: ${messageOf(error)}`);
        await deps.slackForPosts.chat.postMessage({ channel: user, ...message, ...TEXT_AS_WRITTEN });
      }
    },
  };
}
