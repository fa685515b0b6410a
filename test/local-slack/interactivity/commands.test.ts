import { describe, expect, it } from 'vitest';
import { startInteractiveSlack } from '../../support/interactive-slack.js';
import { ADA, openTestSlack, PHOTOS, PRIVATE } from '../../support/local-slack.js';
import { connectTestApp } from '../../support/slack-app.js';

const { slack, app, ask, lastInteractive } = await startInteractiveSlack();

describe('commands and shortcuts', () => {
  it('send Slack’s payload', async () => {
    await slack.local('commands', { user: ADA, channel: PRIVATE, command: '/train-faces', text: 'now' });
    expect((await app.next('slash_commands')).payload).toMatchObject({
      command: '/train-faces',
      text: 'now',
      user_id: ADA,
      channel_id: PRIVATE,
      channel_name: 'privategroup',
      team_id: 'T0LOCAL001',
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/local/response/'),
    });
    const where = await ask();
    await slack.local('shortcuts', {
      user: ADA,
      callback_id: 'name_faces',
      channel: PHOTOS,
      message_ts: where.message_ts,
    });
    expect(lastInteractive()?.payload).toMatchObject({
      type: 'message_action',
      callback_id: 'name_faces',
      message: { text: 'Who?' },
      channel: { id: PHOTOS },
    });
    await slack.local('shortcuts', { user: ADA, callback_id: 'people' });
    expect(lastInteractive()?.payload).toMatchObject({ type: 'shortcut', callback_id: 'people' });
  });

  it('reject an acknowledgement that is not a message', async () => {
    app.answer = () => ({ text: 'Hi', blocks: [{ type: 'poem' }] });
    const run = { user: ADA, channel: PHOTOS, command: '/train-faces' };
    expect(await slack.local('commands', run)).toMatchObject({ ok: false, error: 'invalid_ack' });
  });

  it('must be in the manifest', async () => {
    const strict = await openTestSlack({ manifestFile: 'manifest.yml' });
    await connectTestApp(strict);
    const run = { user: ADA, channel: PHOTOS, command: '/dance' };
    expect(await strict.local('commands', run)).toMatchObject({ error: 'invalid_command' });
    expect(await strict.local('shortcuts', { user: ADA, callback_id: 'dance' })).toMatchObject({
      error: 'invalid_callback',
    });
    await strict.close();
  });
});
