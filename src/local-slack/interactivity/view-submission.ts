import { z } from 'zod';
import { SlackError } from '../api/slack-error.js';
import { readView } from '../api/views.js';
import type { CheckedView } from '../blocks/check-view.js';
import type { Modals } from '../modals.js';
import { BOT } from '../workspace/identity.js';
import type { Person } from '../workspace/people.js';
import { renderView } from '../workspace/render-view.js';
import type { StateValues, StoredView } from '../workspace/views.js';
import type { Workspace } from '../workspace/workspace.js';
import { elementsOf, openView } from './container.js';
import type { DispatchToApp } from './dispatch-to-app.js';
import { findInputErrors } from './input-errors.js';
import { LocalError } from './local-error.js';
import { commonParts } from './payload-parts.js';
import { readState } from './read-element.js';
import type { Triggers } from './triggers.js';

interface Deps {
  readonly workspace: Workspace;
  readonly modals: Modals;
  readonly triggers: Triggers;
  readonly dispatchToApp: DispatchToApp;
}

const answerSchema = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.object({ response_action: z.literal('update'), view: z.unknown().optional() }),
  z.object({ response_action: z.literal('push'), view: z.unknown().optional() }),
  z.object({ response_action: z.literal('clear') }),
]);

/**
 * Someone submitted a modal: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload. The
 * app's response decides what happens to it.
 */
export async function viewSubmission(
  deps: Deps,
  person: Person,
  request: { view_id: string; state?: unknown },
): Promise<unknown> {
  const { workspace, modals, triggers, dispatchToApp } = deps;
  const opened = openView(workspace, person.id, request.view_id);
  if (opened.content.type !== 'modal' || opened.content.submit === undefined) {
    throw new LocalError('invalid_arguments', 'that view cannot be submitted');
  }
  const values = fillIn(workspace, opened, request.state);
  const errors = findInputErrors(opened.content.blocks, values);
  if (errors !== undefined) throw new LocalError('invalid_input', 'some inputs are invalid', { errors });
  const view = modals.saveValues(opened, values);
  const answer = await dispatchToApp({
    type: 'interactive',
    acceptsResponse: true,
    payload: {
      type: 'view_submission',
      ...commonParts(person),
      trigger_id: triggers.create(person.id),
      view: renderView(workspace, view),
      response_urls: [],
    },
  });
  applyResponse(deps, view, answer);
  return answer;
}

function fillIn(workspace: Workspace, view: StoredView, state: unknown): StateValues {
  const values = structuredClone(view.values);
  for (const { blockId, actionId, state: read } of readState(workspace, elementsOf({ kind: 'view', view }), state)) {
    values[blockId] = { ...values[blockId], [actionId]: read };
  }
  return values;
}

function applyResponse({ workspace, modals }: Deps, view: StoredView, answer: unknown): void {
  const isEmpty = answer === undefined || (typeof answer === 'object' && Object.keys(answer ?? {}).length === 0);
  if (isEmpty) {
    modals.close(view);
    return;
  }
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw invalidAck('response_action must be errors, update, push or clear');
  const wanted = parsed.data;
  switch (wanted.response_action) {
    case 'errors':
      checkErrors(view.content, wanted.errors);
      return;
    case 'clear':
      modals.closeAll(view.person);
      return;
    case 'update':
      modals.update(view, readAnsweredView(workspace, wanted.view, view));
      return;
    case 'push':
      if (modals.push(view.person, readAnsweredView(workspace, wanted.view)) === undefined) {
        throw invalidAck('push_limit_reached');
      }
      return;
  }
}

function checkErrors(content: CheckedView, errors: Record<string, string>): void {
  const inputs = new Set(content.blocks.filter((block) => block.type === 'input').map((block) => block.block_id));
  const unknown = Object.keys(errors).find((blockId) => !inputs.has(blockId));
  if (unknown !== undefined) throw invalidAck(`errors: there is no input block "${unknown}"`);
  if (Object.keys(errors).length === 0) throw invalidAck('errors is empty');
}

function readAnsweredView(workspace: Workspace, input: unknown, replaces?: StoredView): CheckedView {
  try {
    return readView(workspace, BOT.userId, input, 'modal', replaces);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    throw invalidAck([error.code, ...error.details].join(' '));
  }
}

function invalidAck(detail: string): LocalError {
  return new LocalError('invalid_ack', detail);
}
