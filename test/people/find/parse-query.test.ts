import { describe, expect, it } from 'vitest';
import { searchByName } from '../../../src/faces/search-names.js';
import { parseQuery, type QueryNames } from '../../../src/people/find/parse-query.js';

const PEOPLE = ['Ada Lovelace', 'Ben Bitdiddle', 'Cleo Ito', 'May Berg', 'Ben Dover'].map((name) => ({
  id: name.split(' ')[1]?.toLowerCase() ?? '',
  name,
}));
const person = (typed: string) => {
  const [first, ...more] = searchByName(PEOPLE, typed);
  if (first === undefined) return { kind: 'unknown' as const };
  return more.length === 0
    ? { kind: 'found' as const, it: first }
    : { kind: 'several' as const, choices: [first, ...more] };
};
const names: QueryNames = {
  person,
  personOf: (userId) => ({ id: `slack-${userId.toLowerCase()}`, name: userId }),
  member: (typed) =>
    typed === 'carla' ? { kind: 'found', it: { userId: 'UCARLA', name: 'carla' } } : { kind: 'unknown' },
  channel: (name) => (name === 'offsite' ? 'C1' : undefined),
  askerId: 'UME',
};
/** Thursday. */
const today = { now: Date.UTC(2024, 5, 13, 12), utcOffset: 0 };
const parse = (text: string, at = today) => parseQuery(text, names, at);
const idsIn = (text: string) => parse(text).query.anyOf.map((all) => all.map(({ id }) => id));
const day = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10));

describe('the people of a search', () => {
  it('are all to be on the photo with “and”, a comma, or “&”', () => {
    for (const text of ['Ada and Cleo', 'Ada, Cleo', 'photos of Ada & Cleo', 'Ada with Cleo']) {
      expect(idsIn(text), text).toEqual([['lovelace', 'ito']]);
    }
  });

  it('are alternatives with “or”, which binds less than “and”', () => {
    expect(idsIn('Ada or Cleo')).toEqual([['lovelace'], ['ito']]);
    expect(idsIn('Ada and Cleo or May Berg')).toEqual([['lovelace', 'ito'], ['berg']]);
  });

  it('can be left out, alone, mentions, and “me”', () => {
    const { query } = parse('only Ada without Cleo and May Berg');
    expect(query).toMatchObject({ isOnly: true, anyOf: [[{ id: 'lovelace' }]] });
    expect(query.without.map(({ id }) => id)).toEqual(['ito', 'berg']);
    expect(idsIn('<@U1|ada> and <@U2> and me')).toEqual([['slack-u1', 'slack-u2', 'slack-ume']]);
  });

  it('are found by more words of a name, or in quotation marks', () => {
    expect(idsIn('ben dover and "Ada Lovelace"')).toEqual([['dover', 'lovelace']]);
  });

  it('are asked about when a name fits several, each with a text that fits one', () => {
    const [problem] = parse('Ada and ben since May').problems;
    expect(problem).toMatchObject({
      kind: 'several people',
      typed: 'ben',
      choices: [{ text: 'Ada and "Ben Bitdiddle" since May' }, { text: 'Ada and "Ben Dover" since May' }],
    });
  });

  it('are named when nobody is called so', () => {
    const { problems, query } = parse('Ada and Zoë');
    expect(problems).toEqual([{ kind: 'no name', typed: 'Zoë' }]);
    expect(query.anyOf).toHaveLength(1);
  });
});

describe('the time of a search', () => {
  const timeOf = (text: string, at = today) => {
    const { query, problems } = parse(text, at);
    return problems.length > 0 ? problems : [day(query.from), day(query.to)];
  };

  it.each([
    ['Ada since May', '2024-05-01', undefined],
    ['Ada since 2023', '2023-01-01', undefined],
    ['Ada since last week', '2024-06-03', undefined],
    ['Ada since 3 May', '2024-05-03', undefined],
    ['Ada since May 3rd', '2024-05-03', undefined],
    ['Ada since 3 May 2022', '2022-05-03', undefined],
    ['Ada since December', '2023-12-01', undefined],
    ['Ada since Monday', '2024-06-10', undefined],
    ['Ada since yesterday', '2024-06-12', undefined],
    ['Ada since 3 days ago', '2024-06-10', undefined],
    ['Ada before June', undefined, '2024-06-01'],
    ['Ada until 2024-05-03', undefined, '2024-05-04'],
    ['Ada after May', '2024-06-01', undefined],
    ['since 2022 before 2024 Ada', '2022-01-01', '2024-01-01'],
    ['Ada in May', '2024-05-01', '2024-06-01'],
    ['Ada in 2023', '2023-01-01', '2024-01-01'],
  ])('of “%s” is from %s to %s', (text, from, to) => {
    expect(timeOf(text)).toEqual([from, to]);
    expect(idsIn(text)).toEqual([['lovelace']]);
  });

  it('is that of the asker’s own clock', () => {
    expect(parse('since today', { now: Date.UTC(2024, 5, 13, 23), utcOffset: 2 * 3_600_000 }).query.from).toBe(
      Date.UTC(2024, 5, 13, 22),
    );
  });

  it('is asked about when it is none, also a day that does not exist', () => {
    expect(timeOf('Ada since teatime')).toEqual([{ kind: 'no date', typed: 'teatime' }]);
    expect(timeOf('Ada since 31 February')).toEqual([{ kind: 'no date', typed: '31 February' }]);
    expect(timeOf('Ada since')).toEqual([{ kind: 'no date', typed: 'since' }]);
  });

  it('leaves May alone where she is a person', () => {
    expect(idsIn('May and Ada since May')).toEqual([['berg', 'lovelace']]);
  });
});

describe('the place and the poster of a search', () => {
  it('are channels and members, mentioned or typed', () => {
    const { query } = parse('Ada in #offsite by @carla since May');
    expect(query).toMatchObject({ channelIds: ['C1'], postedBy: [{ userId: 'UCARLA' }], from: Date.UTC(2024, 4, 1) });
    expect(parse('in <#C9|other> by <@U7|dan>').query).toMatchObject({
      channelIds: ['C9'],
      postedBy: [{ userId: 'U7', name: 'dan' }],
    });
    expect(parse('Ada from <@U7> by me').query.postedBy.map(({ userId }) => userId)).toEqual(['U7', 'UME']);
  });

  it('are asked about when they are not known', () => {
    expect(parse('Ada in #nowhere by @nobody').problems).toEqual([
      { kind: 'no channel', typed: 'nowhere' },
      { kind: 'no member', typed: 'nobody' },
    ]);
  });
});

describe('a search', () => {
  it('that says nothing is asked about', () => {
    for (const text of ['', '  ', 'photos of', 'and or'])
      expect(parse(text).problems, text).toEqual([{ kind: 'empty' }]);
  });

  it('of any text is read without an error', () => {
    for (const text of [
      'in',
      'by',
      'since since',
      '"',
      '<@>',
      'or or Ada',
      'without',
      'only',
      '@',
      '#',
      '💥',
      '<#C1',
    ]) {
      expect(() => parse(text), text).not.toThrow();
    }
  });
});
