import { APP, BOT, TEAM } from './identity.js';
import { renderBlocks } from './render-blocks.js';
import type { StoredView } from './views.js';
import type { Workspace } from './workspace.js';

/** A view as in the answer of `views.open` and in payloads: https://docs.slack.dev/reference/methods/views.open */
export function renderView(workspace: Workspace, view: StoredView): Record<string, unknown> & { id: string } {
  const { content } = view;
  return {
    id: view.id,
    team_id: TEAM.id,
    type: content.type,
    blocks: renderBlocks(workspace, content.blocks),
    private_metadata: content.private_metadata,
    callback_id: content.callback_id,
    state: { values: view.values },
    hash: view.hash,
    ...(content.type === 'modal'
      ? {
          title: content.title,
          clear_on_close: content.clear_on_close,
          notify_on_close: content.notify_on_close,
          close: content.close ?? null,
          submit: content.submit ?? null,
          submit_disabled: content.submit_disabled ?? false,
        }
      : { title: { type: 'plain_text', text: 'View Title', emoji: true }, close: null, submit: null }),
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: APP.id,
    external_id: content.external_id,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.id,
  };
}
