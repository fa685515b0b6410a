import { describe, expect, it } from 'vitest';
import { asGroups, filterGroups, optionText } from '../../src/local-slack/page/blocks/options.js';

const option = (text: string) => ({ text: { type: 'plain_text' as const, text }, value: text });
const groups = asGroups({
  option_groups: [
    { label: { type: 'plain_text', text: 'Likely &amp; known' }, options: [option('René Descartes'), option('Ada')] },
    { label: { type: 'plain_text', text: 'Members' }, options: [option('Renée Zellweger')] },
  ],
});
const found = (typed: string) =>
  filterGroups(groups, typed).map((group) => [group.label, ...group.options.map(optionText)]);

describe('options', () => {
  it('without groups become one group without a label', () => {
    expect(asGroups({ options: [option('Ada')] })).toEqual([
      { key: 'group', label: undefined, options: [option('Ada')] },
    ]);
    expect(asGroups({})[0]?.options).toEqual([]);
  });

  it('are found by all typed words, ignoring case and accents, without empty groups', () => {
    expect(found('RENE')).toEqual([
      ['Likely & known', 'René Descartes'],
      ['Members', 'Renée Zellweger'],
    ]);
    expect(found('zell ren')).toEqual([['Members', 'Renée Zellweger']]);
    expect(found('no one')).toEqual([]);
    expect(found('')).toHaveLength(2);
  });
});
