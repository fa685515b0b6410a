import { expect } from 'vitest';
import { checkBlocks } from '../../src/local-slack/blocks/check-blocks.js';
import { checkView } from '../../src/local-slack/blocks/check-view.js';
import { describeProblem } from '../../src/local-slack/blocks/problems.js';
import { MAX_BLOCKS, MAX_BLOCKS_BYTES, sizeOfBlocks } from '../../src/views/blocks.js';

/** Fails the test when Slack would look for addresses, channels or `@here` in any text of these blocks or this view. */
export function expectVerbatim(sent: unknown): void {
  expect(mrkdwnIn(sent).filter((text) => !('verbatim' in text && text.verbatim === true))).toEqual([]);
}

function mrkdwnIn(sent: unknown): object[] {
  if (typeof sent !== 'object' || sent === null) return [];
  const inside = Object.values(sent).flatMap(mrkdwnIn);
  return 'type' in sent && sent.type === 'mrkdwn' ? [sent, ...inside] : inside;
}

/** Fails the test when Slack would refuse these blocks of a message. */
export function expectAcceptedBySlack(blocks: readonly unknown[]): void {
  const checked = checkBlocks(blocks, { max: MAX_BLOCKS, at: '/blocks', findFile: ({ id }) => id });
  expect(checked.ok ? [] : checked.problems.map(describeProblem)).toEqual([]);
  expectVerbatim(blocks);
  expect(sizeOfBlocks(blocks)).toBeLessThanOrEqual(MAX_BLOCKS_BYTES);
}

/** Fails the test when Slack would refuse this modal or App Home. */
export function expectViewAcceptedBySlack(view: { readonly type?: unknown }): void {
  const type = view.type === 'home' ? 'home' : 'modal';
  const checked = checkView(view, type, ({ id }) => id);
  expect(checked.ok ? [] : checked.problems.map(describeProblem)).toEqual([]);
  expectVerbatim(view);
}
