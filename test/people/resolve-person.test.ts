import { describe, expect, it } from 'vitest';
import { createDirectory } from '../../src/people/directory.js';
import { createResolvePerson } from '../../src/people/resolve-person.js';
import { createFakeRecognizer } from '../support/fake-recognizer.js';
import { silentLog } from '../support/silent-log.js';
import { ScriptedClient } from '../support/slack/scripted-client.js';
import { createUnstoredMembers } from '../support/unstored-members.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const BOT = { userId: 'UBOT', botId: 'B1', teamId: 'T1', enterpriseId: undefined };

function open() {
  const recognizer = createFakeRecognizer({ people: [ADA, GRACE] });
  const slack = new ScriptedClient({
    'users.info': ({ user }) => ({
      user: user === 'UGONE' ? { id: user, deleted: true } : { id: user, real_name: 'Alan Turing' },
    }),
  });
  const deps = { recognizer, slack, log: silentLog, now: () => 0 };
  const members = createUnstoredMembers({ ...deps, bot: BOT });
  const directory = createDirectory({ ...deps, members });
  return {
    recognizer,
    directory,
    resolve: createResolvePerson({ recognizer, directory, consent: 'told', now: () => 0 }),
  };
}

describe('a person chosen in a menu', () => {
  it('is the one with this id', async () => {
    const { resolve } = open();
    expect(await resolve({ kind: 'person', personId: GRACE.id })).toEqual(GRACE);
  });

  it('may have been added since the list was read', async () => {
    const { resolve, recognizer, directory } = open();
    await directory.listPeople();
    const alan = await recognizer.people.add({ name: 'Alan Turing' });
    expect(await resolve({ kind: 'person', personId: alan.id })).toEqual(alan);
  });

  it('who was merged meanwhile is the person they count as', async () => {
    const { resolve, recognizer } = open();
    await recognizer.people.merge({ personId: ADA.id, intoId: GRACE.id, by: 'U1' });
    expect(await resolve({ kind: 'person', personId: ADA.id })).toEqual(GRACE);
  });

  it('who was erased meanwhile is added again if they are a member', async () => {
    const { resolve, recognizer } = open();
    expect(await resolve({ kind: 'person', personId: 'slack-ualan' })).toEqual({
      id: 'slack-ualan',
      name: 'Alan Turing',
    });
    expect(recognizer.knownPeople.has('slack-ualan')).toBe(true);
  });

  it('who is gone is said to be so', async () => {
    const { resolve } = open();
    await expect(resolve({ kind: 'person', personId: 'person-gone' })).rejects.toThrow(/Please choose again/);
    await expect(resolve({ kind: 'person', personId: 'slack-ugone' })).rejects.toThrow(/Please choose again/);
  });
});

describe('a member chosen in a menu', () => {
  it('is added with the name they have in Slack', async () => {
    const { resolve } = open();
    expect(await resolve({ kind: 'member', userId: 'UALAN' })).toEqual({ id: 'slack-ualan', name: 'Alan Turing' });
  });

  it('is added with the name that was typed', async () => {
    const { resolve } = open();
    expect(await resolve({ kind: 'member', userId: 'UALAN', name: 'Prof' })).toMatchObject({ name: 'Prof' });
  });

  it('is added once', async () => {
    const { resolve } = open();
    const first = await resolve({ kind: 'member', userId: 'UALAN' });
    expect(await resolve({ kind: 'member', userId: 'UALAN', name: 'Someone else' })).toEqual(first);
  });
});

describe('a typed name', () => {
  it('is that of a new person', async () => {
    const { resolve, recognizer } = open();
    const alan = await resolve({ kind: 'new', name: '  Alan   Turing ' });
    expect(alan.name).toBe('Alan Turing');
    expect(recognizer.knownPeople.get(alan.id)).toEqual(alan);
  });

  it.each(['Ada Lovelace', 'ada lovelace'])('“%s” is that of someone known', async (name) => {
    const { resolve } = open();
    expect(await resolve({ kind: 'new', name })).toEqual(ADA);
  });

  it('typed twice at once becomes one person', async () => {
    const { resolve, recognizer } = open();
    const both = await Promise.all([1, 2].map(() => resolve({ kind: 'new', name: 'Alan Turing' })));
    expect(both[0]).toEqual(both[1]);
    expect(recognizer.calls.filter((call) => call === 'people.add')).toHaveLength(1);
  });

  it('is added although the one before failed', async () => {
    const { resolve, recognizer } = open();
    recognizer.failNext('people.add', new Error('away'));
    const [failed, added] = await Promise.allSettled(['Alan', 'Kurt'].map((name) => resolve({ kind: 'new', name })));
    expect(failed?.status).toBe('rejected');
    expect(added).toMatchObject({ status: 'fulfilled', value: { name: 'Kurt' } });
  });

  it('that is empty is refused', async () => {
    const { resolve } = open();
    await expect(resolve({ kind: 'new', name: ' \u200b ' })).rejects.toThrow(/empty/);
  });
});
