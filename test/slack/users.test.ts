import { describe, expect, it } from 'vitest';
import { readIdentity } from '../../src/slack/identity.js';
import { createThreadStatus } from '../../src/slack/thread-status.js';
import { isAdmin, isBot } from '../../src/slack/users.js';
import { silentLog } from '../support/silent-log.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';

const withUser = (user: object) => ({ slack: new ScriptedClient({ 'users.info': () => ({ user }) }) });

describe('a user', () => {
  it.each(['is_admin', 'is_owner', 'is_primary_owner'])('is an admin by %s', async (role) => {
    expect(await isAdmin(withUser({ [role]: true }), 'UADA')).toBe(true);
  });

  it('is none without one of these, or with null, which guests have', async () => {
    expect(await isAdmin(withUser({}), 'UADA')).toBe(false);
    expect(await isAdmin(withUser({ is_admin: null, is_owner: false }), 'UADA')).toBe(false);
  });

  it('is asked about each time, as admins change', async () => {
    const deps = withUser({ is_admin: false });
    await isAdmin(deps, 'UADA');
    deps.slack.answers['users.info'] = () => ({ user: { is_admin: true } });
    expect(await isAdmin(deps, 'UADA')).toBe(true);
    expect(deps.slack.called.map(({ args }) => args['user'])).toEqual(['UADA', 'UADA']);
  });

  it('may be the bot of an app', async () => {
    expect(await isBot(withUser({ is_bot: true }), 'UBOT')).toBe(true);
    expect(await isBot(withUser({ is_bot: null }), 'UADA')).toBe(false);
  });

  it('whom Slack does not know is an error, not someone without rights', async () => {
    const slack = new ScriptedClient({ 'users.info': refused('user_not_found') });
    await expect(isAdmin({ slack }, 'UADA')).rejects.toThrow(/user_not_found/);
  });
});

describe('the bot itself', () => {
  it('is who its token belongs to', async () => {
    const answer = { user_id: 'UBOT', bot_id: 'BBOT', team_id: 'T1', enterprise_id: null };
    expect(await readIdentity(new ScriptedClient({ 'auth.test': () => answer }))).toEqual({
      userId: 'UBOT',
      botId: 'BBOT',
      teamId: 'T1',
      enterpriseId: undefined,
    });
  });

  it('belongs to an organisation on Enterprise Grid', async () => {
    const answer = { user_id: 'UBOT', team_id: 'T1', enterprise_id: 'E1' };
    const identity = await readIdentity(new ScriptedClient({ 'auth.test': () => answer }));
    expect(identity).toMatchObject({ botId: '', enterpriseId: 'E1' });
  });

  it('is unknown while Slack does not accept the token', async () => {
    const slack = new ScriptedClient({ 'auth.test': refused('token_revoked') });
    await expect(readIdentity(slack)).rejects.toThrow(/token_revoked/);
  });
});

describe('the status of a thread', () => {
  const thread = { channelId: 'C1', threadTs: '1.000' };
  const METHOD = 'assistant.threads.setStatus';

  it('shows texts one after the other, however long Slack takes', async () => {
    const shown: unknown[] = [];
    let isFirst = true;
    const slack = new ScriptedClient({
      async [METHOD](args) {
        if (isFirst) {
          isFirst = false;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        shown.push(args['status']);
        return {};
      },
    });
    const status = createThreadStatus({ slack, log: silentLog }, thread);
    for (const text of ['is looking for faces', 'is drawing', '']) status.show(text);
    await status.settled();
    expect(shown).toEqual(['is looking for faces', 'is drawing', '']);
    expect(slack.called[0]?.args).toMatchObject({ channel_id: 'C1', thread_ts: '1.000' });
  });

  it('is optional: a refusal is logged and goes no further', async () => {
    const logged: string[] = [];
    const slack = new ScriptedClient({ [METHOD]: refused('missing_scope') });
    const log = { ...silentLog, debug: (line: string) => void logged.push(line) };
    const status = createThreadStatus({ slack, log }, thread);
    status.show('is looking for faces');
    await expect(status.settled()).resolves.toBeUndefined();
    expect(logged).toEqual([expect.stringMatching(/missing_scope/)]);
  });
});
