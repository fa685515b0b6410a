import { z } from 'zod';
import { type Checked, checkBlocks, type FindFile } from './check-blocks.js';
import { plainText } from './composition.js';
import type { Block } from './elements.js';
import { toProblems } from './problems.js';

/** https://docs.slack.dev/reference/views/modal-views and home-tab-views; blocks are checked separately. */
const commonFields = {
  blocks: z.unknown().optional(),
  private_metadata: z.string().max(3000).default(''),
  callback_id: z.string().max(255).default(''),
  external_id: z.string().max(255).default(''),
};

const modal = z.strictObject({
  type: z.literal('modal'),
  title: plainText(24),
  ...commonFields,
  close: plainText(24).optional(),
  submit: plainText(24).optional(),
  clear_on_close: z.boolean().default(false),
  notify_on_close: z.boolean().default(false),
  submit_disabled: z.boolean().optional(),
});

const home = z.strictObject({ type: z.literal('home'), ...commonFields });

const MAX_BLOCKS = 100;

export type CheckedView = (z.output<typeof modal> | z.output<typeof home>) & { blocks: Block[] };

/** Checks a view against Slack's rules. See {@link checkBlocks} for its blocks. */
export function checkView(input: unknown, type: 'modal' | 'home', findFile: FindFile): Checked<CheckedView> {
  const parsed = (type === 'modal' ? modal : home).safeParse(input, { reportInput: true });
  const blocks = checkBlocks(readBlocks(input), { max: MAX_BLOCKS, at: '/view/blocks', findFile });
  const problems = [
    ...(parsed.success ? [] : toProblems(parsed.error, '/view')),
    ...(blocks.ok ? [] : blocks.problems),
  ];
  if (!parsed.success || !blocks.ok) return { ok: false, problems };
  const view = { ...parsed.data, blocks: blocks.value };
  if (view.type === 'modal' && view.submit === undefined && view.blocks.some((block) => block.type === 'input')) {
    return { ok: false, problems: [{ message: 'missing required field: submit', pointer: '/view' }] };
  }
  return { ok: true, value: view };
}

function readBlocks(input: unknown): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, 'blocks') : undefined;
}
