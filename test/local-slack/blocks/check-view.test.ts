import { describe, expect, it } from 'vitest';
import { checkView } from '../../../src/local-slack/blocks/check-view.js';
import { describeProblem } from '../../../src/local-slack/blocks/problems.js';
import { findFile, input, section, times, typed, x } from '../../support/any-blocks.js';
import { plain } from '../../support/block-kit.js';

function viewProblems(view: unknown, type: 'modal' | 'home' = 'modal'): string[] {
  const checked = checkView(view, type, findFile);
  return checked.ok ? [] : checked.problems.map(describeProblem);
}

describe('checkView', () => {
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
  ])('accepts %s', (_name, view, type) => {
    expect(viewProblems(view, type)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'a title of 25 characters',
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
      'private_metadata of 3001 characters',
      modal({ private_metadata: x(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback_id of 256 characters',
      modal({ callback_id: x(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    ['an unknown field', modal({ width: 3 }), 'invalid additional property: width [json-pointer:/view]'],
    ['App Home as a modal', { type: 'home', blocks: [] }, 'must be one of: modal [json-pointer:/view/type]'],
    [
      'invalid blocks, with a pointer to them',
      modal({ blocks: [{ type: 'header', text: plain(x(151)) }] }),
      'must be less than 151 characters [json-pointer:/view/blocks/0/text/text]',
    ],
  ])('rejects %s', (_name, view, problem) => {
    expect(viewProblems(view)).toContain(problem);
  });
});
