import type { Block, ImageElement, InteractiveElement } from '../slack/blocks.js';

/** A block with the key under which React keeps its elements. */
export interface KeyedBlock {
  readonly key: string;
  readonly block: Block;
}

/**
 * Gives the blocks of an update the keys of the blocks they replace, so that a pressed button, the focus and typed text
 * survive. Ids are not enough: apps change `block_id` with every update, as Slack advises, and blocks without an id get a
 * random one. So blocks match by id, or else by text, or else by position, but only if they have the same controls. A row of controls also matches one with some more or fewer.
 */
export function keyBlocks(blocks: readonly Block[], before: readonly KeyedBlock[]): KeyedBlock[] {
  const free = new Set(before);
  const keys = new Map<Block, string>();
  const match = (isSame: (old: KeyedBlock, block: Block, index: number) => boolean) => {
    for (const [index, block] of blocks.entries()) {
      if (keys.has(block)) continue;
      for (const old of free) {
        if (controlsOf(old.block) !== controlsOf(block) || !isSame(old, block, index)) continue;
        keys.set(block, old.key);
        free.delete(old);
        break;
      }
    }
  };
  match((old, block) => old.block.block_id !== undefined && old.block.block_id === block.block_id);
  match((old, block) => textOf(old.block) === textOf(block));
  match((old, _block, index) => before[index] === old);
  for (const block of blocks) {
    const old = keys.has(block) ? undefined : [...free].find((each) => sharesControls(each.block, block));
    if (old === undefined) continue;
    keys.set(block, old.key);
    free.delete(old);
  }
  let next = Math.max(0, ...before.map(({ key }) => Number(key) + 1));
  return blocks.map((block) => ({ key: keys.get(block) ?? String(next++), block }));
}

/** Whether two rows of controls are the same but for some that were added or removed. */
function sharesControls(old: Block, block: Block): boolean {
  if (old.type !== 'actions' || block.type !== 'actions') return false;
  const [fewer = [], more = []] = [old, block].map(partsOf).sort((a, b) => a.length - b.length);
  return fewer.length > 0 && fewer.every((part) => more.includes(part));
}

/** Identifies the type of a block and its controls. */
function controlsOf(block: Block): string {
  return JSON.stringify([block.type, partsOf(block)]);
}

function partsOf(block: Block): string[] {
  const elements: readonly (InteractiveElement | ImageElement | undefined)[] =
    block.type === 'actions' ? block.elements : [block.type === 'input' ? block.element : accessoryOf(block)];
  return elements.map((element) => {
    if (element === undefined) return '';
    const { type, action_id: id = '' } = { action_id: undefined, ...element };
    return JSON.stringify([type, id, 'value' in element ? element.value : '']);
  });
}

function accessoryOf(block: Block) {
  return block.type === 'section' ? block.accessory : undefined;
}

function textOf(block: Block): string {
  const { block_id: _, ...content } = block;
  return JSON.stringify(content.type === 'section' ? content.text : content);
}
