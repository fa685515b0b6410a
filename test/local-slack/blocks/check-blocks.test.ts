import { describe, expect, it } from 'vitest';
import {
  actions,
  button,
  external,
  image,
  KNOWN_FILE,
  menu,
  options,
  problemsOf,
  section,
  times,
  typed,
  x,
} from '../../support/any-blocks.js';
import { mrkdwn, option, plain } from '../../support/block-kit.js';

describe('checkBlocks', () => {
  it.each<[string, unknown, string]>([
    ['51 blocks', times(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['text instead of blocks', 'hello', 'must provide an array [json-pointer:/blocks]'],
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
    ['a section without text', [{ type: 'section' }], 'must provide text or fields [json-pointer:/blocks/0]'],
    [
      '11 fields',
      [section({ fields: times(11, () => mrkdwn('a')) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field of 2001 characters',
      [section({ fields: [mrkdwn(x(2001))] })],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a header of 151 characters',
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
      '11 elements in a context',
      [{ type: 'context', elements: times(11, () => mrkdwn('a')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button in a context',
      [{ type: 'context', elements: [button()] }],
      'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a text input in actions',
      [actions(typed())],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a button of 76 characters',
      [actions(button({ text: plain(x(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value of 2001 characters',
      [actions(button({ value: x(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a button in green',
      [actions(button({ style: 'green' }))],
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'an action_id of 256 characters',
      [actions(button({ action_id: x(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a block_id of 256 characters',
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
      'an option of 76 characters',
      [actions(menu({ options: [option('a', x(76))] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'an option value of 151 characters',
      [actions(menu({ options: [option(x(151), 'a')] }))],
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'an initial option that is not among the options',
      [actions(menu({ initial_option: option('zz') }))],
      'initial option must be among the options [json-pointer:/blocks/0/elements/0/initial_option]',
    ],
    [
      'a placeholder of 151 characters',
      [actions(external({ placeholder: plain(x(151)) }))],
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
    ],
    [
      '6 options in an overflow menu',
      [actions({ type: 'overflow', options: options(6) })],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a picture without alt text',
      [{ type: 'image', slack_file: { id: KNOWN_FILE } }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'a picture without a source',
      [{ type: 'image', alt_text: 'A' }],
      'must provide exactly one of image_url and slack_file [json-pointer:/blocks/0]',
    ],
    [
      'a picture with two sources',
      [image({ image_url: 'https://example.com/a.png' })],
      'must provide exactly one of image_url and slack_file [json-pointer:/blocks/0]',
    ],
    [
      'a file that does not exist',
      [image({ slack_file: { id: 'F0NOSUCH001' } })],
      'invalid slack file [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'a missing file beside text',
      [section({ accessory: image({ slack_file: { id: 'F0NOSUCH001' } }) })],
      'invalid slack file [json-pointer:/blocks/0/accessory/slack_file]',
    ],
    [
      'a file by id and address',
      [image({ slack_file: { id: KNOWN_FILE, url: 'https://a.b/' } })],
      'must provide exactly one of id and url [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'a confirmation of 301 characters',
      [actions(button({ confirm: { text: plain(x(301)) } }))],
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'a confirmation without text',
      [actions(button({ confirm: { title: plain('a') } }))],
      'missing required field: text [json-pointer:/blocks/0/elements/0/confirm]',
    ],
    [
      'an input without label',
      [{ type: 'input', element: typed() }],
      'missing required field: label [json-pointer:/blocks/0]',
    ],
    [
      'a number instead of text',
      [section({ text: { type: 'mrkdwn', text: 7 } })],
      'must provide a string [json-pointer:/blocks/0/text/text]',
    ],
  ])('rejects %s', (_name, blocks, problem) => {
    expect(problemsOf(blocks)).toContain(problem);
  });
});
