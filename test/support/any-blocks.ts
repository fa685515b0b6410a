import { checkBlocks } from '../../src/local-slack/blocks/check-blocks.js';
import { describeProblem } from '../../src/local-slack/blocks/problems.js';
import { mrkdwn, option, plain } from './block-kit.js';

/** Blocks for tests of Slack's limits. `fields` adds or replaces fields, valid or not. */

export const KNOWN_FILE = 'F0KNOWN0001';
/** Knows one file only. */
export const findFile = ({ id }: { id?: string | undefined }) => (id === KNOWN_FILE ? id : undefined);

/** The problems of blocks, in Slack's words. */
export function problemsOf(blocks: unknown): string[] {
  const checked = checkBlocks(blocks, { max: 50, at: '/blocks', findFile });
  return checked.ok ? [] : checked.problems.map(describeProblem);
}

export const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, i) => make(i));
export const x = (length: number) => 'x'.repeat(length);
export const options = (count: number) => times(count, (index) => option(`o${index}`));
export const section = (fields: object = {}) => ({ type: 'section', text: mrkdwn('Hello'), ...fields });
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const button = (fields: object = {}) => ({ type: 'button', text: plain('Yes'), ...fields });
export const menu = (fields: object = {}) => ({ type: 'static_select', options: options(2), ...fields });
export const external = (fields: object = {}) => ({ type: 'external_select', ...fields });
export const image = (fields: object = {}) => ({
  type: 'image',
  slack_file: { id: KNOWN_FILE },
  alt_text: 'Faces',
  ...fields,
});
export const input = (element: object) => ({ type: 'input', label: plain('Name'), element });
export const typed = (fields: object = {}) => ({ type: 'plain_text_input', ...fields });
