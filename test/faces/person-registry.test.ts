import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PersonRecord } from '../../src/faces/model.js';
import { createPersonRegistry, type PersonRegistry, resolveTags } from '../../src/faces/person-registry.js';

const at = (minute: number) => ({ by: 'U1', at: new Date(minute * 60_000) });

function record(id: string, change: Partial<PersonRecord> = {}): PersonRecord {
  return { id, name: id.toUpperCase(), renames: [], merged: undefined, removed: undefined, ...change };
}
const into = (target: string, minute = 0) => ({ merged: { into: target, ...at(minute) } });
const gone = { removed: at(0) };
const tells = (registry: PersonRegistry, id: string) => registry.resolve({ id, name: 'as tagged' })?.name;

describe('people as they are now', () => {
  it('has a merged person count as the other, over any number of steps', () => {
    const registry = createPersonRegistry([record('a', into('b')), record('b', into('c')), record('c'), record('d')]);
    expect(registry.people).toEqual([
      { id: 'c', name: 'C' },
      { id: 'd', name: 'D' },
    ]);
    expect([tells(registry, 'a'), tells(registry, 'b'), tells(registry, 'c')]).toEqual(['C', 'C', 'C']);
    expect(registry.idsOf('c')).toEqual(['c', 'a', 'b']);
    expect([registry.idsOf('a'), registry.idsOf('nobody')]).toEqual([[], []]);
  });

  it('has a removed person count for nothing, with everyone who counts as them', () => {
    const registry = createPersonRegistry([
      record('a', into('b')),
      record('b', gone),
      record('c', { ...gone, ...into('d') }),
      record('d'),
    ]);
    expect(registry.people.map(({ id }) => id)).toEqual(['d']);
    expect([tells(registry, 'a'), tells(registry, 'b'), tells(registry, 'c'), tells(registry, 'd')]).toEqual([
      undefined,
      undefined,
      undefined,
      'D',
    ]);
  });

  it('does not let two people vanish who were merged each into the other: the first merge holds', () => {
    const registry = createPersonRegistry([record('a', into('b', 2)), record('b', into('a', 1))]);
    expect(registry.people).toEqual([{ id: 'a', name: 'A' }]);
    expect([...registry.ignoredMerges]).toEqual(['a']);
    expect(registry.idsOf('a')).toEqual(['a', 'b']);
  });

  it('leaves an unknown person, and a merge into one, as they are', () => {
    const registry = createPersonRegistry([record('a', into('nobody')), record('b', into('b'))]);
    expect([tells(registry, 'a'), tells(registry, 'b'), tells(registry, 'other')]).toEqual(['A', 'B', 'as tagged']);
    expect(registry.resolve({ id: 'other', name: '' })).toEqual({ id: 'other', name: 'other' });
  });

  it('gives people of one name different ones, the one with an account their own', () => {
    const kenji = { name: 'Kenji' };
    const records = [
      record('b', kenji),
      record('a', { name: 'KENJI' }),
      record('slack-u1', kenji),
      record('c', { name: 'Kenji 2' }),
      record('d', { ...kenji, ...into('c') }),
      record('e', { ...kenji, ...gone }),
    ];
    for (const registry of [createPersonRegistry(records), createPersonRegistry(records.toReversed())]) {
      expect(Object.fromEntries(registry.people.map(({ id, name }) => [id, name]))).toEqual({
        'slack-u1': 'Kenji',
        a: 'KENJI (3)',
        b: 'Kenji (4)',
        c: 'Kenji 2',
      });
      expect(
        registry
          .mergedWith('d')
          .map(({ id }) => id)
          .sort(),
      ).toEqual(['c', 'd']);
      expect(registry.mergedWith('nobody')).toEqual([]);
    }
  });

  it('gives tags as they count now', () => {
    const registry = createPersonRegistry([record('a', into('b')), record('b'), record('c', gone)]);
    const tag = (id: string) => ({
      photoId: 'p',
      faceId: id,
      person: { id, name: '' },
      taggedBy: 'U1',
      taggedAt: new Date(0),
    });
    expect(
      resolveTags(registry, [tag('a'), tag('b'), tag('c')]).map(({ faceId, person }) => [faceId, person.name]),
    ).toEqual([
      ['a', 'B'],
      ['b', 'B'],
    ]);
  });
});

const ids = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
/** Six people, merged and removed in any way at all, circles included. */
const anyRecords = fc.tuple(
  ...ids.map((id) =>
    fc
      .record({
        into: fc.option(fc.constantFrom(...ids), { nil: undefined }),
        minute: fc.nat(3),
        removed: fc.integer({ min: 0, max: 5 }),
      })
      .map(({ into: target, minute, removed }) =>
        record(id, { ...(target === undefined ? {} : into(target, minute)), ...(removed === 0 ? gone : {}) }),
      ),
  ),
);

describe('however people were merged and removed', () => {
  it('everyone counts as someone who can be named, unless one of those in between was removed', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const registry = createPersonRegistry(records);
        const named = new Set(registry.people.map(({ id }) => id));
        for (const { id } of records) {
          const person = registry.resolve({ id, name: '' });
          if (person === undefined) continue;
          expect(named).toContain(person.id);
          expect(registry.idsOf(person.id)).toContain(id);
          expect(registry.resolve(person)).toEqual(person);
        }
        if (records.every(({ removed }) => removed === undefined)) {
          expect(registry.people.flatMap(({ id }) => registry.idsOf(id)).sort()).toEqual([...ids]);
        }
        for (const { id } of registry.people) expect(registry.idsOf(id)[0]).toBe(id);
      }),
    );
  });

  it('the order in which people are listed changes nothing', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const [one, other] = [createPersonRegistry(records), createPersonRegistry(records.toReversed())];
        for (const id of ids) expect(other.resolve({ id, name: '' })).toEqual(one.resolve({ id, name: '' }));
      }),
    );
  });
});
