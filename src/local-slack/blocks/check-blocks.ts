import { z } from 'zod';
import { randomId } from '../ids.js';
import { block } from './block.js';
import { type Block, interactiveElements, pictures } from './elements.js';
import { type Problem, toProblems } from './problems.js';

/** The id of the file a `slack_file` refers to; undefined when it does not exist or may not be seen. */
export type FindFile = (file: { id?: string | undefined; url?: string | undefined }) => string | undefined;

export type Checked<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/**
 * Checks blocks against Slack's rules and fills in what Slack fills in: missing ids, `emoji`, `verbatim`. A
 * `slack_file` with a URL is stored with its id instead, so that it survives a change of port.
 * @param at JSON pointer of the blocks, for the messages: `/blocks` or `/view/blocks`.
 */
export function checkBlocks(input: unknown, limits: { max: number; at: string; findFile: FindFile }): Checked<Block[]> {
  const parsed = z.array(block).max(limits.max).safeParse(input, { reportInput: true });
  if (!parsed.success) return { ok: false, problems: toProblems(parsed.error, limits.at) };
  const problems = parsed.data.flatMap((checked, index) => [
    ...duplicateActionIds(checked, `${limits.at}/${index}`),
    ...resolveFiles(checked, `${limits.at}/${index}`, limits.findFile),
  ]);
  problems.push(...duplicateBlockIds(parsed.data, limits.at));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: parsed.data.map(withIds) };
}

function duplicateBlockIds(blocks: readonly z.output<typeof block>[], at: string): Problem[] {
  const seen = new Set<string>();
  return blocks.flatMap(({ block_id }, index) => {
    if (block_id === undefined) return [];
    if (!seen.has(block_id)) {
      seen.add(block_id);
      return [];
    }
    return [{ message: `block_id "${block_id}" already exists`, pointer: `${at}/${index}/block_id` }];
  });
}

function duplicateActionIds(checked: z.output<typeof block>, at: string): Problem[] {
  const seen = new Set<string>();
  for (const { action_id } of interactiveElements(checked)) {
    if (action_id === undefined) continue;
    if (seen.has(action_id)) return [{ message: `action_id "${action_id}" already exists`, pointer: at }];
    seen.add(action_id);
  }
  return [];
}

function resolveFiles(checked: z.output<typeof block>, at: string, findFile: FindFile): Problem[] {
  return pictures(checked).flatMap(({ picture, pointer }) => {
    if (picture.slack_file === undefined) return [];
    const id = findFile(picture.slack_file);
    if (id === undefined) return [{ message: 'invalid slack file', pointer: `${at}${pointer}/slack_file` }];
    picture.slack_file = { id };
    return [];
  });
}

function withIds(checked: z.output<typeof block>): Block {
  for (const element of interactiveElements(checked)) element.action_id ??= randomId(5);
  return { ...checked, block_id: checked.block_id ?? randomId(5) };
}
