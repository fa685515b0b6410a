import type { CheckedView } from './blocks/check-view.js';
import { pictures } from './blocks/elements.js';
import type { EventPublisher } from './events/event-publisher.js';
import { newId, randomId } from './ids.js';
import { initialValues } from './interactivity/element-state.js';
import { screenOf } from './workspace/access.js';
import { renderView } from './workspace/render-view.js';
import type { StateValues, StoredView } from './workspace/views.js';
import type { Workspace } from './workspace/workspace.js';

/** Slack stacks at most three modals: https://docs.slack.dev/surfaces/modals#view_stack */
const MAX_STACK = 3;

/** Opens, updates and closes modals and App Home. Each change is published to the person. */
export interface Modals {
  /** Opens a modal on top. Undefined when the stack is full. */
  push(person: string, content: CheckedView): StoredView | undefined;
  update(view: StoredView, content: CheckedView): StoredView;
  publishHome(person: string, content: CheckedView): StoredView;
  /** Stores the person's input. */
  saveValues(view: StoredView, values: StateValues): StoredView;
  close(view: StoredView): void;
  closeAll(person: string): void;
}

export function createModals(workspace: Workspace, publisher: EventPublisher): Modals {
  const { views } = workspace;

  function newHash(): string {
    return `${Math.floor(workspace.clock.now() / 1000)}.${randomId(8)}`;
  }

  function recordFiles(person: string, content: CheckedView): void {
    for (const block of content.blocks) {
      for (const { picture } of pictures(block)) {
        if (picture.slack_file?.id) workspace.files.show(picture.slack_file.id, screenOf(person));
      }
    }
  }

  function saveAndPublish(view: StoredView, type: 'view_opened' | 'view_updated' | 'home'): void {
    publisher.change((publish) => {
      recordFiles(view.person, view.content);
      if (views.find(view.id) === undefined) views.add(view);
      else views.replace(view);
      workspace.purgeSoon();
      publish.toPerson(view.person, { type, view: renderView(workspace, view) });
    });
  }

  /** The input after an update. Like Slack, it keeps the input of elements with the same block_id and action_id. */
  function carryOver(before: StateValues, content: CheckedView): StateValues {
    const values = initialValues(content.blocks);
    for (const [blockId, actions] of Object.entries(values)) {
      for (const [actionId, initial] of Object.entries(actions)) {
        const previous = before[blockId]?.[actionId];
        if (previous !== undefined && previous['type'] === initial['type']) actions[actionId] = previous;
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
      saveAndPublish(view, 'view_opened');
      return view;
    },
    update(view, content) {
      workspace.recentBlocks.remember(view.id, view.content.blocks);
      const after = { ...view, content, hash: newHash(), values: carryOver(view.values, content) };
      saveAndPublish(after, content.type === 'home' ? 'home' : 'view_updated');
      return after;
    },
    publishHome(person, content) {
      const known = views.home(person);
      if (known !== undefined) return modals.update(known, content);
      const id = newId('V');
      const values = initialValues(content.blocks);
      const view = { id, person, content, hash: newHash(), rootId: id, previousId: null, values };
      saveAndPublish(view, 'home');
      return view;
    },
    saveValues(view, values) {
      const after = { ...view, values };
      views.replace(after);
      return after;
    },
    close(view) {
      publisher.change((publish) => {
        views.remove(view.id);
        workspace.purgeSoon();
        publish.toPerson(view.person, { type: 'view_closed', view_id: view.id });
      });
    },
    closeAll(person) {
      for (const view of views.stack(person).reverse()) modals.close(view);
    },
  };
  return modals;
}
