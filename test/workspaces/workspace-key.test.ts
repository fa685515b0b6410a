import { describe, expect, it } from 'vitest';
import { clarifaiAppOf, keyOf, keyOfInstallation, uninstalledAt } from '../../src/workspaces/workspace-key.js';

const T1 = { id: 'T1111111' };
const E1 = { id: 'E1111111' };

describe('the installation that something Slack sent is for', () => {
  it.each<[string, unknown, string | undefined]>([
    ['an event', { team_id: 'T1111111', event: {} }, 'T1111111'],
    [
      'an event in a shared channel, for the workspace that Rollcall may act for',
      {
        team_id: 'T2222222',
        authorizations: [{ team_id: 'T1111111', enterprise_id: null, is_enterprise_install: false }],
      },
      'T1111111',
    ],
    [
      'an event in an organisation',
      {
        team_id: 'T1111111',
        authorizations: [{ team_id: null, enterprise_id: 'E1111111', is_enterprise_install: true }],
      },
      'E1111111',
    ],
    [
      'an event in one workspace of an organisation',
      { authorizations: [{ team_id: 'T1111111', enterprise_id: 'E1111111', is_enterprise_install: false }] },
      'T1111111',
    ],
    ['a click', { team: T1, user: { id: 'U1', team_id: 'T2222222' } }, 'T1111111'],
    ['a click in an organisation', { team: null, enterprise: E1, is_enterprise_install: true }, 'E1111111'],
    [
      'a click in one workspace of an organisation',
      { team: T1, enterprise: E1, is_enterprise_install: false },
      'T1111111',
    ],
    [
      'a form that was opened in another workspace than that of the person',
      { team: { id: 'T2222222' }, view: { app_installed_team_id: 'T1111111' } },
      'T1111111',
    ],
    ['a command', { team_id: 'T1111111', is_enterprise_install: 'false' }, 'T1111111'],
    [
      'a command in an organisation',
      { team_id: 'T1111111', enterprise_id: 'E1111111', is_enterprise_install: 'true' },
      'E1111111',
    ],
    ['something that names none', { type: 'ssl_check' }, undefined],
    ['a name that is no id', { team_id: '../T1' }, undefined],
    ['nothing', undefined, undefined],
  ])('is found for %s', (_what, body, key) => {
    expect(keyOf(body)).toBe(key);
  });

  it('is the organisation for an installation in all of it, and the workspace otherwise', () => {
    expect(keyOfInstallation({ isEnterpriseInstall: true, enterprise: E1, team: undefined })).toBe('E1111111');
    expect(keyOfInstallation({ isEnterpriseInstall: false, enterprise: E1, team: T1 })).toBe('T1111111');
    expect(() => keyOfInstallation({ team: { id: '../x' } })).toThrow('does not say where');
  });

  it('has an application whose id Clarifai takes', () => {
    expect(clarifaiAppOf('rollcall', 'T012AB3CD')).toBe('rollcall-t012ab3cd');
  });
});

describe('the end of an installation', () => {
  const event = (content: object) => ({ event_time: 1_700_000_000, event: content });

  it.each([
    [{ type: 'app_uninstalled' }, 1_700_000_000_000],
    [{ type: 'tokens_revoked', tokens: { bot: ['UBOT'], oauth: [] } }, 1_700_000_000_000],
    [{ type: 'tokens_revoked', tokens: { oauth: ['U1'] } }, undefined],
    [{ type: 'message' }, undefined],
  ])('%j', (content, at) => {
    expect(uninstalledAt(event(content))).toBe(at);
  });
});
