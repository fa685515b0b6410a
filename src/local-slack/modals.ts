import type { CheckedView } from './blocks/check-view.js';
import { pictures } from './blocks/elements.js';
import type { Announcer } from './events/announcer.js';
import { newId, randomId } from './ids.js';
import { initialValues } from './interactivity/element-state.js';
import { screenOf } from './workspace/access.js';
import { renderView } from './workspace/render-view.js';
import type { StateValues, StoredView } from './workspace/views.js';
import type { Workspace } from './workspace/workspace.js';

/** Slack stacks three modals at most: https://docs.slack.dev/surfaces/modals#view_stack */
const MAX_STACK = 3;

/** Opening, changing and closing what people see beside the conversation. Each change is told to the person. */
export interface Modals {
  /** Undefined when the stack is full. */
  push(person: string, content: CheckedView): StoredView | undefined;
  update(view: StoredView, content: CheckedView): StoredView;
  publishHome(person: string, content: CheckedView): StoredView;
  /** Keeps what a person filled in. */
  keepValues(view: StoredView, values: StateValues): StoredView;
  close(view: StoredView): void;
  closeAll(person: string): void;
}

export function createModals(workspace: Workspace, announcer: Announcer): Modals {
  const { views } = workspace;

  function newHash(): string {
    return `${Math.floor(workspace.clock.now() / 1000)}.${randomId(8)}`;
  }

  function noteFiles(person: string, content: CheckedView): void {
    for (const block of content.blocks) {
      for (const { picture } of pictures(block)) {
        if (picture.slack_file?.id) workspace.files.show(picture.slack_file.id, screenOf(person));
      }
    }
  }

  function tellPerson(view: StoredView, type: 'view_opened' | 'view_updated' | 'home'): void {
    announcer.change((tell) => {
      noteFiles(view.person, view.content);
      if (views.find(view.id) === undefined) views.add(view);
      else views.replace(view);
      workspace.purgeSoon();
      tell.toPerson(view.person, { type, view: renderView(workspace, view) });
    });
  }

  /** What the inputs hold after an update: Slack keeps those that stay under the same block_id and action_id. */
  function carryOver(before: StateValues, content: CheckedView): StateValues {
    const values = initialValues(content.blocks);
    for (const [blockId, actions] of Object.entries(values)) {
      for (const [actionId, initial] of Object.entries(actions)) {
        const kept = before[blockId]?.[actionId];
        if (kept !== undefined && kept.type === initial.type) actions[actionId] = kept;
      }
    }
    return values;
  }

  const modals: Modals = {
    push(person, content) {
      const stack = views.stack(person);
      const top = stack.at(-1);
      if (stack.length >= MAX_STACK) return undefined;
      const id = newId('V');
      const view: StoredView = {
        id,
        person,
        content,
        hash: newHash(),
        rootId: top?.rootId ?? id,
        previousId: top?.id ?? null,
        values: initialValues(content.blocks),
      };
      tellPerson(view, 'view_opened');
      return view;
    },
    update(view, content) {
      const after = { ...view, content, hash: newHash(), values: carryOver(view.values, content) };
      tellPerson(after, content.type === 'home' ? 'home' : 'view_updated');
      return after;
    },
    publishHome(person, content) {
      const known = views.home(person);
      if (known !== undefined) return modals.update(known, content);
      const id = newId('V');
      const values = initialValues(content.blocks);
      const view = { id, person, content, hash: newHash(), rootId: id, previousId: null, values };
      tellPerson(view, 'home');
      return view;
    },
    keepValues(view, values) {
      const after = { ...view, values };
      views.replace(after);
      return after;
    },
    close(view) {
      announcer.change((tell) => {
        views.remove(view.id);
        workspace.purgeSoon();
        tell.toPerson(view.person, { type: 'view_closed', view_id: view.id });
      });
    },
    closeAll(person) {
      for (const view of views.stack(person).reverse()) modals.close(view);
    },
  };
  return modals;
}
