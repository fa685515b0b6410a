import { z } from 'zod';
import type { CheckedView } from '../blocks/check-view.js';
import type { Block } from '../blocks/elements.js';

/**
 * Blocks and views as stored. They were checked completely before; here only that they are such. The rules for new blocks
 * may become stricter, and the text of ephemeral messages is not stored, so not all of them would pass again.
 */

const blockParts = z.looseObject({ type: z.string(), block_id: z.string() });

export const storedBlock = z.custom<Block>((value) => blockParts.safeParse(value).success, 'not a block');

const viewParts = z.looseObject({ type: z.enum(['modal', 'home']), blocks: z.array(storedBlock) });

export const storedView = z.custom<CheckedView>((value) => viewParts.safeParse(value).success, 'not a view');
