import { describe, expect, it } from 'vitest';
import { option } from '../../support/block-kit.js';
import { startInteractiveSlack } from '../../support/interactive-slack.js';
import { ADA, BEN, BOT, EVE, openTestSlack, PHOTOS, PRIVATE } from '../../support/local-slack.js';
import { connectTestApp, NEVER } from '../../support/slack-app.js';

const { slack, ask, lastInteractive, advance } = await startInteractiveSlack();

describe('clicking and choosing', () => {
  it('sends Slack’s complete payload', async () => {
    const where = await ask();
    expect(await slack.local('block_actions', { ...where, action_id: 'yes' })).toEqual({ ok: true, ack: {} });
    expect(lastInteractive()?.payload).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0LOCAL001' },
      user: { id: ADA, username: 'ada.one', team_id: 'T0LOCAL001' },
      api_app_id: 'A0LOCAL001',
      container: { type: 'message', message_ts: where.message_ts, channel_id: PHOTOS, is_ephemeral: false },
      channel: { id: PHOTOS, name: 'photos' },
      message: {
        ts: where.message_ts,
        user: BOT,
        blocks: [{ block_id: 'row' }],
        metadata: { event_payload: { photo: 'p1' } },
      },
      state: {
        values: {
          row: { pick: { type: 'static_select', selected_option: { value: 'a' } }, who: { selected_user: null } },
        },
      },
      trigger_id: expect.any(String),
      response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/local\/response\/\w+$/),
      actions: [
        {
          type: 'button',
          block_id: 'row',
          action_id: 'yes',
          value: 'v1',
          text: { text: 'Yes' },
          action_ts: expect.any(String),
        },
      ],
    });
  });

  it.each([
    [
      'pick',
      { selected_option: option('b') },
      { type: 'static_select', selected_option: { text: { text: 'b' }, value: 'b' } },
    ],
    ['search', { selected_option: option('any') }, { type: 'external_select', selected_option: { value: 'any' } }],
    ['more', { selected_option: option('y') }, { type: 'overflow', selected_option: { value: 'y' } }],
    ['who', { selected_user: BEN }, { type: 'users_select', selected_user: BEN }],
  ])('accepts a choice in %s', async (action_id, choice, action) => {
    const where = await ask();
    expect(await slack.local('block_actions', { ...where, action_id, ...choice })).toEqual({ ok: true, ack: {} });
    expect(lastInteractive()?.payload['actions']).toMatchObject([action]);
  });

  it.each([
    ['an option that was not offered', { action_id: 'pick', selected_option: option('zz') }, 'invalid_option'],
    ['an option without text', { action_id: 'search', selected_option: { value: 'a' } }, 'invalid_option'],
    ['a menu without a choice', { action_id: 'pick' }, 'invalid_arguments'],
    ['a value that is not the button’s', { action_id: 'yes', value: 'v2' }, 'invalid_value'],
    ['a choice of an unknown person', { action_id: 'who', selected_user: 'U0NOBODY00' }, 'user_not_found'],
    ['an unknown element', { action_id: 'no' }, 'action_not_found'],
    ['a block that does not exist', { action_id: 'yes', block_id: 'old' }, 'block_not_found'],
    ['a message that does not exist', { action_id: 'yes', message_ts: '1.000001' }, 'message_not_found'],
    ['an unknown person', { action_id: 'yes', user: 'U0NOBODY00' }, 'user_not_found'],
    ['the bot', { action_id: 'yes', user: BOT }, 'user_not_found'],
    ['a request without a person', { action_id: 'yes', user: undefined }, 'invalid_arguments'],
  ])('rejects %s', async (_name, fields, error) => {
    const where = await ask();
    expect(await slack.local('block_actions', { ...where, ...fields })).toMatchObject({ ok: false, error });
    expect(lastInteractive()).toBeUndefined();
  });

  it('rejects someone who cannot see the message', async () => {
    const where = { ...(await ask({ channel: PRIVATE })), channel: PRIVATE, action_id: 'yes' };
    expect(await slack.local('block_actions', { ...where, user: BEN })).toMatchObject({ ok: true });
    expect(await slack.local('block_actions', { ...where, user: EVE })).toMatchObject({ error: 'channel_not_found' });
  });

  it('delivers a click on blocks that were just updated, but not on older ones', async () => {
    const where = await ask();
    await slack.bot.chat.update({ channel: PHOTOS, ts: where.message_ts, text: 'Done', blocks: [{ type: 'divider' }] });
    expect(await slack.local('block_actions', { ...where, action_id: 'yes' })).toEqual({ ok: true, ack: {} });
    expect(lastInteractive()?.payload).toMatchObject({ message: { text: 'Done' }, actions: [{ value: 'v1' }] });
    advance(10 * 60_000);
    const late = await slack.local('block_actions', { ...where, action_id: 'yes' });
    expect(late).toMatchObject({ ok: false, error: 'block_not_found' });
  });

  it('reports an app that does not answer in time', async () => {
    const other = await openTestSlack({ ackTimeoutMs: 50 });
    const slowApp = await connectTestApp(other);
    slowApp.answer = () => NEVER;
    const answer = await other.local('commands', { user: ADA, channel: PHOTOS, command: '/train-faces' });
    expect(answer).toMatchObject({ ok: false, error: 'operation_timeout' });
    await other.close();
  });
});
