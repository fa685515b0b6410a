import { describe, expect, it } from 'vitest';
import { whomToForget } from '../../src/people/erase/whom-to-forget.js';
import { addPhoto } from '../support/add-photo.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';

/** Ada has an account, as the id says. The others were typed in. */
const ADA = { id: 'slack-uada', name: 'Ada Lovelace' };
const TYPED = { id: 'typed', name: 'Ada Lovelace' };
const COUNTESS = { id: 'countess', name: 'Countess' };
const GRACE = { id: 'grace', name: 'Grace Hopper' };
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };

function open(people = [ADA, TYPED, COUNTESS, GRACE]) {
  const recognizer = createFakeRecognizer({
    people,
    faces: { p1: [fakeFace('f1', 0.1), fakeFace('f2', 0.3), fakeFace('f3', 0.5)] },
  });
  const slack = new ScriptedClient({
    'users.info': ({ user }) => ({ user: { id: user, is_admin: user === 'UADMIN' } }),
  });
  const merge = (person: { id: string }, into: { id: string }, by: string) =>
    recognizer.people.merge({ personId: person.id, intoId: into.id, by });
  const ask = (personId: string, askedBy: string) => whomToForget({ recognizer, slack }, { personId, askedBy });
  return { recognizer, slack, merge, ask };
}

describe('whom a member’s own request is about', () => {
  it('is the person of their account', async () => {
    expect(await open().ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id], toSplit: [] });
  });

  it('includes people an admin merged with them', async () => {
    const { merge, ask } = open();
    await merge(COUNTESS, ADA, 'UADMIN');
    expect(await ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id, COUNTESS.id], toSplit: [] });
  });

  it('includes someone another member merged with them only if the two had the same name', async () => {
    const { merge, ask } = open();
    await merge(TYPED, ADA, 'UBEN');
    await merge(GRACE, ADA, 'UBEN');
    expect(await ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id, TYPED.id], toSplit: [GRACE.id] });
  });

  it('excludes someone who was renamed to their name before the merge', async () => {
    const { recognizer, merge, ask } = open();
    await recognizer.people.rename({ personId: GRACE.id, name: 'Ada Lovelace', by: 'UBEN' });
    await merge(GRACE, ADA, 'UBEN');
    expect(await ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id], toSplit: [GRACE.id] });
  });

  it('compares with the name they had first, not with one they took', async () => {
    const { recognizer, merge, ask } = open();
    await recognizer.people.rename({ personId: ADA.id, name: 'Grace Hopper', by: 'UADA' });
    await merge(GRACE, ADA, 'UBEN');
    expect(await ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id], toSplit: [GRACE.id] });
  });

  it('includes whom they merged themselves only if every tag of that person is theirs', async () => {
    const { recognizer, merge, ask } = open();
    await addPhoto(recognizer, { id: 'p1', picture: new Uint8Array(), source });
    await recognizer.tags.add({ photoId: 'p1', faceId: 'f1', person: COUNTESS, taggedBy: 'UADA' });
    await recognizer.tags.add({ photoId: 'p1', faceId: 'f2', person: GRACE, taggedBy: 'UADA' });
    await recognizer.tags.add({ photoId: 'p1', faceId: 'f3', person: GRACE, taggedBy: 'UBEN' });
    await merge(COUNTESS, ADA, 'UADA');
    await merge(GRACE, ADA, 'UADA');
    expect(await ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id, COUNTESS.id], toSplit: [GRACE.id] });
  });

  it('follows merges over several steps, and stops at the first that does not count', async () => {
    const { merge, ask } = open();
    await merge(TYPED, ADA, 'UBEN');
    await merge(COUNTESS, TYPED, 'UADMIN');
    await merge(GRACE, COUNTESS, 'UBEN');
    expect(await ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id, TYPED.id, COUNTESS.id], toSplit: [GRACE.id] });
  });

  it('is the same when they were merged into the other person', async () => {
    const { merge, ask } = open();
    await merge(ADA, GRACE, 'UBEN');
    expect(await ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id], toSplit: [ADA.id] });
  });

  it('does not count an admin’s merge while Slack cannot say who is an admin', async () => {
    const { slack, merge, ask } = open();
    slack.answers['users.info'] = refused('ratelimited');
    await merge(COUNTESS, ADA, 'UADMIN');
    expect(await ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id], toSplit: [COUNTESS.id] });
  });

  it('is their account alone when it was erased meanwhile', async () => {
    expect(await open([GRACE]).ask(ADA.id, 'UADA')).toEqual({ personIds: [ADA.id], toSplit: [] });
  });
});

describe('whom an admin’s request is about', () => {
  it('is the person and everyone merged into them, by anyone', async () => {
    const { merge, ask } = open();
    await merge(COUNTESS, GRACE, 'UBEN');
    await merge(TYPED, COUNTESS, 'UADA');
    expect(await ask(GRACE.id, 'UADMIN')).toEqual({ personIds: [GRACE.id, COUNTESS.id, TYPED.id], toSplit: [] });
  });

  it('is not whom that person was merged into', async () => {
    const { merge, ask } = open();
    await merge(COUNTESS, GRACE, 'UBEN');
    expect(await ask(COUNTESS.id, 'UADMIN')).toEqual({ personIds: [COUNTESS.id], toSplit: [] });
  });
});
