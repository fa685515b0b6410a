/**
 * The part of Slack's Block Kit that the page draws, in Slack's own field names
 * (https://docs.slack.dev/reference/block-kit). Own types rather than those of `@slack/types`, because what arrives is
 * what an app really sent: everything optional in Slack is optional here, and an unknown block has its place.
 */

interface PlainText {
  type: 'plain_text';
  text: string;
  emoji?: boolean;
}

interface MrkdwnText {
  type: 'mrkdwn';
  text: string;
  verbatim?: boolean;
}

export type TextObject = PlainText | MrkdwnText;

export interface Option {
  text: TextObject;
  value?: string;
  description?: TextObject;
}

export interface OptionGroup {
  label: PlainText;
  options: Option[];
}

export interface Confirmation {
  title: PlainText;
  text: TextObject;
  confirm: PlainText;
  deny: PlainText;
  style?: 'primary' | 'danger';
}

interface SlackFileReference {
  id?: string;
  url?: string;
}

/** A picture, with the size Slack found it to have. */
export interface ImageSource {
  alt_text: string;
  image_url?: string;
  slack_file?: SlackFileReference;
  image_width?: number;
  image_height?: number;
}

interface ActionableElement {
  action_id: string;
  confirm?: Confirmation;
}

export interface ButtonElement extends ActionableElement {
  type: 'button';
  text: PlainText;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  accessibility_label?: string;
}

interface SelectElement extends ActionableElement {
  placeholder?: PlainText;
  focus_on_load?: boolean;
}

export interface StaticSelectElement extends SelectElement {
  type: 'static_select';
  options?: Option[];
  option_groups?: OptionGroup[];
  initial_option?: Option;
}

export interface ExternalSelectElement extends SelectElement {
  type: 'external_select';
  min_query_length?: number;
  initial_option?: Option;
}

export interface UsersSelectElement extends SelectElement {
  type: 'users_select';
  initial_user?: string;
}

interface MultiStaticSelectElement extends SelectElement {
  type: 'multi_static_select';
  options?: Option[];
  option_groups?: OptionGroup[];
  initial_options?: Option[];
  max_selected_items?: number;
}

interface MultiExternalSelectElement extends SelectElement {
  type: 'multi_external_select';
  min_query_length?: number;
  initial_options?: Option[];
  max_selected_items?: number;
}

interface MultiUsersSelectElement extends SelectElement {
  type: 'multi_users_select';
  initial_users?: string[];
  max_selected_items?: number;
}

export interface OverflowElement extends ActionableElement {
  type: 'overflow';
  options: (Option & { url?: string })[];
}

export interface CheckboxesElement extends ActionableElement {
  type: 'checkboxes';
  options: Option[];
  initial_options?: Option[];
}

export interface RadioButtonsElement extends ActionableElement {
  type: 'radio_buttons';
  options: Option[];
  initial_option?: Option;
}

export interface PlainTextInputElement {
  type: 'plain_text_input';
  action_id: string;
  placeholder?: PlainText;
  initial_value?: string;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  focus_on_load?: boolean;
  dispatch_action_config?: { trigger_actions_on?: ('on_enter_pressed' | 'on_character_entered')[] };
}

export interface ImageElement extends ImageSource {
  type: 'image';
}

type SingleSelectElement = StaticSelectElement | ExternalSelectElement | UsersSelectElement;
export type MultiSelectElement = MultiStaticSelectElement | MultiExternalSelectElement | MultiUsersSelectElement;

/** Elements a person can use, wherever they stand. */
export type InteractiveElement =
  | ButtonElement
  | SingleSelectElement
  | MultiSelectElement
  | OverflowElement
  | CheckboxesElement
  | RadioButtonsElement
  | PlainTextInputElement;

interface BlockBase {
  block_id?: string;
}

export interface SectionBlock extends BlockBase {
  type: 'section';
  text?: TextObject;
  fields?: TextObject[];
  accessory?: InteractiveElement | ImageElement;
}

export interface ActionsBlock extends BlockBase {
  type: 'actions';
  elements: InteractiveElement[];
}

export interface ContextBlock extends BlockBase {
  type: 'context';
  elements: (TextObject | ImageElement)[];
}

interface HeaderBlock extends BlockBase {
  type: 'header';
  text: PlainText;
}

interface DividerBlock extends BlockBase {
  type: 'divider';
}

export interface ImageBlock extends BlockBase, ImageSource {
  type: 'image';
  title?: PlainText;
}

export interface InputBlock extends BlockBase {
  type: 'input';
  label: PlainText;
  hint?: PlainText;
  optional?: boolean;
  dispatch_action?: boolean;
  element: InteractiveElement;
}

export interface RichTextStyle {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
}

export type RichTextLeaf =
  | { type: 'text'; text: string; style?: RichTextStyle }
  | { type: 'link'; url: string; text?: string; style?: RichTextStyle }
  | { type: 'emoji'; name: string; unicode?: string }
  | { type: 'user'; user_id: string }
  | { type: 'channel'; channel_id: string }
  | { type: 'broadcast'; range: string };

export type RichTextElement =
  | { type: 'rich_text_section'; elements: RichTextLeaf[] }
  | { type: 'rich_text_preformatted'; elements: RichTextLeaf[] }
  | { type: 'rich_text_quote'; elements: RichTextLeaf[] }
  | {
      type: 'rich_text_list';
      style: 'bullet' | 'ordered';
      indent?: number;
      elements: { type: 'rich_text_section'; elements: RichTextLeaf[] }[];
    };

/** Markdown as other programs know it; shown as plain paragraphs, since Slack's apps rarely send it. */
interface MarkdownBlock extends BlockBase {
  type: 'markdown';
  text: string;
}

export interface RichTextBlock extends BlockBase {
  type: 'rich_text';
  elements: RichTextElement[];
}

export type Block =
  | SectionBlock
  | ActionsBlock
  | ContextBlock
  | HeaderBlock
  | DividerBlock
  | ImageBlock
  | InputBlock
  | MarkdownBlock
  | RichTextBlock;

/** A modal or an App Home, as `views.open` and `views.publish` return it. */
export interface View {
  id: string;
  type: 'modal' | 'home';
  callback_id?: string;
  title?: PlainText;
  submit?: PlainText | null;
  close?: PlainText | null;
  blocks: Block[];
  notify_on_close?: boolean;
  hash?: string;
}
