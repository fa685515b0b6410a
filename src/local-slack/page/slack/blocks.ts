import type { BlockInput } from '../../blocks/block.js';

/**
 * Block Kit as the server's schemas define it (https://docs.slack.dev/reference/block-kit), with what the server adds to
 * pictures. Types only: the page does not check blocks again.
 */
export type Block =
  | Exclude<BlockInput, { type: 'image' | 'section' | 'context' }>
  | SectionBlock
  | ContextBlock
  | ImageBlock;

/** The size of a picture, which the server adds to blocks with a file of the workspace. In pixels. */
interface PictureSize {
  image_width?: number | undefined;
  image_height?: number | undefined;
}

type BlockOf<Type extends BlockInput['type']> = Extract<BlockInput, { type: Type }>;
type ElementOf<Type extends InteractiveElement['type']> = Extract<InteractiveElement, { type: Type }>;

export type ActionsBlock = BlockOf<'actions'>;
export type InputBlock = BlockOf<'input'>;
export type RichTextBlock = BlockOf<'rich_text'>;
export type ImageBlock = BlockOf<'image'> & PictureSize;
export type ImageElement = Extract<BlockOf<'context'>['elements'][number], { type: 'image' }> & PictureSize;
/** A picture of a block or element. */
export type ImageSource = Omit<ImageElement, 'type'>;

export interface SectionBlock extends Omit<BlockOf<'section'>, 'accessory'> {
  accessory?: InteractiveElement | ImageElement | undefined;
}

export interface ContextBlock extends Omit<BlockOf<'context'>, 'elements'> {
  elements: (TextObject | ImageElement)[];
}

/** Elements a person can use, in any block. */
export type InteractiveElement =
  | ActionsBlock['elements'][number]
  | InputBlock['element']
  | Exclude<NonNullable<BlockOf<'section'>['accessory']>, { type: 'image' }>;

export type ButtonElement = ElementOf<'button'>;
export type StaticSelectElement = ElementOf<'static_select'>;
export type ExternalSelectElement = ElementOf<'external_select'>;
export type UsersSelectElement = ElementOf<'users_select'>;
export type MultiSelectElement = ElementOf<'multi_static_select' | 'multi_external_select' | 'multi_users_select'>;
export type OverflowElement = ElementOf<'overflow'>;
export type CheckboxesElement = ElementOf<'checkboxes'>;
export type RadioButtonsElement = ElementOf<'radio_buttons'>;
export type PlainTextInputElement = ElementOf<'plain_text_input'>;

export type TextObject = NonNullable<BlockOf<'section'>['text']>;
type PlainText = Extract<TextObject, { type: 'plain_text' }>;
export type Confirmation = NonNullable<ButtonElement['confirm']>;
/** An option of any menu, checkbox or radio button. */
export type Option = CheckboxesElement['options'][number];
export type OptionGroup = NonNullable<StaticSelectElement['option_groups']>[number];

export type RichTextElement = RichTextBlock['elements'][number];
export type RichTextLeaf = Extract<RichTextElement, { type: 'rich_text_section' }>['elements'][number];
export type RichTextStyle = NonNullable<Extract<RichTextLeaf, { type: 'text' }>['style']>;

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
