import type { Modals } from '../modals.js';
import type { Person } from '../workspace/people.js';
import { renderView } from '../workspace/render-view.js';
import type { StoredView } from '../workspace/views.js';
import type { Workspace } from '../workspace/workspace.js';
import { openView } from './container.js';
import type { DispatchToApp } from './dispatch-to-app.js';
import { LocalError } from './local-error.js';
import { commonParts } from './payload-parts.js';

/** Someone closed a modal, or the whole stack. The app gets an event for each that has `notify_on_close`. */
export async function viewClosed(
  { workspace, modals, dispatchToApp }: { workspace: Workspace; modals: Modals; dispatchToApp: DispatchToApp },
  person: Person,
  request: { view_id: string; is_cleared: boolean },
): Promise<unknown> {
  const view = openView(workspace, person.id, request.view_id);
  if (view.content.type !== 'modal') throw new LocalError('invalid_arguments', 'App Home cannot be closed');
  const isCleared = request.is_cleared || view.content.clear_on_close;
  const closed = isCleared ? workspace.views.stack(person.id).reverse() : [view];
  for (const each of closed) modals.close(each);
  const notified = closed.filter((each) => each.content.type === 'modal' && each.content.notify_on_close);
  const answers = await Promise.all(
    notified.map((each) => dispatchToApp(envelope(workspace, person, each, isCleared))),
  );
  return answers[0];
}

function envelope(workspace: Workspace, person: Person, view: StoredView, isCleared: boolean) {
  return {
    type: 'interactive' as const,
    acceptsResponse: false,
    payload: {
      type: 'view_closed',
      ...commonParts(person),
      view: renderView(workspace, view),
      is_cleared: isCleared,
    },
  };
}
