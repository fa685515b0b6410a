import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../src/local-slack/blocks/check-blocks.js';
import { checkView } from '../../src/local-slack/blocks/check-view.js';
import { describeProblem } from '../../src/local-slack/blocks/problems.js';

const KNOWN_FILE = 'F0KNOWN0001';
const findFile = ({ id }: { id?: string | undefined }) => (id === KNOWN_FILE ? id : undefined);

function problemsOf(blocks: unknown): string[] {
  const checked = checkBlocks(blocks, { max: 50, at: '/blocks', findFile });
  return checked.ok ? [] : checked.problems.map(describeProblem);
}

function viewProblems(view: unknown, type: 'modal' | 'home' = 'modal'): string[] {
  const checked = checkView(view, type, findFile);
  return checked.ok ? [] : checked.problems.map(describeProblem);
}

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const x = (length: number) => 'x'.repeat(length);
const option = (value: string, text = value) => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`));
const section = (fields: object = {}) => ({ type: 'section', text: mrkdwn('Hello'), ...fields });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const button = (fields: object = {}) => ({ type: 'button', text: plain('Yes'), ...fields });
const menu = (fields: object = {}) => ({ type: 'static_select', options: options(2), ...fields });
const external = (fields: object = {}) => ({ type: 'external_select', ...fields });
const image = (fields: object = {}) => ({
  type: 'image',
  slack_file: { id: KNOWN_FILE },
  alt_text: 'Faces',
  ...fields,
});
const input = (element: object, fields: object = {}) => ({ type: 'input', label: plain('Name'), element, ...fields });
const typed = (fields: object = {}) => ({ type: 'plain_text_input', ...fields });
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, i) => make(i));

describe('valid blocks', () => {
  it.each<[string, unknown[]]>([
    ['50 blocks', times(50, () => ({ type: 'divider' }))],
    ['a section of 3000 characters', [section({ text: mrkdwn(x(3000)) })]],
    ['10 fields of 2000', [{ type: 'section', fields: times(10, () => mrkdwn(x(2000))) }]],
    ['a header of 150', [{ type: 'header', text: plain(x(150)) }]],
    [
      'a button with everything',
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
    ['10 things in a context', [{ type: 'context', elements: [image(), ...times(9, () => mrkdwn('a'))] }]],
    [
      'a question before acting',
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
      'choices',
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
  ])('%s', (_name, blocks) => {
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

describe('invalid blocks', () => {
  it.each<[string, unknown, string]>([
    ['51 blocks', times(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['no blocks but text', 'hello', 'must provide an array [json-pointer:/blocks]'],
    ['an unknown block', [{ type: 'poem' }], 'unsupported type: poem [json-pointer:/blocks/0/type]'],
    ['a block without type', [{ text: plain('a') }], 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'an unknown field',
      [{ type: 'divider', colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'an unknown field deep inside',
      [actions(button({ colour: 'red' }))],
      'invalid additional property: colour [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an empty text',
      [section({ text: mrkdwn('') })],
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      '3001 characters in a section',
      [section({ text: mrkdwn(x(3001)) })],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a section of nothing', [{ type: 'section' }], 'must provide text or fields [json-pointer:/blocks/0]'],
    [
      '11 fields',
      [section({ fields: times(11, () => mrkdwn('a')) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field of 2001',
      [section({ fields: [mrkdwn(x(2001))] })],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a header of 151',
      [{ type: 'header', text: plain(x(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'mrkdwn in a header',
      [{ type: 'header', text: mrkdwn('a') }],
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      '26 elements',
      [actions(...times(26, () => button()))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '11 in a context',
      [{ type: 'context', elements: times(11, () => mrkdwn('a')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button in a context',
      [{ type: 'context', elements: [button()] }],
      'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'text typed in actions',
      [actions(typed())],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a button of 76',
      [actions(button({ text: plain(x(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value of 2001',
      [actions(button({ value: x(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a button in green',
      [actions(button({ style: 'green' }))],
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'an action_id of 256',
      [actions(button({ action_id: x(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a block_id of 256',
      [{ type: 'divider', block_id: x(256) }],
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'a block_id twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      'block_id "a" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'an action_id twice in a block',
      [actions(button({ action_id: 'a' }), menu({ action_id: 'a' }))],
      'action_id "a" already exists [json-pointer:/blocks/0]',
    ],
    [
      '101 options',
      [actions(menu({ options: options(101) }))],
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'no options',
      [actions({ type: 'static_select' })],
      'must provide exactly one of options and option_groups [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'options and groups',
      [actions(menu({ option_groups: [{ label: plain('A'), options: options(1) }] }))],
      'must provide exactly one of options and option_groups [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an option of 76',
      [actions(menu({ options: [option('a', x(76))] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'an option value of 151',
      [actions(menu({ options: [option(x(151), 'a')] }))],
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'a strange initial option',
      [actions(menu({ initial_option: option('zz') }))],
      'initial option must be among the options [json-pointer:/blocks/0/elements/0/initial_option]',
    ],
    [
      'a placeholder of 151',
      [actions(external({ placeholder: plain(x(151)) }))],
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
    ],
    [
      '6 in an overflow menu',
      [actions({ type: 'overflow', options: options(6) })],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a picture without words',
      [{ type: 'image', slack_file: { id: KNOWN_FILE } }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'a picture of nothing',
      [{ type: 'image', alt_text: 'A' }],
      'must provide exactly one of image_url and slack_file [json-pointer:/blocks/0]',
    ],
    [
      'a picture of two',
      [image({ image_url: 'https://example.com/a.png' })],
      'must provide exactly one of image_url and slack_file [json-pointer:/blocks/0]',
    ],
    [
      'a file that does not exist',
      [image({ slack_file: { id: 'F0NOSUCH001' } })],
      'invalid slack file [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'such a file beside text',
      [section({ accessory: image({ slack_file: { id: 'F0NOSUCH001' } }) })],
      'invalid slack file [json-pointer:/blocks/0/accessory/slack_file]',
    ],
    [
      'a file by id and address',
      [image({ slack_file: { id: KNOWN_FILE, url: 'https://a.b/' } })],
      'must provide exactly one of id and url [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'a question of 301',
      [actions(button({ confirm: { text: plain(x(301)) } }))],
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'a question without text',
      [actions(button({ confirm: { title: plain('a') } }))],
      'missing required field: text [json-pointer:/blocks/0/elements/0/confirm]',
    ],
    [
      'an input without label',
      [{ type: 'input', element: typed() }],
      'missing required field: label [json-pointer:/blocks/0]',
    ],
    [
      'a number where text belongs',
      [section({ text: { type: 'mrkdwn', text: 7 } })],
      'must provide a string [json-pointer:/blocks/0/text/text]',
    ],
  ])('%s', (_name, blocks, problem) => {
    expect(problemsOf(blocks)).toContain(problem);
  });
});

describe('views', () => {
  const modal = (fields: object = {}) => ({
    type: 'modal',
    title: plain('New person'),
    blocks: [section()],
    ...fields,
  });

  it.each<[string, unknown, 'modal' | 'home']>([
    [
      'a modal',
      modal({ submit: plain('Save'), close: plain('Cancel'), private_metadata: x(3000), blocks: [input(typed())] }),
      'modal',
    ],
    ['100 blocks', modal({ blocks: times(100, () => ({ type: 'divider' })) }), 'modal'],
    ['App Home', { type: 'home', blocks: [section()] }, 'home'],
  ])('accept %s', (_name, view, type) => {
    expect(viewProblems(view, type)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'a title of 25',
      modal({ title: plain(x(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['no title', modal({ title: undefined }), 'missing required field: title [json-pointer:/view]'],
    [
      '101 blocks',
      modal({ blocks: times(101, () => ({ type: 'divider' })) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'inputs without a submit',
      modal({ blocks: [input(typed())] }),
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'private_metadata of 3001',
      modal({ private_metadata: x(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback_id of 256',
      modal({ callback_id: x(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    ['an unknown field', modal({ width: 3 }), 'invalid additional property: width [json-pointer:/view]'],
    ['App Home as a modal', { type: 'home', blocks: [] }, 'must be one of: modal [json-pointer:/view/type]'],
    [
      'bad blocks, with their place',
      modal({ blocks: [{ type: 'header', text: plain(x(151)) }] }),
      'must be less than 151 characters [json-pointer:/view/blocks/0/text/text]',
    ],
  ])('reject %s', (_name, view, problem) => {
    expect(viewProblems(view)).toContain(problem);
  });
});
