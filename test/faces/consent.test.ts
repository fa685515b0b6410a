import { describe, expect, it } from 'vitest';
import { isToBeAsked, mayRecognise, neverNamed } from '../../src/faces/consent.js';
import type { ConsentChoice, PersonRecord } from '../../src/faces/model.js';
import { createPersonRegistry, resolveCandidates } from '../../src/faces/person-registry.js';

const at = new Date(0);
function record(id: string, change: Partial<PersonRecord> = {}): PersonRecord {
  return { id, name: id.toUpperCase(), renames: [], merged: undefined, removed: undefined, ...change };
}
const member = (choice?: ConsentChoice) => record('slack-u1', choice && { consent: { choice, at } });

describe('mayRecognise', () => {
  it.each([
    ['recognise', 'required', true],
    ['recognise', 'told', true],
    ['when named', 'told', false],
    ['when named', 'off', false],
    ['never', 'off', false],
    [undefined, 'required', false],
    [undefined, 'told', true],
    [undefined, 'off', true],
  ] as const)('of an account that answered %s, in mode %s, is %s', (choice, mode, expected) => {
    expect(mayRecognise([member(choice)], mode)).toBe(expected);
  });

  it('counts the answer of the account for people who are merged with it', () => {
    expect(mayRecognise([record('ada'), member('when named')], 'told')).toBe(false);
    expect(mayRecognise([record('ada'), member()], 'required')).toBe(false);
  });

  it('needs someone to have confirmed that a person without an account agreed, where consent is required', () => {
    const confirmed = { by: 'UBEN', at };
    expect(mayRecognise([record('ada')], 'required')).toBe(false);
    expect(mayRecognise([record('ada'), record('countess', { confirmed })], 'required')).toBe(true);
    expect(mayRecognise([record('ada')], 'told')).toBe(true);
    expect(mayRecognise([record('ada', { confirmed }), member()], 'required')).toBe(false);
    expect(neverNamed([record('ada', { consent: { choice: 'never', at } })])).toBe(false);
  });
});

describe('isToBeAsked', () => {
  it('is true once, for an account that has not answered', () => {
    expect(isToBeAsked(member())).toBe(true);
    expect(isToBeAsked({ ...member(), askedAt: at })).toBe(false);
    expect(isToBeAsked(member('when named'))).toBe(false);
    expect(isToBeAsked(record('ada'))).toBe(false);
  });
});

describe('the registry', () => {
  const scored = (...ids: string[]) => ({
    engine: 'test',
    byFace: new Map([['face', ids.map((id, index) => ({ person: { id, name: '' }, score: 0.9 - index / 10 }))]]),
  });
  const suggested = (registry: ReturnType<typeof createPersonRegistry>, ...ids: string[]) =>
    resolveCandidates(registry, scored(...ids))
      .byFace.get('face')
      ?.map(({ person }) => person.id);

  it('drops candidates who may not be recognised, also from a model that learned them', () => {
    const registry = createPersonRegistry([member('when named'), record('ada')]);
    expect(suggested(registry, 'slack-u1', 'ada')).toEqual(['ada']);
    expect(registry.people.map(({ id }) => id)).toEqual(['slack-u1', 'ada']);
  });

  it('suggests no one who has not answered if an answer is required', () => {
    expect(suggested(createPersonRegistry([member()], { mode: 'required' }), 'slack-u1')).toEqual([]);
    expect(suggested(createPersonRegistry([member()], { mode: 'told' }), 'slack-u1')).toEqual(['slack-u1']);
  });

  it('counts someone who asked never to be named as removed, with everyone merged with them', () => {
    const merged = { into: 'slack-u1', by: 'U2', at };
    const registry = createPersonRegistry([member('never'), record('ada', { merged }), record('ben')]);
    expect(registry.people.map(({ id }) => id)).toEqual(['ben']);
    expect(registry.resolve({ id: 'ada', name: 'Ada' })).toBeUndefined();
    expect([registry.refusedAt('ada'), registry.refusedAt('ben')]).toEqual([at, undefined]);
  });

  it('knows a refusal of which nothing else is stored', () => {
    const registry = createPersonRegistry([], { mode: 'told', refusals: new Map([['slack-u1', at]]) });
    expect(registry.refusedAt('slack-u1')).toEqual(at);
    expect(suggested(registry, 'slack-u1')).toEqual([]);
  });
});
