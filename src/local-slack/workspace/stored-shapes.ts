import { z } from 'zod';
import type { CheckedView } from '../blocks/check-view.js';
import type { Block } from '../blocks/elements.js';

/**
 * The shapes of stored blocks and views. They were checked completely when the app sent them; here, only their outline is.
 * The full rules would reject some of them: rules may have become stricter, and ephemeral messages are stored without
 * their text.
 */

const blockParts = z.looseObject({ type: z.string(), block_id: z.string() });

export const storedBlock = z.custom<Block>((value) => blockParts.safeParse(value).success, 'not a block');

const viewParts = z.looseObject({ type: z.enum(['modal', 'home']), blocks: z.array(storedBlock) });

export const storedView = z.custom<CheckedView>((value) => viewParts.safeParse(value).success, 'not a view');
