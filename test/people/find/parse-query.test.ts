import { describe, expect, it } from 'vitest';
import { findSameName, searchByName } from '../../../src/faces/search-names.js';
import { parseQuery } from '../../../src/people/find/parse-query.js';
import type { QueryNames } from '../../../src/people/find/photo-query.js';

const PEOPLE = ['Ada Lovelace', 'Ben Bitdiddle', 'Cleo Ito', 'May Berg', 'Ben Dover', 'Zoë In', 'Just By Night'].map(
  (name) => ({
    id: name.split(' ')[1]?.toLowerCase() ?? '',
    name,
  }),
);
const person = (typed: string) => {
  const same = findSameName(PEOPLE, typed);
  const [first, ...more] = same.length > 0 ? same : searchByName(PEOPLE, typed);
  if (first === undefined) return { kind: 'unknown' as const };
  return more.length === 0
    ? { kind: 'found' as const, it: first }
    : { kind: 'several' as const, choices: [first, ...more] };
};
const names: QueryNames = {
  person,
  personWithId: (personId) => PEOPLE.find(({ id }) => id === personId),
  isWholeName: (typed) => findSameName(PEOPLE, typed).length > 0,
  personOf: (userId) => ({ id: `slack-${userId.toLowerCase()}`, name: userId }),
  member: (typed) =>
    ['carla', 'dan'].includes(typed)
      ? { kind: 'found', it: { userId: `U${typed.toUpperCase()}`, name: typed } }
      : { kind: 'unknown' },
  // Direct messages have no name.
  channel: (name) => ({ offsite: 'C1', party: 'C2', '': 'D1' })[name],
  isIn: (channelId) => ['C1', 'C2', 'C9'].includes(channelId),
  askerId: 'UME',
};
/** Thursday. */
const today = { now: Date.UTC(2024, 5, 13, 12), utcOffset: 0 };
const parse = (text: string, at = today) => parseQuery(text, names, at);
const withoutIn = (text: string) => parse(text).query.without.map(({ id }) => id);
const postersIn = (text: string) => parse(text).query.postedBy.map(({ userId }) => userId);
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

  it('are what a list with commas says at its end', () => {
    expect(idsIn('Ada, Cleo or May Berg')).toEqual([['lovelace'], ['ito'], ['berg']]);
    expect(idsIn('Ada, Cleo, or May Berg')).toEqual([['lovelace'], ['ito'], ['berg']]);
    expect(idsIn('Ada, Cleo, and May Berg')).toEqual([['lovelace', 'ito', 'berg']]);
    expect(idsIn('Ada, Cleo & May Berg')).toEqual([['lovelace', 'ito', 'berg']]);
    expect(idsIn('Ada &amp; Cleo')).toEqual([['lovelace', 'ito']]);
    expect(idsIn('either Ada or Cleo, since May')).toEqual([['lovelace'], ['ito']]);
  });

  it('may have a keyword in their whole name, in any case and without accents', () => {
    expect(idsIn('ZOE IN and just by night in #offsite')).toEqual([['in', 'by']]);
    expect(parse('zoë in').problems).toEqual([]);
    expect(idsIn('only Just By Night or Ada')).toEqual([['by'], ['lovelace']]);
    expect(idsIn('"Zoë In"')).toEqual([['in']]);
  });

  it('are left out up to the next condition, whatever joins them', () => {
    expect(withoutIn('without Cleo or May Berg, since May and Ada')).toEqual(['ito', 'berg']);
    expect(idsIn('without Cleo in #offsite Ada')).toEqual([['lovelace']]);
    expect(idsIn('without Cleo only Ada')).toEqual([['lovelace']]);
    expect(withoutIn('Ada but not Cleo')).toEqual(['ito']);
    expect(idsIn('Ada and not Cleo')).toEqual([['lovelace']]);
  });

  it('are understood in any order of the conditions', () => {
    const parts = ['only Ada or Cleo', 'without May Berg', 'since May', 'in #offsite', 'by @carla'];
    for (let turn = 0; turn < parts.length; turn += 1) {
      const text = [...parts.slice(turn), ...parts.slice(0, turn)].join(' ');
      const { query, problems } = parse(text);
      expect(problems, text).toEqual([]);
      expect(query, text).toMatchObject({
        anyOf: [[{ id: 'lovelace' }], [{ id: 'ito' }]],
        isOnly: true,
        without: [{ id: 'berg' }],
        from: Date.UTC(2024, 4, 1),
        channelIds: ['C1'],
        postedBy: [{ userId: 'UCARLA' }],
      });
    }
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
      choices: [{ text: 'Ada and <person:bitdiddle> since May' }, { text: 'Ada and <person:dover> since May' }],
    });
    expect(idsIn('Ada and <person:dover> since May')).toEqual([['lovelace', 'dover']]);
    expect(parse('<person:nobody>').problems).toEqual([{ kind: 'no name', typed: 'nobody' }]);
  });

  it('are named when nobody is called so', () => {
    const { problems, query } = parse('Ada and Zelda');
    expect(problems).toEqual([{ kind: 'no name', typed: 'Zelda' }]);
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
    ['Ada since 2023-05-01', '2023-05-01', undefined],
    ['Ada since 1.5.2023', '2023-05-01', undefined],
    ['Ada since May 3, 2023', '2023-05-03', undefined],
    ['Ada, since May 2023, before June 2023', '2023-05-01', '2023-06-01'],
    ['Ada from May until June', '2024-05-01', '2024-07-01'],
    ['Ada in the last 3 days', '2024-06-10', '2024-06-14'],
    ['Ada in 2023 before May 2023', '2023-01-01', '2023-05-01'],
    ['Ada yesterday', '2024-06-12', '2024-06-13'],
    ['Ada Lovelace last week', '2024-06-03', '2024-06-10'],
    ['Ada May 2023', '2023-05-01', '2023-06-01'],
    ['2023-05-01 Ada', '2023-05-01', '2023-05-02'],
    ['SINCE MAY ADA', '2024-05-01', undefined],
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
    expect(timeOf('Ada since and Cleo')).toEqual([{ kind: 'no date', typed: 'since' }]);
    expect(timeOf('Ada since 05/01/2025')).toEqual([{ kind: 'no date', typed: '05/01/2025' }]);
    expect(timeOf('Ada since June before May')).toEqual([{ kind: 'no time' }]);
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

  it('are alternatives, whatever joins them', () => {
    expect(parse('Ada in #offsite or #party').query.channelIds).toEqual(['C1', 'C2']);
    expect(parse('Ada #party').query.channelIds).toEqual(['C2']);
    expect(postersIn('Ada by carla or dan')).toEqual(['UCARLA', 'UDAN']);
    expect(postersIn('by @carla, @dan and me')).toEqual(['UCARLA', 'UDAN', 'UME']);
    expect(postersIn('Ada from carla')).toEqual(['UCARLA']);
    expect(parse('Ada from #party').query.channelIds).toEqual(['C2']);
    expect(idsIn('by carla and Ada')).toEqual([['lovelace']]);
    expect(idsIn('by carla Ada')).toEqual([]);
  });

  it('are asked about when the asker is not in the channel, or there is nothing after the word', () => {
    expect(parse('Ada in <#C8|secret>').problems).toEqual([{ kind: 'no channel', typed: 'secret' }]);
    expect(parse('Ada in').problems).toEqual([{ kind: 'no channel', typed: 'in' }]);
    expect(parse('Ada in and Cleo').problems).toEqual([{ kind: 'no channel', typed: 'in' }]);
    expect(parse('Ada by').problems).toEqual([{ kind: 'no member', typed: 'by' }]);
    expect(parse('Ada by and Cleo').problems).toEqual([{ kind: 'no member', typed: 'by' }]);
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
    for (const text of ['', '  ', 'photos of', 'and or', ',', 'only', 'without'])
      expect(parse(text).problems, text).toEqual([{ kind: 'empty' }]);
  });

  it('that is very long is not read', () => {
    expect(parse('Ada and '.repeat(100)).problems).toEqual([{ kind: 'too long' }]);
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
