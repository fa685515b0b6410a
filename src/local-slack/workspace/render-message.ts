import { APP, BOT, TEAM } from './identity.js';
import type { Message } from './messages.js';
import { renderBlocks } from './render-blocks.js';
import { renderFile } from './render-file.js';
import type { Workspace } from './workspace.js';

/** A message in Slack's format: https://docs.slack.dev/reference/events/message. */
export type RenderedMessage = Record<string, unknown> & { type: 'message'; ts: string; user: string; text: string };

/** A message as history, events and payloads contain it. A parent includes a summary of its thread. */
export function renderMessage(workspace: Workspace, message: Message): RenderedMessage {
  const thread = message.threadTs === undefined ? workspace.messages.thread(message.channel, message.ts) : undefined;
  return compact({
    type: 'message',
    subtype: message.subtype,
    user: message.user,
    text: message.text,
    ...(message.user === BOT.userId ? botFields() : {}),
    team: TEAM.id,
    ts: message.ts,
    thread_ts: message.threadTs ?? (thread && message.ts),
    parent_user_id:
      message.threadTs === undefined ? undefined : workspace.messages.find(message.channel, message.threadTs)?.user,
    blocks: message.blocks && renderBlocks(workspace, message.blocks),
    files: message.fileIds?.map((id) => renderFile(workspace, id)),
    ...(message.fileIds === undefined ? {} : { upload: true, display_as_bot: false }),
    metadata: message.metadata,
    edited: message.edited,
    inviter: message.inviter,
    reactions: message.reactions?.map(({ name, users }) => ({ name, users, count: users.length })),
    ...(thread && {
      reply_count: thread.replyCount,
      reply_users_count: thread.replyUsers.length,
      latest_reply: thread.latestReply,
      reply_users: thread.replyUsers,
      is_locked: false,
      subscribed: false,
    }),
  });
}

function botFields() {
  return {
    bot_id: BOT.id,
    app_id: APP.id,
    bot_profile: {
      id: BOT.id,
      deleted: false,
      name: APP.name,
      updated: 0,
      app_id: APP.id,
      user_id: BOT.userId,
      icons: {},
      team_id: TEAM.id,
    },
  };
}

/** Slack leaves out missing fields instead of sending null. */
function compact(fields: Record<string, unknown> & { type: 'message'; ts: string; user: string; text: string }) {
  for (const [name, value] of Object.entries(fields)) if (value === undefined) delete fields[name];
  return fields;
}
