import { z } from 'zod';
import {
  actionId,
  confirmation,
  conversationFilter,
  focusOnLoad,
  isAmong,
  menuOption,
  optionGroup,
  placeholder,
} from './composition.js';

/**
 * Select menus, one or many choices:
 * https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element and multi-select-menu-element
 */
const menuFields = { action_id: actionId, placeholder, confirm: confirmation, focus_on_load: focusOnLoad };
const multiFields = { ...menuFields, max_selected_items: z.number().int().min(1).optional() };
const staticFields = {
  options: z.array(menuOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const externalFields = { min_query_length: z.number().int().min(0).optional() };

type StaticOptions = {
  options?: z.output<typeof menuOption>[] | undefined;
  option_groups?: z.output<typeof optionGroup>[] | undefined;
};

/** Every option of a static menu, whether in groups or not. */
function allOptions(menu: StaticOptions) {
  return menu.options ?? (menu.option_groups ?? []).flatMap((group) => group.options);
}

function hasOptionsOnce(menu: StaticOptions): boolean {
  return (menu.options === undefined) !== (menu.option_groups === undefined);
}
const OPTIONS_ONCE = 'must provide exactly one of options and option_groups';

export const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...menuFields,
    ...staticFields,
    initial_option: menuOption.optional(),
  })
  .refine(hasOptionsOnce, OPTIONS_ONCE)
  .refine((menu) => menu.initial_option === undefined || isAmong(menu.initial_option, allOptions(menu)), {
    path: ['initial_option'],
    message: 'initial option must be among the options',
  });

export const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...multiFields,
    ...staticFields,
    initial_options: z.array(menuOption).min(1).max(100).optional(),
  })
  .refine(hasOptionsOnce, OPTIONS_ONCE)
  .refine((menu) => (menu.initial_options ?? []).every((option) => isAmong(option, allOptions(menu))), {
    path: ['initial_options'],
    message: 'initial options must be among the options',
  });

export const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...menuFields,
  ...externalFields,
  initial_option: menuOption.optional(),
});

export const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...multiFields,
  ...externalFields,
  initial_options: z.array(menuOption).min(1).max(100).optional(),
});

export const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...menuFields,
  initial_user: z.string().optional(),
});

export const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...multiFields,
  initial_users: z.array(z.string()).min(1).optional(),
});

export const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...menuFields,
  initial_conversation: z.string().optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: conversationFilter,
});

export const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...menuFields,
  initial_channel: z.string().optional(),
  response_url_enabled: z.boolean().optional(),
});
