import { checkBlocks, type FindFile } from '../../../src/local-slack/blocks/check-blocks.js';
import { checkView } from '../../../src/local-slack/blocks/check-view.js';
import { describeProblem, type Problem } from '../../../src/local-slack/blocks/problems.js';
import { MAX_BLOCKS } from '../../../src/views/blocks.js';
import { BOT_USER } from './ids.js';
import type { SlackState } from './state.js';

/** Slack’s refusal of a call: `error` is its code, the rest are details it gives. */
export class Refusal extends Error {
  readonly body: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.body = { ok: false, error: code, ...details };
  }
}

/** @throws Refusal when Slack would not take these blocks in a message, such as with a picture it does not have. */
export function requireAcceptableBlocks(state: SlackState, blocks: unknown): void {
  const checked = checkBlocks(blocks ?? [], { max: MAX_BLOCKS, at: '/blocks', findFile: findFileIn(state) });
  if (!checked.ok) throw refusalOf('invalid_blocks', checked.problems);
}

/** @throws Refusal when Slack would not take this modal or App Home. */
export function requireAcceptableView(state: SlackState, view: unknown, type: 'modal' | 'home'): void {
  const checked = checkView(view, type, findFileIn(state));
  if (!checked.ok) throw refusalOf('invalid_arguments', checked.problems);
}

/** Finds the files that messages and views can show. While uploads are not ready, each use of one counts as an attempt. */
function findFileIn(state: SlackState): FindFile {
  let isCounted = false;
  return ({ id }) => {
    if (id === undefined || !state.hasFile(id)) return undefined;
    if (state.files.get(id)?.['user'] !== BOT_USER) return id;
    if (state.refusedPictures === 0 && !isCounted) return id;
    if (!isCounted) state.refusedPictures -= 1;
    isCounted = true;
    return undefined;
  };
}

function refusalOf(code: string, problems: readonly Problem[]): Refusal {
  const errors = problems.map(describeProblem);
  return new Refusal(code, { errors, response_metadata: { messages: errors.map((line) => `[ERROR] ${line}`) } });
}
