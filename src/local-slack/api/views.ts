import { z } from 'zod';
import { type CheckedView, checkView } from '../blocks/check-view.js';
import type { Triggers } from '../interactivity/triggers.js';
import type { Modals } from '../modals.js';
import { renderView } from '../workspace/render-view.js';
import type { StoredView } from '../workspace/views.js';
import type { Workspace } from '../workspace/workspace.js';
import { json, optionalText, text } from './arguments.js';
import { fileFinder, refuse } from './message-content.js';
import { BOT_ONLY, type Methods, method } from './method.js';
import { SlackError } from './slack-error.js';

const MAX_VIEW_BYTES = 250_000;

/**
 * A view, checked against Slack's rules.
 * @param replaces the view that it replaces. The two may have the same `external_id`.
 * @throws SlackError `invalid_arguments`, `view_too_large`, `duplicate_external_id`
 */
export function readView(
  workspace: Workspace,
  person: string,
  input: unknown,
  type: 'modal' | 'home',
  replaces?: StoredView,
): CheckedView {
  if (JSON.stringify(input ?? null).length > MAX_VIEW_BYTES) throw new SlackError('view_too_large');
  const checked = checkView(input, type, fileFinder(workspace, person));
  if (!checked.ok) throw refuse('invalid_arguments', checked.problems);
  const other = checked.value.external_id && workspace.views.findByExternalId(checked.value.external_id);
  if (other && other.id !== replaces?.id) throw new SlackError('duplicate_external_id');
  return checked.value;
}

export function viewMethods(workspace: Workspace, modals: Modals, triggers: Triggers): Methods {
  const show = (view: StoredView) => ({ view: renderView(workspace, view) });

  function userOf(triggerId: string): string {
    const trigger = triggers.exchange(triggerId);
    if (typeof trigger === 'string') throw new SlackError(`${trigger}_trigger_id`);
    return trigger.user;
  }

  const opening = z.object({ trigger_id: text, view: json });

  return {
    'views.open': method({
      callers: BOT_ONLY,
      schema: opening,
      run(input, caller) {
        const content = readView(workspace, caller.userId, input.view, 'modal');
        const user = userOf(input.trigger_id);
        modals.closeAll(user);
        const view = modals.push(user, content);
        if (view === undefined) throw new SlackError('push_limit_reached');
        return show(view);
      },
    }),

    'views.push': method({
      callers: BOT_ONLY,
      schema: opening,
      run(input, caller) {
        const content = readView(workspace, caller.userId, input.view, 'modal');
        const user = userOf(input.trigger_id);
        if (workspace.views.stack(user).length === 0) throw new SlackError('not_found');
        const view = modals.push(user, content);
        if (view === undefined) throw new SlackError('push_limit_reached');
        return show(view);
      },
    }),

    'views.update': method({
      callers: BOT_ONLY,
      schema: z.object({ view_id: optionalText, external_id: optionalText, hash: optionalText, view: json }),
      run(input, caller) {
        if (input.view_id === undefined && input.external_id === undefined) throw new SlackError('invalid_arguments');
        const view =
          input.view_id === undefined
            ? workspace.views.findByExternalId(input.external_id ?? '')
            : workspace.views.find(input.view_id);
        if (view === undefined) throw new SlackError('not_found');
        if (input.hash !== undefined && input.hash !== view.hash) throw new SlackError('hash_conflict');
        const content = readView(workspace, caller.userId, input.view, view.content.type, view);
        return show(modals.update(view, content));
      },
    }),

    'views.publish': method({
      callers: BOT_ONLY,
      schema: z.object({ user_id: text, hash: optionalText, view: json }),
      run(input, caller) {
        if (workspace.people.find(input.user_id) === undefined) {
          throw new SlackError('invalid_arguments', ['[ERROR] no such user [json-pointer:/user_id]']);
        }
        const before = workspace.views.home(input.user_id);
        if (input.hash !== undefined && input.hash !== before?.hash) throw new SlackError('hash_conflict');
        const content = readView(workspace, caller.userId, input.view, 'home', before);
        return show(modals.publishHome(input.user_id, content));
      },
    }),
  };
}
