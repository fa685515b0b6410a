import type { WebClient } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';

/** What Slack shows below a thread while its answer is being made. A courtesy: a failure is only logged. */
export interface ThreadStatus {
  /** Shows a text after those before it; an empty one takes it away. */
  show(text: string): void;
  /** Resolves when Slack has taken everything so far. */
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
