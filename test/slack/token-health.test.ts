import type { WebClient } from '@slack/web-api';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTokenHealth } from '../../src/slack/token-health.js';

const refusal = (error: string, more: object = {}) =>
  Object.assign(new Error(`An API error occurred: ${error}`), { data: { ok: false, error, ...more } });

let logged: string[] = [];
const line = (level: string) => (text: string) => void logged.push(`${level}: ${text}`);
const log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
beforeEach(() => {
  logged = [];
});

/** A client whose `auth.test` is answered, or refused. */
const clientThat = (answer: () => Promise<unknown>) => ({ auth: { test: answer } }) as unknown as WebClient;
const accepting = clientThat(async () => ({ ok: true }));

describe('the health of the bot token', () => {
  it.each([
    'invalid_auth',
    'not_authed',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'not_allowed_token_type',
  ])('logs %s once, with what to do, and once when it is over', (code) => {
    const health = createTokenHealth(log);
    health.observe('chat.postMessage', refusal(code));
    health.observe('chat.update', refusal(code));
    health.observe('chat.update');
    health.observe('chat.update');
    expect(logged).toEqual([
      expect.stringMatching(new RegExp(`^error: Slack refuses SLACK_BOT_TOKEN \\(${code}\\)\\. .+`)),
      'info: Slack accepts SLACK_BOT_TOKEN again.',
    ]);
  });

  it('sends the operator to “Add to Slack” for a workspace that was added with it, and tells the caller', () => {
    const refusals: string[] = [];
    const health = createTokenHealth(log, (refusal) => refusals.push(refusal));
    health.observe('chat.postMessage', refusal('account_inactive'));
    health.observe('files.info', refusal('missing_scope', { needed: 'files:read' }));
    expect(refusals).toEqual(['app removed']);
    expect(logged).toEqual([
      expect.stringContaining('(account_inactive). Add Rollcall to the workspace again, at /slack/install.'),
      expect.stringContaining('lacks files:read. Add Rollcall to the workspace again'),
    ]);
    expect(logged.join()).not.toContain('SLACK_BOT_TOKEN');
  });

  it('names the missing scope, and is not good until Slack allows that call', async () => {
    const health = createTokenHealth(log);
    health.observe('files.info', refusal('missing_scope', { needed: 'files:read', provided: 'chat:write' }));
    health.observe('chat.update');
    await expect(health.check(accepting)).rejects.toThrow('files:read');
    expect(logged).toEqual([expect.stringContaining('SLACK_BOT_TOKEN lacks files:read. Paste manifest.yml')]);
    health.observe('files.info');
    await expect(health.check(accepting)).resolves.toBeUndefined();
  });

  it.each([
    ['Slack refuses the token', refusal('token_revoked')],
    ['Slack cannot be reached', new Error('ECONNREFUSED')],
  ])('is not good while %s', async (_when, error) => {
    await expect(createTokenHealth(log).check(clientThat(() => Promise.reject(error)))).rejects.toBe(error);
  });

  it.each(['channel_not_found', 'ratelimited', 'message_not_found'])('says nothing of %s', (code) => {
    createTokenHealth(log).observe('chat.postMessage', refusal(code));
    expect(logged).toEqual([]);
  });
});
