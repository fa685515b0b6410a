import { pictures } from '../blocks/elements.js';
import type { Tell } from '../events/announcer.js';
import { channelType } from '../workspace/channels.js';
import { BOT } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import { type RenderedMessage, renderMessage } from '../workspace/render-message.js';
import type { Workspace } from '../workspace/workspace.js';

/** What is said, to the app and to people looking, when messages come and change. */
export interface Telling {
  /** Notes which files a message makes visible, and where: in a channel, or on one person's screen. */
  noteFiles(message: Message, place: string): void;
  /** A message as the stream shows it: with its channel. */
  forStream(message: Message): RenderedMessage & { channel: string };
  posted(message: Message, tell: Tell): void;
  changed(previous: RenderedMessage, after: Message, tell: Tell): void;
}

export function createTelling(workspace: Workspace): Telling {
  const { channels, clock, files } = workspace;

  function tellFileShared({ channel, user, ts }: Message, id: string, tell: Tell): void {
    if (!channels.isMember(channel, BOT.userId)) return;
    tell.toApp({ type: 'file_shared', channel_id: channel, file_id: id, user_id: user, file: { id }, event_ts: ts });
  }

  const telling: Telling = {
    noteFiles(message, place) {
      for (const id of message.fileIds ?? []) files.share(id, { channel: message.channel, ts: message.ts });
      for (const block of message.blocks ?? []) {
        for (const { picture } of pictures(block)) if (picture.slack_file?.id) files.show(picture.slack_file.id, place);
      }
    },
    forStream(message) {
      const channel = channels.find(message.channel);
      return {
        ...renderMessage(workspace, message),
        channel: message.channel,
        ...(channel && { channel_type: channelType(channel) }),
      };
    },
    posted(message, tell) {
      tell.toBot(message.channel, renderMessage(workspace, message), message.ts);
      tell.toMembers(message.channel, telling.forStream(message));
      for (const id of message.fileIds ?? []) tellFileShared(message, id, tell);
    },
    changed(previous, after, tell) {
      const nested = { message: renderMessage(workspace, after), previous_message: previous };
      const ts = clock.nextTs();
      tell.toBot(after.channel, { type: 'message', subtype: 'message_changed', hidden: true, ts, ...nested }, ts);
      tell.toMembers(after.channel, { ...telling.forStream(after), ...nested, type: 'message_changed' });
    },
  };
  return telling;
}
