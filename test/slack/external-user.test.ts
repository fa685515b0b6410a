import { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { isExternalUser } from '../../src/slack/users.js';

const OURS = 'T0OURS0000';
const SISTER = 'T0SISTER00';
const THEIRS = 'T0THEIRS00';
const ORG = 'E0ORG00000';
const OTHER_ORG = 'E0OTHER000';

/** A Slack in which `UGRID` is of our organisation and no one else is. */
class Directory extends WebClient {
  lookUps = 0;

  override async apiCall(method: string, options?: Record<string, unknown>) {
    expect(method).toBe('users.info');
    this.lookUps += 1;
    const id = options?.['user'];
    return { ok: true, user: { id, ...(id === 'UGRID' ? { enterprise_user: { enterprise_id: ORG } } : {}) } };
  }
}

async function ask(payload: unknown, enterpriseId?: string) {
  const slack = new Directory('xoxb-test');
  const bot = { userId: 'UBOT', botId: 'BBOT', teamId: OURS, enterpriseId };
  return { isExternal: await isExternalUser({ slack, bot }, payload), lookUps: slack.lookUps };
}

const user = (team_id?: string, id = 'UADA') => ({ id, ...(team_id === undefined ? {} : { team_id }) });

describe('in a workspace of its own', () => {
  it.each([
    ['a member', { user: user(OURS), team: { id: OURS } }, false],
    ['a member in a channel of another workspace', { user: user(OURS), team: { id: THEIRS } }, false],
    ['a member whose own team is not named', { user: user(), team: { id: OURS } }, false],
    ['someone of another workspace', { user: user(THEIRS), team: { id: OURS } }, true],
    [
      'someone of another workspace, when the payload speaks of theirs',
      { user: user(THEIRS), team: { id: THEIRS } },
      true,
    ],
    ['someone of another organisation', { user: user(OTHER_ORG), team: { id: OURS } }, true],
    ['someone whose team is not named at all', { user: user() }, true],
    ['a payload without a user', { team: { id: OURS } }, true],
  ])('%s', async (_who, payload, isExternal) => {
    expect(await ask(payload)).toEqual({ isExternal, lookUps: 0 });
  });
});

describe('on Enterprise Grid', () => {
  it.each([
    ['a member of the same workspace', { user: user(OURS), team: { id: OURS } }, false, 0],
    ['someone whose team is the organisation', { user: user(ORG), team: { id: OURS } }, false, 0],
    ['someone in a payload of the organisation alone', { user: user(), team: null, enterprise: { id: ORG } }, false, 0],
    [
      'a colleague of another workspace of it',
      { user: user(SISTER), team: { id: SISTER, enterprise_id: ORG } },
      false,
      0,
    ],
    ['a colleague, when only their account tells', { user: user(SISTER, 'UGRID'), team: { id: OURS } }, false, 1],
    [
      'someone of another organisation',
      { user: user(THEIRS), team: { id: THEIRS, enterprise_id: OTHER_ORG } },
      true,
      1,
    ],
    [
      'someone of a workspace without organisation',
      { user: user(THEIRS), team: { id: OURS, enterprise_id: ORG } },
      true,
      1,
    ],
  ])('%s', async (_who, payload, isExternal, lookUps) => {
    expect(await ask(payload, ORG)).toEqual({ isExternal, lookUps });
  });
});
