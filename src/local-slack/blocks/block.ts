import { z } from 'zod';
import { button, checkboxes, overflow, radioButtons } from './buttons.js';
import { anyText, blockId, plainText } from './composition.js';
import { hasOneSource, imageElement, imageFields, ONE_SOURCE } from './image-source.js';
import { datePicker, dateTimePicker, emailInput, numberInput, plainTextInput, timePicker, urlInput } from './inputs.js';
import {
  channelsSelect,
  conversationsSelect,
  externalSelect,
  multiExternalSelect,
  multiStaticSelect,
  multiUsersSelect,
  staticSelect,
  usersSelect,
} from './menus.js';
import { richTextBlock } from './rich-text.js';

/** Which elements may be used in which block: https://docs.slack.dev/reference/block-kit/block-elements, "works with block types". */
const singleMenus = [staticSelect, externalSelect, usersSelect, conversationsSelect, channelsSelect] as const;
const multiMenus = [multiStaticSelect, multiExternalSelect, multiUsersSelect] as const;
const choices = [checkboxes, radioButtons] as const;

const actionsElement = z.discriminatedUnion('type', [
  button,
  overflow,
  datePicker,
  timePicker,
  dateTimePicker,
  ...choices,
  ...singleMenus,
]);
const accessory = z.discriminatedUnion('type', [
  button,
  overflow,
  imageElement,
  datePicker,
  timePicker,
  ...choices,
  ...singleMenus,
  ...multiMenus,
]);
const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  emailInput,
  urlInput,
  numberInput,
  datePicker,
  timePicker,
  dateTimePicker,
  ...choices,
  ...singleMenus,
  ...multiMenus,
]);
const contextElement = z.discriminatedUnion('type', [...anyText(3000).options, imageElement]);

/** https://docs.slack.dev/reference/block-kit/blocks/section-block */
const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, 'must provide text or fields');

/** https://docs.slack.dev/reference/block-kit/blocks/actions-block */
const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: blockId,
  elements: z.array(actionsElement).min(1).max(25),
});

/** https://docs.slack.dev/reference/block-kit/blocks/context-block */
const context = z.strictObject({
  type: z.literal('context'),
  block_id: blockId,
  elements: z.array(contextElement).min(1).max(10),
});

/** https://docs.slack.dev/reference/block-kit/blocks/divider-block */
const divider = z.strictObject({ type: z.literal('divider'), block_id: blockId });

/** https://docs.slack.dev/reference/block-kit/blocks/header-block */
const header = z.strictObject({
  type: z.literal('header'),
  block_id: blockId,
  text: plainText(150),
  level: z.number().int().min(1).max(4).optional(),
});

/** https://docs.slack.dev/reference/block-kit/blocks/image-block */
const image = z
  .strictObject({ ...imageFields, block_id: blockId, title: plainText(2000).optional() })
  .refine(hasOneSource, ONE_SOURCE);

/** https://docs.slack.dev/reference/block-kit/blocks/input-block */
const input = z.strictObject({
  type: z.literal('input'),
  block_id: blockId,
  label: plainText(2000),
  element: inputElement,
  hint: plainText(2000).optional(),
  optional: z.boolean().default(false),
  dispatch_action: z.boolean().default(false),
});

/** https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id: blockId,
  text: z.string().min(1).max(12_000),
});

export const block = z.discriminatedUnion('type', [
  section,
  actions,
  context,
  divider,
  header,
  image,
  input,
  markdown,
  richTextBlock,
]);

/** A block as an app sends it. */
export type BlockInput = z.input<typeof block>;

/** A block that passed Slack's rules, with Slack's defaults filled in. */
export type CheckedBlock = z.output<typeof block>;
