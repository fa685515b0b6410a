import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../src/local-slack/blocks/check-blocks.js';
import {
  actions,
  button,
  external,
  findFile,
  image,
  input,
  menu,
  options,
  problemsOf,
  section,
  times,
  typed,
  x,
} from '../../support/any-blocks.js';
import { mrkdwn, option, plain } from '../../support/block-kit.js';

describe('valid blocks', () => {
  it.each<[string, unknown[]]>([
    ['50 blocks', times(50, () => ({ type: 'divider' }))],
    ['a section of 3000 characters', [section({ text: mrkdwn(x(3000)) })]],
    ['10 fields of 2000 characters', [{ type: 'section', fields: times(10, () => mrkdwn(x(2000))) }]],
    ['a header of 150 characters', [{ type: 'header', text: plain(x(150)) }]],
    [
      'a button with every field',
      [actions(button({ value: x(2000), style: 'primary', action_id: x(255), url: 'https://a.b/' }))],
    ],
    ['25 elements', [actions(...times(25, () => button()))]],
    ['100 options', [actions(menu({ options: options(100) }))]],
    [
      'grouped options',
      [actions(menu({ options: undefined, option_groups: [{ label: plain('A'), options: options(100) }] }))],
    ],
    ['an initial option among the options', [actions(menu({ initial_option: option('o1') }))]],
    [
      'an external menu from the first letter',
      [actions(external({ min_query_length: 0, placeholder: plain(x(150)) }))],
    ],
    ['a picture by file', [image({ title: plain(x(2000)), alt_text: x(2000) })]],
    ['a picture by address', [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A' }]],
    ['a picture beside text', [section({ accessory: image() })]],
    ['10 elements in a context', [{ type: 'context', elements: [image(), ...times(9, () => mrkdwn('a'))] }]],
    [
      'a confirmation',
      [
        actions(
          button({
            confirm: {
              title: plain(x(100)),
              text: mrkdwn(x(300)),
              confirm: plain(x(30)),
              deny: plain('No'),
              style: 'danger',
            },
          }),
        ),
      ],
    ],
    ['an overflow menu', [section({ accessory: { type: 'overflow', options: options(5) } })]],
    [
      'check boxes and radio buttons',
      [actions({ type: 'checkboxes', options: options(10) }, { type: 'radio_buttons', options: options(2) })],
    ],
    ['an input', [input(typed({ max_length: 75 }))]],
    [
      'rich text',
      [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Hi', style: { bold: true } }] }],
        },
      ],
    ],
    ['markdown', [{ type: 'markdown', text: '# Hi' }]],
    ['the same action_id in two blocks', [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))]],
  ])('may be %s', (_name, blocks) => {
    expect(problemsOf(JSON.parse(JSON.stringify(blocks)))).toEqual([]);
  });

  it('get the ids and defaults that Slack fills in', () => {
    const checked = checkBlocks([actions(button()), section()], { max: 50, at: '/blocks', findFile });
    expect(checked).toMatchObject({
      ok: true,
      value: [
        {
          block_id: expect.stringMatching(/^\w{5}$/),
          elements: [{ action_id: expect.stringMatching(/^\w{5}$/), text: { emoji: true } }],
        },
        { text: { verbatim: false } },
      ],
    });
  });
});
