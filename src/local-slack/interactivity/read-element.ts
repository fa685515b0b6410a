import { z } from 'zod';
import { menuOption } from '../blocks/composition.js';
import type { InteractiveElement } from '../blocks/elements.js';
import type { Workspace } from '../workspace/workspace.js';
import { type ElementState, isStateful, type StatefulType, VALUE_FIELDS } from './element-state.js';
import { LocalError } from './local-error.js';

/** The fields a request sends for an element, under Slack's names. */
export type SentFields = Readonly<Record<string, unknown>>;

type Stateful = InteractiveElement & { type: StatefulType };

/**
 * The state of an element after someone used it, checked against the element: an option must be one of its options. The
 * value `null` clears the element.
 * @throws LocalError `invalid_arguments`, `invalid_option`, `user_not_found`, `channel_not_found`
 */
export function readElement(workspace: Workspace, element: Stateful, sent: SentFields): ElementState {
  const field = VALUE_FIELDS[element.type];
  const value = sent[field];
  if (value === undefined) throw new LocalError('invalid_arguments', `a ${element.type} needs "${field}"`);
  if (value === null) return { type: element.type, [field]: field.endsWith('s') ? [] : null };
  return { type: element.type, [field]: readValue(workspace, element, value) };
}

function readValue(workspace: Workspace, element: Stateful, value: unknown): unknown {
  switch (element.type) {
    case 'static_select':
    case 'radio_buttons':
      return offeredOption(element, value);
    case 'checkboxes':
    case 'multi_static_select':
      return list(element, value).map((item) => offeredOption(element, item));
    case 'external_select':
      return suggestedOption(value);
    case 'multi_external_select':
      return list(element, value).map(suggestedOption);
    case 'users_select':
      return person(workspace, value);
    case 'multi_users_select':
      return list(element, value).map((item) => person(workspace, item));
    case 'conversations_select':
    case 'channels_select':
      return channel(workspace, value);
    case 'datepicker':
      return parsed(z.iso.date(), value, 'a date must be YYYY-MM-DD');
    case 'timepicker':
      return parsed(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/), value, 'a time must be HH:mm');
    case 'datetimepicker':
      return parsed(
        z.number().int().min(1_000_000_000).max(9_999_999_999),
        value,
        'a date and time must be in seconds since 1970',
      );
    default:
      return parsed(z.string().max(3000), value, 'text must have at most 3000 characters');
  }
}

/** The option of the element with the value that was sent. @throws LocalError `invalid_option` */
export function offeredOption(element: InteractiveElement, sent: unknown): unknown {
  const wanted: unknown = typeof sent === 'object' && sent !== null ? Reflect.get(sent, 'value') : sent;
  const option = optionsOf(element).find(({ value }) => value === wanted);
  if (option === undefined) throw new LocalError('invalid_option', 'that is not one of the options of the element');
  return option;
}

function optionsOf(element: InteractiveElement): readonly { value: string }[] {
  switch (element.type) {
    case 'static_select':
    case 'multi_static_select':
      return element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
    case 'radio_buttons':
    case 'checkboxes':
    case 'overflow':
      return element.options;
    default:
      return [];
  }
}

function suggestedOption(value: unknown): unknown {
  return parsed(
    menuOption,
    value,
    'an option needs the "text" (plain_text) and "value" that were suggested',
    'invalid_option',
  );
}

function list(element: Stateful, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new LocalError('invalid_arguments', `a ${element.type} takes a list`);
  if ('max_selected_items' in element && value.length > (element.max_selected_items ?? Number.POSITIVE_INFINITY)) {
    throw new LocalError('invalid_option', `at most ${element.max_selected_items} may be chosen`);
  }
  return value;
}

function person(workspace: Workspace, value: unknown): string {
  if (typeof value !== 'string' || workspace.people.find(value) === undefined) {
    throw new LocalError('user_not_found', 'no such person in this workspace');
  }
  return value;
}

function channel(workspace: Workspace, value: unknown): string {
  if (typeof value !== 'string' || workspace.channels.find(value) === undefined) {
    throw new LocalError('channel_not_found', 'no such channel in this workspace');
  }
  return value;
}

function parsed(schema: z.ZodType, value: unknown, rule: string, code = 'invalid_arguments'): unknown {
  const result = schema.safeParse(value);
  if (!result.success) throw new LocalError(code, rule);
  return result.data;
}

/**
 * Reads the state of these elements from the `state` of a request, which may also be its `values` alone.
 * @throws LocalError `invalid_arguments`, and the errors of {@link readElement}
 */
export function readState(
  workspace: Workspace,
  elements: readonly { blockId: string; element: InteractiveElement }[],
  state: unknown,
): { blockId: string; actionId: string; state: ElementState }[] {
  const values = stateValues(state);
  return elements.flatMap(({ blockId, element }) => {
    const sent = values[blockId]?.[element.action_id ?? ''];
    if (sent === undefined || element.action_id === undefined || !isStateful(element)) return [];
    return [{ blockId, actionId: element.action_id, state: readElement(workspace, element, sent) }];
  });
}

const valuesSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

function stateValues(state: unknown): z.output<typeof valuesSchema> {
  if (state === undefined || state === null) return {};
  const inner: unknown = typeof state === 'object' && 'values' in state ? state.values : state;
  const result = valuesSchema.safeParse(inner);
  if (!result.success) throw new LocalError('invalid_arguments', 'state must be {"values":{block_id:{action_id:{…}}}}');
  return result.data;
}
