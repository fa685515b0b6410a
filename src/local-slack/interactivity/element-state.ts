import { type Block, type InteractiveElement, interactiveElements } from '../blocks/elements.js';
import type { StateValues } from '../workspace/views.js';

/** The state of an element, as in a payload's `state.values`: its type and one field. */
export type ElementState = Record<string, unknown> & { type: string };

/** The field with each element's state; buttons and overflow menus have no state. */
export const VALUE_FIELDS = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  checkboxes: 'selected_options',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  users_select: 'selected_user',
  multi_users_select: 'selected_users',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  plain_text_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  number_input: 'value',
} as const satisfies Partial<Record<InteractiveElement['type'], string>>;

export type StatefulType = keyof typeof VALUE_FIELDS;

export function isStateful(element: InteractiveElement): element is InteractiveElement & { type: StatefulType } {
  return element.type in VALUE_FIELDS;
}

/** The initial state of the elements of blocks. */
export function initialValues(blocks: readonly Block[]): StateValues {
  const byBlock = blocks.map((block) => {
    const elements = interactiveElements(block).filter(isStateful);
    return [block.block_id, elements.map((element) => [element.action_id ?? '', initialState(element)])] as const;
  });
  // From entries, not by assignment: the app chooses the ids, and one may be `__proto__`.
  return Object.fromEntries(
    byBlock.filter(([, states]) => states.length > 0).map(([id, states]) => [id, Object.fromEntries(states)]),
  );
}

function initialState(element: InteractiveElement & { type: StatefulType }): ElementState {
  const field = VALUE_FIELDS[element.type];
  // `selected_option` starts as `initial_option`, `value` as `initial_value`, and so on.
  const initial: unknown = Reflect.get(element, field.replace(/^(selected_|)/, 'initial_'));
  const none = field.endsWith('s') ? [] : null;
  return { type: element.type, [field]: initial ?? none };
}
