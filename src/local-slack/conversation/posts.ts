import type { EventPublisher, Publish } from '../events/event-publisher.js';
import type { Statuses } from '../statuses.js';
import { maySeeFile } from '../workspace/access.js';
import type { StoredFile } from '../workspace/files.js';
import { BOT } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import { messageKey } from '../workspace/recent-blocks.js';
import { renderMessage } from '../workspace/render-message.js';
import type { Workspace } from '../workspace/workspace.js';
import type { MessageEvents } from './message-events.js';

/** Messages that everyone in a channel sees. */
export interface Posts {
  /** @param before runs first, in the same transaction. */
  post(draft: Omit<Message, 'ts'>, before?: () => void): Message;
  /** Replaces a message. */
  change(before: Message, after: Message): void;
  /** Deletes a message; one with replies leaves a tombstone, as in Slack. */
  remove(message: Message): void;
  /** Deletes a file; its messages show a tombstone instead. */
  removeFile(file: StoredFile): void;
}

export function createPosts(
  workspace: Workspace,
  publisher: EventPublisher,
  messageEvents: MessageEvents,
  statuses: Statuses,
): Posts {
  const { clock, files, messages } = workspace;

  function replace(before: Message, after: Message, publish: Publish): void {
    const previous = renderMessage(workspace, before);
    workspace.recentBlocks.remember(messageKey(before), before.blocks);
    messages.replace(after);
    workspace.purgeSoon();
    messageEvents.recordFiles(after, after.channel);
    messageEvents.changed(previous, after, publish);
  }

  return {
    post(draft, before) {
      const message = { ...draft, ts: clock.nextTs() };
      publisher.change((publish) => {
        before?.();
        messages.add(message);
        messageEvents.recordFiles(message, message.channel);
        messageEvents.posted(message, publish);
      });
      if (message.threadTs !== undefined && message.user === BOT.userId) {
        statuses.clear(message.channel, message.threadTs);
      }
      return message;
    },

    change(before, after) {
      publisher.change((publish) => replace(before, after, publish));
    },

    remove(message) {
      publisher.change((publish) => {
        const { channel, ts, user, threadTs } = message;
        files.unshare(message);
        if (messages.thread(channel, ts) !== undefined) {
          replace(message, { channel, ts, user, subtype: 'tombstone', text: 'This message was deleted.' }, publish);
          return;
        }
        const deleted = {
          deleted_ts: ts,
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
          previous_message: renderMessage(workspace, message),
        };
        messages.remove(channel, ts);
        const eventTs = clock.nextTs();
        const event = { type: 'message', subtype: 'message_deleted', hidden: true, ts: eventTs, ...deleted };
        publish.toBot(channel, event, eventTs);
        publish.toMembers(channel, { type: 'message_deleted', channel, ts, ...deleted });
      });
    },

    removeFile(file) {
      publisher.change((publish) => {
        const shownIn = files
          .shares(file.id)
          .flatMap(({ channel, ts }) => messages.find(channel, ts) ?? [])
          .map((message) => ({ message, before: renderMessage(workspace, message) }));
        const isKnownToBot = maySeeFile(workspace, BOT.userId, file.id);
        files.save(file, 'deleted');
        for (const { message, before } of shownIn) messageEvents.changed(before, message, publish);
        if (isKnownToBot) publish.toApp({ type: 'file_deleted', file_id: file.id, event_ts: clock.nextTs() });
      });
    },
  };
}
