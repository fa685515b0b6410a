import type { Block } from '../blocks/elements.js';
import type { StateValues } from '../workspace/views.js';
import { isStateful, VALUE_FIELDS } from './element-state.js';

/**
 * Checks input as Slack's client does before it submits a modal: required inputs, lengths, numbers, email addresses and
 * URLs.
 * @returns the errors by `block_id`, or undefined when there are none.
 */
export function findInputErrors(blocks: readonly Block[], values: StateValues): Record<string, string> | undefined {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input' || !isStateful(block.element)) continue;
    const { element } = block;
    const value = values[block.block_id]?.[element.action_id ?? '']?.[VALUE_FIELDS[element.type]];
    const error = isEmpty(value) ? missing(block.optional) : typeof value === 'string' && findError(element, value);
    if (error) errors[block.block_id] = error;
  }
  return Object.keys(errors).length === 0 ? undefined : errors;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function missing(optional: boolean): string | undefined {
  return optional ? undefined : 'Please complete this required field.';
}

function findError(element: Extract<Block, { type: 'input' }>['element'], value: string): string | undefined {
  switch (element.type) {
    case 'plain_text_input':
      if (value.length < (element.min_length ?? 0)) return `Please enter at least ${element.min_length} characters.`;
      if (value.length > (element.max_length ?? 3000)) return `Please enter at most ${element.max_length} characters.`;
      return undefined;
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(value) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) ? undefined : 'Please enter a valid URL.';
    case 'number_input':
      return findNumberError(element, value);
    default:
      return undefined;
  }
}

function findNumberError(
  element: { is_decimal_allowed: boolean; min_value?: string | undefined; max_value?: string | undefined },
  value: string,
): string | undefined {
  const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value)) return 'Please enter a number.';
  if (Number(value) < Number(element.min_value ?? Number.NEGATIVE_INFINITY)) {
    return `Please enter a number of at least ${element.min_value}.`;
  }
  if (Number(value) > Number(element.max_value ?? Number.POSITIVE_INFINITY)) {
    return `Please enter a number of at most ${element.max_value}.`;
  }
  return undefined;
}
