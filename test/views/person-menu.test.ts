import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_OPTIONS } from '../../src/views/blocks.js';
import { readChoice } from '../../src/views/face-choice.js';
import { buildPersonMenu, type PersonMenuContent } from '../../src/views/person-menu.js';
import { person } from '../support/face-rows.js';

const ada = person('Ada Lovelace');
const grace = person('Grace Hopper');
const zoe = person('Zoë Adams');
const people = [zoe, grace, ada];
const members = [
  { userId: 'UALAN', name: 'Alan Turing', handle: 'alan', otherNames: [], title: '' },
  { userId: 'UADAM', name: 'Adam Adler', handle: '', otherNames: [], title: '' },
];

/** The menu as "group: entry, entry". */
function menu(content: Partial<PersonMenuContent>): string[] {
  const groups = buildPersonMenu({
    query: '',
    shown: undefined,
    rejected: [],
    isCollage: undefined,
    explains: undefined,
    candidates: [],
    people,
    members,
    ...content,
  });
  return groups.map(({ label, options }) => `${label.text}: ${options.map(({ text }) => text.text).join(', ')}`);
}

describe('the menu of a face', () => {
  it('shows people and members before anything is typed', () => {
    expect(menu({})).toEqual([
      'People: Ada Lovelace, Grace Hopper, Zoë Adams',
      'In this workspace: Adam Adler, Alan Turing',
      'New: Add someone new…',
      'No name: Not a face, Don’t ask about this face',
    ]);
  });

  it('begins with the candidates, most likely first, and repeats no one', () => {
    const candidates = [
      { person: grace, score: 0.62 },
      { person: zoe, score: 0.3 },
      { person: ada, score: 0.01 },
    ];
    expect(menu({ candidates })).toEqual([
      'Most likely: Grace Hopper, Zoë Adams',
      'People: Ada Lovelace',
      'In this workspace: Adam Adler, Alan Turing',
      'New: Add someone new…',
      'No name: Not a face, Don’t ask about this face',
    ]);
  });

  it('searches as one types, and always offers to add what was typed', () => {
    expect(menu({ query: 'ada' })).toEqual([
      'People: Ada Lovelace, Zoë Adams',
      'In this workspace: Adam Adler',
      'New: Add “ada” as a new person',
    ]);
    expect(menu({ query: '  Quite  New ' })).toEqual(['New: Add “Quite New” as a new person']);
  });

  it('offers to say yes and no where a candidate has no buttons of its own', () => {
    const candidates = [{ person: ada, score: 0.95 }];
    const groups = buildPersonMenu({
      query: '',
      shown: ada,
      rejected: [],
      isCollage: undefined,
      explains: undefined,
      candidates,
      people,
      members: [],
    });
    expect(groups[0]).toMatchObject({
      label: { text: 'Is this right?' },
      options: [
        { text: { text: 'Yes, Ada Lovelace' }, value: 'p:ada-lovelace' },
        { text: { text: 'No, not Ada Lovelace' }, value: 'x:ada-lovelace' },
        { text: { text: 'Change Ada Lovelace everywhere…' }, value: 'e:ada-lovelace' },
      ],
    });
    expect(menu({ shown: ada, candidates, query: 'lovelace' })[0]).toBe('People: Ada Lovelace');
  });

  it('offers to undo rejections', () => {
    const groups = buildPersonMenu({
      query: '',
      shown: undefined,
      rejected: [ada],
      isCollage: undefined,
      explains: undefined,
      candidates: [],
      people,
      members,
    });
    expect(groups[0]).toMatchObject({
      label: { text: 'Is this right?' },
      options: [{ text: { text: 'It could be Ada Lovelace after all' }, value: 'b:ada-lovelace' }],
    });
    expect(menu({ rejected: [ada], query: 'lovelace' })).toEqual([
      'Is this right?: It could be Ada Lovelace after all',
      'New: Add “lovelace” as a new person',
    ]);
  });

  it('never offers a rejected person, whatever is typed and however similar they are', () => {
    const crowd = [ada, grace, zoe];
    fc.assert(
      fc.property(
        fc.record({
          query: fc.constantFrom('', 'a', 'ada', 'lovelace', 'hopper', 'zo'),
          rejected: fc.subarray(crowd),
          shown: fc.constantFrom(undefined, ...crowd),
          scores: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        }),
        ({ query, rejected, shown, scores }) => {
          const isNot = new Set(rejected.map(({ id }) => id));
          const groups = buildPersonMenu({
            query,
            rejected,
            shown: shown !== undefined && isNot.has(shown.id) ? undefined : shown,
            isCollage: undefined,
            explains: undefined,
            candidates: crowd.map((each, index) => ({ person: each, score: scores[index] ?? 0 })),
            people: crowd,
            members: [],
          });
          const offered = groups.flatMap(({ options }) => options.map(({ value = '' }) => readChoice(value)));
          for (const { id } of rejected) expect(offered).not.toContainEqual({ kind: 'person', personId: id });
          if (query === '') {
            for (const { id } of rejected) expect(offered).toContainEqual({ kind: 'take back not', personId: id });
          }
        },
      ),
    );
  });

  it('offers that several faces may be the same person, and then the opposite', () => {
    expect(menu({ isCollage: false }).at(-1)).toBe('This photo: This is a collage: the same person can appear twice');
    expect(menu({ isCollage: true }).at(-1)).toBe('This photo: Not a collage: no one appears twice');
    expect(menu({ isCollage: true, query: 'nobody' })).toEqual(['New: Add “nobody” as a new person']);
  });

  it('offers to explain the name, or who looks most similar', () => {
    const candidates = [{ person: ada, score: 0.95 }];
    expect(menu({ shown: ada, candidates, explains: 'name' })[0]).toBe(
      'Is this right?: Yes, Ada Lovelace, No, not Ada Lovelace, Why this name?, Change Ada Lovelace everywhere…',
    );
    expect(menu({ candidates, explains: 'name' })[0]).toBe('Is this right?: Why this name?');
    expect(menu({ candidates, explains: 'similarity' })[0]).toBe('Most likely: Ada Lovelace, See who looks similar');
    expect(menu({ explains: 'similarity' })[0]).toBe('Most likely: See who looks similar');
    expect(menu({ candidates, explains: 'name', query: 'who' })).toEqual(['New: Add “who” as a new person']);
  });

  it('does not offer a member who is known already', () => {
    const known = { id: 'slack-ualan', name: 'Alan Turing' };
    expect(menu({ people: [known], query: 'alan' })).toEqual([
      'People: Alan Turing',
      'New: Add “alan” as a new person',
    ]);
  });

  it('stays within Slack’s limits with thousands of people and the longest names', () => {
    const crowd = Array.from({ length: 3000 }, (_, index) => ({
      id: `p${index}`,
      name: `${'Ada '.repeat(18)}${index}`.slice(0, 75),
    }));
    const groups = buildPersonMenu({
      query: 'Ada '.repeat(40),
      shown: undefined,
      rejected: [],
      isCollage: false,
      explains: undefined,
      candidates: [],
      people: crowd,
      members,
    });
    const options = groups.flatMap((group) => group.options);
    expect(options.length).toBeLessThanOrEqual(MAX_OPTIONS);
    for (const { text, value } of options) {
      expect(text.text.length).toBeLessThanOrEqual(75);
      expect(value?.length).toBeLessThanOrEqual(150);
    }
    expect(groups.at(-1)?.label.text).toBe('New');
  });

  it('has no empty groups, which Slack refuses', () => {
    expect(menu({ people: [], members: [], query: ' x ' })).toEqual(['New: Add “x” as a new person']);
  });
});
