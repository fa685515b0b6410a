import { z } from 'zod';

/**
 * The small objects that blocks are made of. Limits: https://docs.slack.dev/reference/block-kit/composition-objects. Slack
 * fills in `emoji` and `verbatim` when an app leaves them out, so these schemas do too.
 */

/** Plain text of 1 to `max` characters. */
export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().default(true),
  });
}

/** Text with Slack's markup, 1 to `max` characters. */
function markdownText(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().default(false),
  });
}

/** Either kind of text. */
export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), markdownText(max)]);
}

export const blockId = z.string().min(1).max(255).optional();
export const actionId = z.string().min(1).max(255).optional();
export const placeholder = plainText(150).optional();
export const focusOnLoad = z.boolean().optional();
export const httpUrl = z
  .string()
  .max(3000)
  .regex(/^https?:\/\/\S+$/, 'invalid url');

/** The confirmation dialog shown before an element acts. */
export const confirmation = z
  .strictObject({
    title: plainText(100).optional(),
    text: anyText(300),
    confirm: plainText(30).optional(),
    deny: plainText(30).optional(),
    style: z.enum(['primary', 'danger']).optional(),
  })
  .optional();

/** An option of a menu: plain text only. */
export const menuOption = z.strictObject({
  text: plainText(75),
  value: z.string().max(150),
  description: plainText(75).optional(),
});

/** An option of an overflow menu, which may also open a URL. */
export const overflowOption = menuOption.extend({ url: httpUrl.optional() });

/** An option of check boxes and radio buttons, which may use markup. */
export const choiceOption = z.strictObject({
  text: anyText(75),
  value: z.string().max(150),
  description: anyText(75).optional(),
});

export const optionGroup = z.strictObject({ label: plainText(75), options: z.array(menuOption).min(1).max(100) });

/** A picture file of this workspace, by id or URL. */
export const slackFile = z
  .strictObject({ id: z.string().min(1).optional(), url: z.string().min(1).optional() })
  .refine((file) => (file.id === undefined) !== (file.url === undefined), 'must provide exactly one of id and url');

/** When an input reports its changes. */
export const dispatchConfig = z
  .strictObject({
    trigger_actions_on: z
      .array(z.enum(['on_enter_pressed', 'on_character_entered']))
      .min(1)
      .max(2),
  })
  .optional();

/** Which conversations a menu lists. */
export const conversationFilter = z
  .strictObject({
    include: z
      .array(z.enum(['im', 'mpim', 'private', 'public']))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .optional();

interface SelectableOption {
  readonly text: { readonly text: string };
  readonly value: string;
}

/** Slack requires an initial option to be exactly one of the options. */
export function isAmong(option: SelectableOption, options: readonly SelectableOption[]): boolean {
  return options.some((other) => other.value === option.value && other.text.text === option.text.text);
}
