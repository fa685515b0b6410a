import type { WebClient } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';

/** The status that Slack shows below a thread while an answer is being prepared. It is optional, so a failure is only logged. */
export interface ThreadStatus {
  /** Shows a text, after earlier ones. An empty text clears the status. */
  show(text: string): void;
  /** Resolves when Slack has received every text so far. */
  settled(): Promise<void>;
}

export function createThreadStatus(
  deps: { readonly slack: WebClient; readonly log: Log },
  thread: { readonly channelId: string; readonly threadTs: string },
): ThreadStatus {
  let last: Promise<void> = Promise.resolve();

  async function set(status: string): Promise<void> {
    const { channelId: channel_id, threadTs: thread_ts } = thread;
    try {
      await deps.slack.assistant.threads.setStatus({ channel_id, thread_ts, status });
    } catch (error) {
      deps.log.debug(`No status shown: ${messageOf(error)}`);
    }
  }

  return {
    show(text) {
      last = last.then(() => set(text));
    },
    settled: () => last,
  };
}
