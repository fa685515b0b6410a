import type { Announcer, Tell } from '../events/announcer.js';
import type { Statuses } from '../statuses.js';
import { maySeeFile } from '../workspace/access.js';
import type { StoredFile } from '../workspace/files.js';
import { BOT } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import { renderMessage } from '../workspace/render-message.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Telling } from './telling.js';

/** Messages that everybody in a channel sees. */
export interface Posts {
  post(draft: Omit<Message, 'ts'>): Message;
  /** Puts the new state of a message in place of the old. */
  change(before: Message, after: Message): void;
  /** Takes a message away; one with replies leaves a tombstone, as in Slack. */
  remove(message: Message): void;
  /** Takes a file away; the messages it was in keep a tombstone in its place. */
  removeFile(file: StoredFile): void;
}

export function createPosts(workspace: Workspace, announcer: Announcer, telling: Telling, statuses: Statuses): Posts {
  const { clock, files, messages } = workspace;

  function replace(before: Message, after: Message, tell: Tell): void {
    const previous = renderMessage(workspace, before);
    workspace.recentBlocks.remember(before);
    messages.replace(after);
    workspace.purgeSoon();
    telling.noteFiles(after, after.channel);
    telling.changed(previous, after, tell);
  }

  return {
    post(draft) {
      const message = { ...draft, ts: clock.nextTs() };
      announcer.change((tell) => {
        messages.add(message);
        telling.noteFiles(message, message.channel);
        telling.posted(message, tell);
      });
      if (message.threadTs !== undefined && message.user === BOT.userId) {
        statuses.clear(message.channel, message.threadTs);
      }
      return message;
    },

    change(before, after) {
      announcer.change((tell) => replace(before, after, tell));
    },

    remove(message) {
      announcer.change((tell) => {
        const { channel, ts, user, threadTs } = message;
        files.unshare(message);
        if (messages.thread(channel, ts) !== undefined) {
          replace(message, { channel, ts, user, subtype: 'tombstone', text: 'This message was deleted.' }, tell);
          return;
        }
        const gone = {
          deleted_ts: ts,
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
          previous_message: renderMessage(workspace, message),
        };
        messages.remove(channel, ts);
        const eventTs = clock.nextTs();
        const event = { type: 'message', subtype: 'message_deleted', hidden: true, ts: eventTs, ...gone };
        tell.toBot(channel, event, eventTs);
        tell.toMembers(channel, { type: 'message_deleted', channel, ts, ...gone });
      });
    },

    removeFile(file) {
      announcer.change((tell) => {
        const shownIn = files
          .shares(file.id)
          .flatMap(({ channel, ts }) => messages.find(channel, ts) ?? [])
          .map((message) => ({ message, before: renderMessage(workspace, message) }));
        const isKnownToBot = maySeeFile(workspace, BOT.userId, file.id);
        files.save(file, 'deleted');
        for (const { message, before } of shownIn) telling.changed(before, message, tell);
        if (isKnownToBot) tell.toApp({ type: 'file_deleted', file_id: file.id, event_ts: clock.nextTs() });
      });
    },
  };
}
