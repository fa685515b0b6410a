import { describe, expect, it } from 'vitest';
import { ADA, BOT, errorOf, openTestSlack, PHOTOS, startTestSlack } from '../../support/local-slack.js';

const slack = await startTestSlack();

const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

describe('tokens', () => {
  it('identify the bot, the app and people', async () => {
    expect(await slack.bot.auth.test()).toMatchObject({ user_id: BOT, team_id: 'T0LOCAL001', bot_id: 'B0ROLLCALL' });
    expect(await slack.as(ADA).auth.test()).toMatchObject({ user_id: ADA, user: 'ada.one' });
  });

  it('are required, and must be valid and of the right kind', async () => {
    expect(await slack.raw('auth.test')).toEqual({ ok: false, error: 'not_authed' });
    expect(await slack.raw('auth.test', bearer('xoxb-local-wrong'))).toEqual({ ok: false, error: 'invalid_auth' });
    expect(await slack.raw('auth.test', bearer('xoxp-local-U0NOBODY00'))).toEqual({ ok: false, error: 'invalid_auth' });
    for (const token of [`xoxp-local-${ADA}`, `xoxp-local-${ADA}-${'0'.repeat(32)}`, `xoxp-local-${BOT}`]) {
      expect(await slack.raw('auth.test', bearer(token))).toEqual({ ok: false, error: 'invalid_auth' });
    }
    const wrongKind = { ok: false, error: 'not_allowed_token_type' };
    expect(await slack.raw('apps.connections.open', bearer(slack.botToken))).toEqual(wrongKind);
    expect(await slack.raw('auth.test', bearer(slack.appToken))).toEqual(wrongKind);
    expect(await errorOf(slack.as(ADA).views.publish({ user_id: ADA, view: { type: 'home', blocks: [] } }))).toBe(
      'not_allowed_token_type',
    );
  });

  it('may be an argument of a form, and arguments may be JSON or multipart', async () => {
    const form = new URLSearchParams({ token: slack.botToken });
    expect(await slack.raw('auth.test', { body: form })).toMatchObject({ ok: true });
    expect(await slack.raw(`auth.test?token=${slack.botToken}`)).toEqual({ ok: false, error: 'not_authed' });
    const json = { 'Content-Type': 'application/json', ...bearer(slack.botToken).headers };
    const message = JSON.stringify({ channel: PHOTOS, text: 'as JSON', blocks: [{ type: 'divider' }] });
    expect(await slack.raw('chat.postMessage', { headers: json, body: message })).toMatchObject({ ok: true });
    const parts = new FormData();
    parts.set('token', slack.botToken);
    parts.set('channel', PHOTOS);
    parts.set('text', 'as multipart');
    expect(await slack.raw('chat.postMessage', { body: parts })).toMatchObject({ message: { text: 'as multipart' } });
    expect(await slack.raw('chat.postMessage', { headers: json, body: '{' })).toEqual({
      ok: false,
      error: 'invalid_json',
    });
  });

  it('do not help with unknown methods', async () => {
    expect(await slack.raw('files.upload', bearer(slack.botToken))).toMatchObject({ error: 'unknown_method' });
    expect(await slack.raw('toString', bearer(slack.botToken))).toMatchObject({ error: 'unknown_method' });
    expect(await slack.raw('constructor', bearer(slack.botToken))).toMatchObject({ error: 'unknown_method' });
  });
});

describe('a manifest', () => {
  it('limits the methods a bot may call', async () => {
    const strict = await openTestSlack({ manifestFile: 'manifest.yml' });
    expect(await errorOf(strict.bot.reactions.add({ channel: PHOTOS, timestamp: '1.000001', name: 'a' }))).toBe(
      'missing_scope',
    );
    expect(await errorOf(strict.bot.chat.postMessage({ channel: PHOTOS, text: 'Hello' }))).toBe('no error');
    await strict.close();
  });
});
