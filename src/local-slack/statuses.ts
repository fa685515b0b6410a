import type { Stream } from './stream.js';
import type { Channels } from './workspace/channels.js';
import { BOT } from './workspace/identity.js';

/**
 * The status line under a thread ("is looking for faces…"). It disappears with the bot's next reply, or after two minutes:
 * https://docs.slack.dev/reference/methods/assistant.threads.setStatus
 */
export interface Statuses {
  set(channel: string, threadTs: string, status: string, loadingMessages: readonly string[]): void;
  clear(channel: string, threadTs: string): void;
  close(): void;
}

const LIFETIME_MS = 2 * 60 * 1000;

export function createStatuses(channels: Channels, stream: Stream): Statuses {
  const timers = new Map<string, NodeJS.Timeout>();

  function stopTimer(key: string): boolean {
    clearTimeout(timers.get(key));
    return timers.delete(key);
  }

  function show(channel: string, threadTs: string, status: string, loadingMessages: readonly string[]): void {
    const data = { type: 'status', channel, thread_ts: threadTs, user: BOT.userId, status };
    stream.publishNamed(channels.members(channel), 'status', { ...data, loading_messages: loadingMessages });
  }

  const statuses: Statuses = {
    set(channel, threadTs, status, loadingMessages) {
      if (status === '') return statuses.clear(channel, threadTs);
      const key = `${channel} ${threadTs}`;
      stopTimer(key);
      timers.set(key, setTimeout(() => statuses.clear(channel, threadTs), LIFETIME_MS).unref());
      show(channel, threadTs, status, loadingMessages);
    },
    clear(channel, threadTs) {
      if (stopTimer(`${channel} ${threadTs}`)) show(channel, threadTs, '', []);
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
  return statuses;
}
