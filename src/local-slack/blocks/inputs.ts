import { z } from 'zod';
import { actionId, confirmation, dispatchConfig, focusOnLoad, placeholder } from './composition.js';

/** Text fields: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element and similar. */
const typedFields = {
  action_id: actionId,
  placeholder,
  focus_on_load: focusOnLoad,
  dispatch_action_config: dispatchConfig,
};

export const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    ...typedFields,
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.number().int().min(0).max(3000).optional(),
    max_length: z.number().int().min(1).max(3000).optional(),
  })
  .refine((input) => (input.min_length ?? 0) <= (input.max_length ?? 3000), {
    path: ['min_length'],
    message: 'min_length must not be more than max_length',
  });

export const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...typedFields,
  initial_value: z.string().optional(),
});

export const urlInput = z.strictObject({
  type: z.literal('url_text_input'),
  ...typedFields,
  initial_value: z.string().optional(),
});

export const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typedFields,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});

const pickerFields = { action_id: actionId, confirm: confirmation, focus_on_load: focusOnLoad };

export const datePicker = z.strictObject({
  type: z.literal('datepicker'),
  ...pickerFields,
  placeholder,
  initial_date: z.iso.date().optional(),
});

export const timePicker = z.strictObject({
  type: z.literal('timepicker'),
  ...pickerFields,
  placeholder,
  initial_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:mm')
    .optional(),
  timezone: z.string().optional(),
});

export const dateTimePicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...pickerFields,
  initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
});
