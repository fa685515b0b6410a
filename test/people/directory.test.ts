import { describe, expect, it } from 'vitest';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { createDirectory } from '../../src/people/directory.js';
import { startDeadline } from '../../src/slack/timeout.js';
import { addPhoto } from '../support/add-photo.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { silentLog } from '../support/silent-log.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';
import { createUnstoredMembers } from '../support/unstored-members.js';

const ADA = { id: 'slack-uada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const MEMBERS = [
  { id: 'UADA', name: 'ada', real_name: 'Ada King', profile: { display_name: 'countess', title: 'Analyst' } },
  { id: 'UBOT', name: 'rollcall', is_bot: true },
  { id: 'USLACKBOT', name: 'slackbot' },
  { id: 'UGONE', name: 'gone', deleted: true },
  { id: 'UNAMELESS' },
  { name: 'no id' },
];
const SECONDS = 1_000;
const BOT = { userId: 'UBOT', botId: 'B1', teamId: 'T1', enterpriseId: undefined };

/** Adds a photo of Ada and Grace. */
async function addPhotoOfBoth(recognizer: Recognizer): Promise<void> {
  const source = { teamId: 'T1', channelId: 'C1', messageTs: '1.000001' };
  await addPhoto(recognizer, { id: 'slack-f1', picture: new Uint8Array(), source });
  for (const person of [ADA, GRACE]) {
    await recognizer.tags.add({ photoId: 'slack-f1', faceId: person.id, person, taggedBy: 'UADA' });
  }
}

function open() {
  let now = 0;
  const recognizer = createFakeRecognizer({
    people: [ADA, GRACE],
    faces: { 'slack-f1': [fakeFace(ADA.id, 0.1), fakeFace(GRACE.id, 0.5)] },
  });
  const slack = new ScriptedClient({
    'users.list': () => ({ members: MEMBERS }),
    'users.info': ({ user }) => ({ user: { id: user, name: 'alan', real_name: 'Alan Turing' } }),
  });
  const deps = { recognizer, slack, log: silentLog, now: () => now };
  const members = createUnstoredMembers({ ...deps, bot: BOT });
  const directory = createDirectory({ ...deps, members });
  const count = (method: string) =>
    slack.called.filter((call) => call.method === method).length +
    recognizer.calls.filter((call) => call === method).length;
  return {
    directory,
    recognizer,
    slack,
    count,
    wait: (ms: number) => {
      now += ms;
    },
  };
}

describe('known people', () => {
  it('are listed once for a few seconds, however many menus are open', async () => {
    const { directory, count, wait } = open();
    expect(await Promise.all([directory.listPeople(), directory.listPeople()])).toEqual([
      [ADA, GRACE],
      [ADA, GRACE],
    ]);
    expect(count('people.list')).toBe(1);
    wait(10 * SECONDS);
    await directory.listPeople();
    expect(count('people.list')).toBe(2);
  });

  it('are listed anew on demand, and after a change', async () => {
    const { directory, recognizer } = open();
    await directory.listPeople();
    const alan = await recognizer.people.add({ name: 'Alan Turing' });
    expect(await directory.listPeople()).not.toContainEqual(alan);
    expect(await directory.listPeopleNow()).toContainEqual(alan);
    const kurt = await recognizer.people.add({ name: 'Kurt Gödel' });
    directory.forgetPeople();
    expect(await directory.listPeople()).toContainEqual(kurt);
  });

  it('are asked for again after a failure', async () => {
    const { directory, recognizer } = open();
    recognizer.failNext('people.list', clarifaiError('unavailable'));
    await expect(directory.listPeople()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await directory.listPeople()).toEqual([ADA, GRACE]);
  });
});

describe('members of the workspace', () => {
  it('are people who are there, by every name they have', async () => {
    const { directory } = open();
    expect(await directory.listMembers()).toEqual([
      { userId: 'UADA', name: 'Ada King', otherNames: ['countess', 'ada'], handle: 'countess', title: 'Analyst' },
    ]);
  });

  it('are listed page by page', async () => {
    const { directory, slack } = open();
    slack.answers['users.list'] = ({ cursor }) =>
      cursor === undefined
        ? { members: MEMBERS, response_metadata: { next_cursor: 'more' } }
        : { members: [{ id: 'UALAN', real_name: 'Alan Turing' }] };
    expect((await directory.listMembers()).map(({ userId }) => userId)).toEqual(['UADA', 'UALAN']);
  });

  it('are the same objects when they are listed again and nothing has changed, so that searches need not prepare them again', async () => {
    const { directory, slack, wait } = open();
    const before = await directory.listMembers();
    wait(60 * 60 * SECONDS);
    expect(await directory.listMembers()).toBe(before);
    slack.answers['users.list'] = () => ({ members: [...MEMBERS, { id: 'UALAN', real_name: 'Alan Turing' }] });
    wait(60 * 60 * SECONDS);
    const after = await directory.listMembers();
    expect(after.map(({ userId }) => userId)).toEqual(['UADA', 'UALAN']);
    expect(after[0]).toBe(before[0]);
  });

  it('are the last that were listed when Slack refuses', async () => {
    const { directory, slack } = open();
    await directory.listMembers();
    slack.answers['users.list'] = refused('ratelimited');
    expect((await directory.listMembers()).map(({ userId }) => userId)).toEqual(['UADA']);
  });

  it('can be asked for one by one, from the list or from Slack', async () => {
    const { directory, count } = open();
    expect(await directory.findMember('UALAN')).toMatchObject({ userId: 'UALAN', name: 'Alan Turing' });
    await directory.listMembers();
    expect(await directory.findMember('UADA')).toMatchObject({ name: 'Ada King' });
    expect(count('users.info')).toBe(1);
  });

  it('are none when they have left, or are bots', async () => {
    const { directory, slack } = open();
    slack.answers['users.info'] = () => ({ user: { id: 'UGONE', name: 'gone', deleted: true } });
    expect(await directory.findMember('UGONE')).toBeUndefined();
  });
});

describe('everyone a menu can offer', () => {
  it('are the known people with the names of their accounts, and the members', async () => {
    const { directory, recognizer } = open();
    await addPhotoOfBoth(recognizer);
    const { people, members } = await directory.suggestEveryone(startDeadline());
    expect(people).toEqual([
      expect.objectContaining({ ...ADA, otherNames: ['Ada King', 'countess', 'ada'] }),
      expect.objectContaining({ ...GRACE, otherNames: [], member: undefined }),
    ]);
    expect(members.map(({ userId }) => userId)).toEqual(['UADA']);
  });

  it('are those known before when the face service fails', async () => {
    const { directory, recognizer, wait } = open();
    await addPhotoOfBoth(recognizer);
    await directory.suggestEveryone(startDeadline());
    wait(11 * SECONDS);
    recognizer.failNext('people.list', clarifaiError('unavailable'));
    const { people } = await directory.suggestEveryone(startDeadline());
    expect(people.map(({ id }) => id)).toEqual([ADA.id, GRACE.id]);
  });

  it('are none of whom no photo is left, and someone again as soon as there is one', async () => {
    const { directory, recognizer, wait } = open();
    const offered = async () => (await directory.suggestEveryone(startDeadline())).people.map(({ id }) => id);
    expect(await offered()).toEqual([]);
    await addPhotoOfBoth(recognizer);
    expect(await offered()).toEqual([ADA.id, GRACE.id]);
    await recognizer.tags.remove({ photoId: 'slack-f1', faceId: GRACE.id });
    wait(11 * SECONDS);
    expect(await offered()).toEqual([ADA.id]);
    expect((await directory.listEveryone()).people).toHaveLength(2);
  });

  it('are offered in time when nothing answers', async () => {
    const { directory, recognizer, slack } = open();
    recognizer.before('people.list', () => new Promise(() => {}));
    slack.answers['users.list'] = () => new Promise(() => {});
    const start = performance.now();
    expect(await directory.suggestEveryone(startDeadline(20))).toEqual({ people: [], members: [] });
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('do not have members listed again for every menu', async () => {
    const { directory, count, wait } = open();
    await directory.suggestEveryone(startDeadline());
    wait(60 * SECONDS);
    await directory.suggestEveryone(startDeadline());
    expect(count('users.list')).toBe(1);
    wait(3600 * SECONDS);
    await directory.suggestEveryone(startDeadline());
    await directory.listMembers();
    expect(count('users.list')).toBe(2);
  });

  it('are up to date for what was typed', async () => {
    const { directory, recognizer } = open();
    await directory.listPeople();
    await recognizer.people.add({ id: 'person-alan', name: 'Alan Turing' });
    expect((await directory.listEveryone()).people.map(({ name }) => name)).toContain('Alan Turing');
  });
});
