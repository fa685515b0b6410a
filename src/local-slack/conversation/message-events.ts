import { pictures } from '../blocks/elements.js';
import type { Publish } from '../events/event-publisher.js';
import { channelType } from '../workspace/channels.js';
import { BOT } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import { type RenderedMessage, renderMessage } from '../workspace/render-message.js';
import type { Workspace } from '../workspace/workspace.js';

/** The events of new and changed messages, for the app and for open pages. */
export interface MessageEvents {
  /** Records which files a message makes visible, and where: in a channel, or on one person's screen. */
  recordFiles(message: Message, place: string): void;
  /** A message as the stream sends it: with its channel. */
  forStream(message: Message): RenderedMessage & { channel: string };
  posted(message: Message, publish: Publish): void;
  changed(previous: RenderedMessage, after: Message, publish: Publish): void;
}

export function createMessageEvents(workspace: Workspace): MessageEvents {
  const { channels, clock, files } = workspace;

  /** Adds the channel, as the stream sends it. */
  function withChannel(rendered: RenderedMessage, channelId: string) {
    const channel = channels.find(channelId);
    return { ...rendered, channel: channelId, ...(channel && { channel_type: channelType(channel) }) };
  }

  function publishFileShared({ channel, user, ts }: Message, id: string, publish: Publish): void {
    if (!channels.isMember(channel, BOT.userId)) return;
    publish.toApp({ type: 'file_shared', channel_id: channel, file_id: id, user_id: user, file: { id }, event_ts: ts });
  }

  const messageEvents: MessageEvents = {
    recordFiles(message, place) {
      for (const id of message.fileIds ?? []) files.share(id, { channel: message.channel, ts: message.ts });
      for (const block of message.blocks ?? []) {
        for (const { picture } of pictures(block)) if (picture.slack_file?.id) files.show(picture.slack_file.id, place);
      }
    },
    forStream: (message) => withChannel(renderMessage(workspace, message), message.channel),
    posted(message, publish) {
      const rendered = renderMessage(workspace, message);
      publish.toBot(message.channel, rendered, message.ts);
      publish.toMembers(message.channel, withChannel(rendered, message.channel));
      for (const id of message.fileIds ?? []) publishFileShared(message, id, publish);
    },
    changed(previous, after, publish) {
      const rendered = renderMessage(workspace, after);
      const nested = { message: rendered, previous_message: previous };
      const ts = clock.nextTs();
      publish.toBot(after.channel, { type: 'message', subtype: 'message_changed', hidden: true, ts, ...nested }, ts);
      publish.toMembers(after.channel, { ...withChannel(rendered, after.channel), ...nested, type: 'message_changed' });
    },
  };
  return messageEvents;
}
