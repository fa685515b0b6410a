import { z } from 'zod';
import {
  actionId,
  choiceOption,
  confirmation,
  focusOnLoad,
  httpUrl,
  isAmong,
  overflowOption,
  plainText,
} from './composition.js';

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: actionId,
  url: httpUrl.optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirmation,
  accessibility_label: z.string().max(75).optional(),
});

/** https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element */
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  options: z.array(overflowOption).min(1).max(5),
  confirm: confirmation,
});

const choiceFields = {
  action_id: actionId,
  options: z.array(choiceOption).min(1).max(10),
  confirm: confirmation,
  focus_on_load: focusOnLoad,
};

/** https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element */
export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...choiceFields,
    initial_options: z.array(choiceOption).min(1).optional(),
  })
  .refine((element) => (element.initial_options ?? []).every((option) => isAmong(option, element.options)), {
    path: ['initial_options'],
    message: 'initial options must be among the options',
  });

/** https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element */
export const radioButtons = z
  .strictObject({ type: z.literal('radio_buttons'), ...choiceFields, initial_option: choiceOption.optional() })
  .refine((element) => element.initial_option === undefined || isAmong(element.initial_option, element.options), {
    path: ['initial_option'],
    message: 'initial option must be among the options',
  });
