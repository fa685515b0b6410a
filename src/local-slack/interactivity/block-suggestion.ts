import { z } from 'zod';
import { menuOption, optionGroup } from '../blocks/composition.js';
import { describeProblem, toProblems } from '../blocks/problems.js';
import type { Person } from '../workspace/people.js';
import type { Workspace } from '../workspace/workspace.js';
import { type ContainerRef, describeContainer, findContainer, findElement } from './container.js';
import type { DispatchToApp } from './dispatch-to-app.js';
import { LocalError } from './local-error.js';
import { commonParts } from './payload-parts.js';

/** Slack requests suggestions from the third character on unless the menu says otherwise. */
const DEFAULT_MIN_QUERY_LENGTH = 3;

const answerSchema = z.union([
  z.strictObject({ options: z.array(menuOption).max(100) }),
  z.strictObject({ option_groups: z.array(optionGroup.extend({ options: z.array(menuOption).max(100) })).max(100) }),
]);

/** Someone opened a menu or typed in it: https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export async function blockSuggestion(
  deps: { workspace: Workspace; dispatchToApp: DispatchToApp },
  person: Person,
  request: ContainerRef & { block_id: string; action_id: string; value: string },
): Promise<unknown> {
  const container = findContainer(deps.workspace, request);
  const { element } = findElement(deps.workspace, container, request.block_id, request.action_id);
  if (element.type !== 'external_select' && element.type !== 'multi_external_select') {
    throw new LocalError('action_not_found', 'that element has no suggestions');
  }
  if (request.value.length < (element.min_query_length ?? DEFAULT_MIN_QUERY_LENGTH)) {
    throw new LocalError('invalid_arguments', 'value is shorter than the min_query_length of the menu');
  }
  const answer = await deps.dispatchToApp({
    type: 'interactive',
    acceptsResponse: true,
    payload: {
      type: 'block_suggestion',
      ...commonParts(person),
      ...describeContainer(deps.workspace, container),
      action_id: request.action_id,
      block_id: request.block_id,
      value: request.value,
    },
  });
  const parsed = answerSchema.safeParse(answer, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new LocalError('invalid_ack', toProblems(parsed.error, '').map(describeProblem).join('; '));
}
