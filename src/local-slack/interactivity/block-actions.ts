import type { InteractiveElement } from '../blocks/elements.js';
import type { Modals } from '../modals.js';
import type { Person } from '../workspace/people.js';
import type { Workspace } from '../workspace/workspace.js';
import {
  type ContainerRef,
  describeContainer,
  elementsOf,
  findContainer,
  findElement,
  responseTarget,
  valuesOf,
} from './container.js';
import type { DispatchToApp } from './dispatch-to-app.js';
import { isStateful } from './element-state.js';
import { LocalError } from './local-error.js';
import { commonParts } from './payload-parts.js';
import { offeredOption, readElement, readState, type SentFields } from './read-element.js';
import { responseUrl } from './response-url-route.js';
import type { Triggers } from './triggers.js';

export interface BlockActionsRequest extends ContainerRef {
  readonly block_id: string;
  readonly action_id: string;
  readonly state?: unknown;
  readonly [sent: string]: unknown;
}

/** Someone used an element: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export async function blockActions(
  deps: { workspace: Workspace; modals: Modals; triggers: Triggers; dispatchToApp: DispatchToApp },
  person: Person,
  request: BlockActionsRequest,
): Promise<unknown> {
  const { workspace, modals, triggers, dispatchToApp } = deps;
  let container = findContainer(workspace, request);
  const { block, element } = findElement(workspace, container, request.block_id, request.action_id);
  if (block.type === 'input' && !block.dispatch_action) {
    throw new LocalError('action_not_found', 'that input does not report its changes (dispatch_action is off)');
  }
  const choice = readChoice(workspace, element, request);
  const values = valuesOf(container);
  for (const { blockId, actionId, state } of readState(workspace, elementsOf(container), request.state)) {
    values[blockId] = { ...values[blockId], [actionId]: state };
  }
  if (isStateful(element)) values[request.block_id] = { ...values[request.block_id], [request.action_id]: choice };
  if (container.kind === 'view') container = { kind: 'view', view: modals.saveValues(container.view, values) };
  const now = workspace.clock.now();
  const target = responseTarget(container, person.id);
  return dispatchToApp({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'block_actions',
      ...commonParts(person),
      ...describeContainer(workspace, container),
      trigger_id: triggers.create(person.id),
      state: { values },
      ...(target && { response_url: responseUrl(workspace, workspace.responseUrls.create(target, now)) }),
      actions: [
        {
          ...describeElement(element),
          ...choice,
          action_id: request.action_id,
          block_id: request.block_id,
          action_ts: workspace.clock.nextTs(),
        },
      ],
    },
  });
}

/** The new state of the element or, for buttons and overflow menus, which have none, what was pressed or chosen. */
function readChoice(workspace: Workspace, element: InteractiveElement, sent: SentFields): Record<string, unknown> {
  if (isStateful(element)) return readElement(workspace, element, sent);
  if (element.type === 'overflow') {
    return { type: element.type, selected_option: offeredOption(element, sent['selected_option']) };
  }
  if (element.type !== 'button') throw new LocalError('action_not_found', 'that element cannot be used');
  if (sent['value'] !== undefined && sent['value'] !== element.value) {
    throw new LocalError('invalid_value', 'that is not the value of the button');
  }
  return { type: element.type };
}

/** The fields of an element that Slack repeats in a payload. */
function describeElement(element: InteractiveElement): Record<string, unknown> {
  const repeated = ['text', 'value', 'style', 'url', 'placeholder', 'initial_option', 'initial_options'];
  return Object.fromEntries(
    repeated.filter((name) => name in element).map((name) => [name, Reflect.get(element, name)]),
  );
}
