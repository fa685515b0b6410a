import type { EventPublisher } from '../events/event-publisher.js';
import { screenOf } from '../workspace/access.js';
import type { Ephemeral } from '../workspace/ephemerals.js';
import { messageKey } from '../workspace/recent-blocks.js';
import type { Workspace } from '../workspace/workspace.js';
import type { MessageEvents } from './message-events.js';

/** Messages shown to one person only. */
export interface EphemeralPosts {
  showEphemeral(draft: Omit<Ephemeral, 'ts'>): Ephemeral;
  replaceEphemeral(after: Ephemeral): void;
  removeEphemeral(message: Ephemeral): void;
}

export function createEphemeralPosts(
  workspace: Workspace,
  publisher: EventPublisher,
  messageEvents: MessageEvents,
): EphemeralPosts {
  const { clock, ephemerals } = workspace;

  function show(message: Ephemeral): void {
    publisher.change((publish) => {
      ephemerals.put(message);
      messageEvents.recordFiles(message, screenOf(message.shownTo));
      publish.toPerson(message.shownTo, { ...messageEvents.forStream(message), type: 'ephemeral', is_ephemeral: true });
    });
  }

  return {
    showEphemeral(draft) {
      const message = { ...draft, ts: clock.nextTs() };
      show(message);
      return message;
    },
    replaceEphemeral(after) {
      const before = ephemerals.find(after.channel, after.ts);
      if (before !== undefined) workspace.recentBlocks.remember(messageKey(before), before.blocks);
      show(after);
    },
    removeEphemeral({ channel, ts, threadTs, shownTo }) {
      publisher.change((publish) => {
        ephemerals.remove(channel, ts);
        workspace.purgeSoon();
        const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
        publish.toPerson(shownTo, {
          type: 'message_deleted',
          channel,
          ts,
          deleted_ts: ts,
          ...thread,
          is_ephemeral: true,
        });
      });
    },
  };
}
