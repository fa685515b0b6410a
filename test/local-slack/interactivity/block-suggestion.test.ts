import { describe, expect, it } from 'vitest';
import { option, plain } from '../../support/block-kit.js';
import { startInteractiveSlack } from '../../support/interactive-slack.js';

const { slack, app, ask, lastInteractive } = await startInteractiveSlack();

describe('suggestions', () => {
  const search = async (answer: unknown, value = 'ad') => {
    const where = await ask();
    app.answer = () => answer;
    return slack.local('block_suggestion', { ...where, action_id: 'search', value });
  };

  it('come as options or groups', async () => {
    expect(await search({ options: [option('ada')] })).toMatchObject({
      ok: true,
      ack: { options: [{ value: 'ada' }] },
    });
    expect(lastInteractive()).toMatchObject({
      accepts_response_payload: true,
      payload: {
        type: 'block_suggestion',
        action_id: 'search',
        block_id: 'row',
        value: 'ad',
        message: { text: 'Who?' },
      },
    });
    const groups = [{ label: plain('People'), options: [option('ada')] }];
    expect(await search({ option_groups: groups })).toMatchObject({ ok: true, ack: { option_groups: [{}] } });
  });

  it('are checked against Slack’s limits', async () => {
    const tooMany = Array.from({ length: 101 }, (_, index) => option(`${index}`));
    expect(await search({ options: tooMany })).toMatchObject({ ok: false, error: 'invalid_ack' });
    expect(await search({ options: [option('x'.repeat(151))] })).toMatchObject({ ok: false, error: 'invalid_ack' });
    expect(await search(undefined)).toMatchObject({ ok: false, error: 'invalid_ack' });
  });

  it('are not requested before min_query_length', async () => {
    expect(await search({ options: [] }, '')).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });
});
