import { describe, expect, it } from 'vitest';
import { keyBlocks } from '../../src/local-slack/page/blocks/block-keys.js';
import type { Block } from '../../src/local-slack/page/slack/blocks.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const row = (text: string, id: string, action = 'pick'): Block => ({
  type: 'section',
  block_id: id,
  text: plain(text),
  accessory: { type: 'button', action_id: action, text: plain('Choose') },
});
const line = (text: string, id: string): Block => ({ type: 'section', block_id: id, text: plain(text) });

/** The keys of both versions of some blocks. */
function keysOf(before: Block[], after: Block[]): [string[], string[]] {
  const first = keyBlocks(before, []);
  const second = keyBlocks(after, first);
  return [first.map(({ key }) => key), second.map(({ key }) => key)];
}

describe('the keys of updated blocks', () => {
  it('stay when only the ids are new', () => {
    const [before, after] = keysOf([line('People', 'a'), row('Ada', 'b')], [line('People', 'c'), row('Ada', 'd')]);
    expect(after).toEqual(before);
  });

  it('stay with their id when the text is new', () => {
    const [before, after] = keysOf([row('Ada', 'a'), row('Ben', 'b')], [row('Cleo', 'b'), row('Dan', 'a')]);
    expect(after).toEqual([before[1], before[0]]);
  });

  it('move with their text when a block above is new or gone', () => {
    const [before, after] = keysOf(
      [row('Ada', 'a'), row('Ben', 'b')],
      [row('New', 'c'), row('Ada', 'd'), row('Ben', 'e')],
    );
    expect(after.slice(1)).toEqual(before);
    const [all, fewer] = keysOf([row('Ada', 'a'), row('Ben', 'b')], [row('Ben', 'c')]);
    expect(fewer).toEqual([all[1]]);
  });

  it('stay in place when id and text are new', () => {
    const [before, after] = keysOf(
      [line('1 person', 'a'), row('Ada', 'b')],
      [line('2 people', 'c'), row('Ada L.', 'd')],
    );
    expect(after).toEqual(before);
  });

  it('are new for a block with other controls', () => {
    const [before, after] = keysOf(
      [row('1 Who?', 'a'), row('2 Who?', 'b')],
      [row('1 Ada', 'c', 'undo'), row('2 Who?', 'd')],
    );
    expect(after[1]).toBe(before[1]);
    expect(before).not.toContain(after[0]);
  });

  it('are never used twice', () => {
    const same = [line('Same', 'a'), line('Same', 'b'), line('Same', 'c')];
    for (const keys of keysOf(same, [...same, line('Same', 'd')])) expect(new Set(keys).size).toBe(keys.length);
  });
});
