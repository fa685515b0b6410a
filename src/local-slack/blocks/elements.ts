import type { CheckedBlock } from './block.js';

/** A block of a message or view as it is stored: checked, and with a `block_id`. */
export type Block = CheckedBlock & { block_id: string };

type AnyElement =
  | Extract<CheckedBlock, { type: 'actions' }>['elements'][number]
  | NonNullable<Extract<CheckedBlock, { type: 'section' }>['accessory']>
  | Extract<CheckedBlock, { type: 'input' }>['element'];

/** An element a person can press, choose from or fill in. */
export type InteractiveElement = Exclude<AnyElement, { type: 'image' }> & { action_id?: string | undefined };

/** An image block or an image element. */
export type Picture = Extract<CheckedBlock, { type: 'image' }> | Extract<AnyElement, { type: 'image' }>;

/** The interactive elements of a block, in order. */
export function interactiveElements(block: CheckedBlock): InteractiveElement[] {
  switch (block.type) {
    case 'actions':
      return block.elements;
    case 'input':
      return [block.element];
    case 'section':
      return block.accessory === undefined || block.accessory.type === 'image' ? [] : [block.accessory];
    default:
      return [];
  }
}

/** The pictures of a block with the JSON pointer of each, relative to the block. */
export function pictures(block: CheckedBlock): { picture: Picture; pointer: string }[] {
  switch (block.type) {
    case 'image':
      return [{ picture: block, pointer: '' }];
    case 'section':
      return block.accessory?.type === 'image' ? [{ picture: block.accessory, pointer: '/accessory' }] : [];
    case 'context':
      return block.elements.flatMap((element, index) =>
        element.type === 'image' ? [{ picture: element, pointer: `/elements/${index}` }] : [],
      );
    default:
      return [];
  }
}

/** The text of blocks. Like Slack, local Slack uses it for a message that has blocks but no text. */
export function textOfBlocks(blocks: readonly CheckedBlock[]): string {
  return blocks.map(textOfBlock).filter(Boolean).join(' ');
}

function textOfBlock(block: CheckedBlock): string {
  switch (block.type) {
    case 'section':
      return [block.text, ...(block.fields ?? [])].map((text) => text?.text ?? '').join(' ');
    case 'header':
      return block.text.text;
    case 'context':
      return block.elements.map((element) => (element.type === 'image' ? element.alt_text : element.text)).join(' ');
    case 'image':
      return block.title?.text ?? block.alt_text;
    case 'markdown':
      return block.text;
    default:
      return '';
  }
}
