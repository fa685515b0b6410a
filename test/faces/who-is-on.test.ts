import { describe, expect, it } from 'vitest';
import type { PersonRecord, PhotoAnswers } from '../../src/faces/model.js';
import { createPersonRegistry } from '../../src/faces/person-registry.js';
import { whoIsOn } from '../../src/faces/who-is-on.js';

const AT = new Date(0);
const record = (id: string, change: Partial<PersonRecord> = {}): PersonRecord => ({
  id,
  name: id.toUpperCase(),
  renames: [],
  merged: undefined,
  removed: undefined,
  ...change,
});
const registryOf = (...changed: PersonRecord[]) =>
  createPersonRegistry([
    ...['ada', 'ben'].filter((id) => !changed.some((each) => each.id === id)).map((id) => record(id)),
    ...changed,
  ]);

const tagOf = (
  faceId: string,
  personId: string,
): [string, { faceId: string; person: { id: string; name: string }; taggedBy: string; taggedAt: Date }] => [
  faceId,
  { faceId, person: { id: personId, name: personId }, taggedBy: 'U1', taggedAt: AT },
];
const answersOf = (answers: Partial<PhotoAnswers>): PhotoAnswers => ({
  tags: new Map(),
  flagged: new Set(),
  rejections: [],
  ...answers,
});

describe('the people on a photo', () => {
  it('are those tagged and those whom the model was sure of', () => {
    const { people, openFaces } = whoIsOn(
      [{ faceId: 'f1' }, { faceId: 'f2', personId: 'ben' }, { faceId: 'f3' }],
      answersOf({ tags: new Map([tagOf('f1', 'ada')]) }),
      registryOf(),
    );
    expect([...people.values()].map(({ person, faceId, taggedBy }) => [person.name, faceId, taggedBy])).toEqual([
      ['ADA', 'f1', 'U1'],
      ['BEN', 'f2', undefined],
    ]);
    expect(openFaces).toEqual(['f3']);
  });

  it('are known from tags alone on a photo that was never shown', () => {
    const { people } = whoIsOn([], answersOf({ tags: new Map([tagOf('f1', 'ada')]) }), registryOf());
    expect([...people.keys()]).toEqual(['ada']);
  });

  it('do not include a face that is tagged otherwise, flagged, or rejected', () => {
    const shown = ['f1', 'f2', 'f3'].map((faceId) => ({ faceId, personId: 'ben' }));
    const answers = answersOf({
      tags: new Map([tagOf('f1', 'ada')]),
      flagged: new Set(['f2']),
      rejections: [{ faceId: 'f3', personId: 'ben' }],
    });
    const { people, openFaces } = whoIsOn(shown, answers, registryOf());
    expect([...people.keys()]).toEqual(['ada']);
    expect(openFaces).toEqual(['f3']);
  });

  it('follow merges, also for rejections', () => {
    const merged = registryOf(record('ben', { merged: { into: 'ada', by: '', at: AT } }));
    const shown = [{ faceId: 'f1', personId: 'ben' }];
    expect([...whoIsOn(shown, undefined, merged).people.keys()]).toEqual(['ada']);
    const rejected = answersOf({ rejections: [{ faceId: 'f1', personId: 'ada' }] });
    expect(whoIsOn(shown, rejected, merged).people.size).toBe(0);
  });

  it('do not include someone removed, forgotten, or named only when someone names them', () => {
    const shown = [
      { faceId: 'f1', personId: 'ada' },
      { faceId: 'f2', personId: 'slack-u1' },
      { faceId: 'f3', personId: 'gone' },
    ];
    const registry = registryOf(
      record('ada', { removed: { by: '', at: AT } }),
      record('slack-u1', { consent: { choice: 'when named', at: AT } }),
    );
    const { people, openFaces } = whoIsOn(shown, undefined, registry);
    expect(people.size).toBe(0);
    expect(openFaces).toEqual(['f1', 'f2', 'f3']);
  });
});
