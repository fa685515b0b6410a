import { describe, expect, it } from 'vitest';
import { buildFailedHome, buildHome, type HomeContent, readHomePlace } from '../../src/views/home.js';
import { PEOPLE_PER_PAGE } from '../../src/views/home-people.js';
import { person } from '../support/face-rows.js';
import { emptyHome, homePerson, waitingPhoto } from '../support/home-content.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const nothing = emptyHome;

interface SeenBlock {
  readonly block_id?: string;
  readonly text?: { readonly text: string };
  readonly accessory?: {
    readonly action_id?: string;
    readonly value?: string;
    readonly text: { readonly text: string };
    readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[];
  };
  readonly elements?: readonly { readonly action_id?: string; readonly value?: string }[];
}

const blocksOf = (view: { readonly blocks: unknown }) => view.blocks as readonly SeenBlock[];

/** Every text of App Home, top to bottom. */
function textsOf(content: Partial<HomeContent>): string[] {
  const view = buildHome({ ...nothing, ...content });
  expectViewAcceptedBySlack(view);
  return blocksOf(view).flatMap(({ text }) => (text === undefined ? [] : [text.text]));
}

describe('App Home', () => {
  it('says what to do while there is nothing', () => {
    expect(textsOf({}).join('\n')).toMatchInlineSnapshot(`
      "Faces without a name
      Every face in your latest photos has a name.
      People
      No one has been named yet in your conversations.
      Training
      I don’t recognise anyone yet. Name the faces in a photo’s thread to begin.
      What I store about you
      No person here is linked to your account. If someone typed your name, you’re in the list above.
      You haven’t named anyone yet.
      To take back a name, choose “Change…” in the photo’s thread.
      Being recognised
      Once someone names you in a photo, I’ll recognise you in others, unless you choose otherwise.
      Photos of you
      Shall I tell you when a photo of you is posted in a conversation you’re in? Until you choose, I won’t.
      Help
      • Post a photo in a channel I’m in, name the faces in its thread, then run \`/train-faces\`.
      • To be recognised from the first photo, choose “Recognise me” above, or send me a photo of only you. An admin can ask everyone with \`/train-faces invite everyone\`.
      • For older photos, open the message’s menu and choose “Name faces”.
      • \`/find-photos Ada and Ben\` finds the photos they’re both in.
      • \`/train-faces help\` lists the commands. Questions? See this app’s About tab, or ask a workspace admin."
    `);
  });

  it('shows people with a face, told in words, too, and how often they were named', () => {
    const people = [
      homePerson(person('Ada *Lovelace*'), { figures: { tags: 4, photos: 3 }, faceFileId: 'F0ADA00000' }),
      homePerson(person('Ben')),
    ];
    const { blocks } = buildHome({ ...nothing, people });
    const rows = people.map(({ person: { id } }) =>
      blocksOf({ blocks }).findIndex((each) => each.block_id === `person:${id}`),
    );
    expect(rows.map((row) => blocks.slice(row, row + 2))).toMatchObject([
      [
        { text: { text: expect.stringMatching(/^\*Ada .*Lovelace.*\*$/u) } },
        {
          type: 'context',
          elements: [
            { type: 'image', slack_file: { id: 'F0ADA00000' }, alt_text: 'Face of Ada *Lovelace*' },
            { text: '4 tags in 3 photos' },
          ],
        },
      ],
      [{ text: { text: '*Ben*' } }, { type: 'context', elements: [{ text: '1 tagged photo' }] }],
    ]);
  });

  it.each([
    ['anyone without an account', {}, ['See photos', 'Rename or merge…', 'Remove… (stop naming)']],
    ['someone else with an account', { accounts: ['UBEN00000'] }, ['See photos', 'Details…']],
    [
      'the viewer',
      { accounts: ['UADA00000'] },
      ['See photos', 'Rename or merge…', 'Remove… (stop naming)', 'Forget me… (delete for good)'],
    ],
  ])('has one menu for %s', (_who, about, options) => {
    const ada = person('Ada Lovelace');
    const view = buildHome({ ...nothing, people: [homePerson(ada, about)] });
    expectViewAcceptedBySlack(view);
    const menu = blocksOf(view).find(({ accessory }) => accessory?.action_id === 'person_menu')?.accessory;
    expect(menu?.options?.map(({ text }) => text.text)).toEqual(options);
    expect(menu?.options?.[1]?.value).toBe(`change:${ada.id}:slack-f1:a`);
    expect(JSON.stringify(view).includes('*Forget* deletes')).toBe(options.length > 2);
  });

  it('offers an admin to forget anyone', () => {
    const people = [homePerson(person('Ben'), { accounts: ['UBEN00000'] })];
    expect(JSON.stringify(buildHome({ ...nothing, people, isAdmin: true }))).toContain('Forget… (delete for good)');
  });

  it('has a search once there are more than a few people, and says how many it found', () => {
    const people = ['Ada', 'Adam', 'Ben', 'Cleo', 'Dan', 'Eve'].map((name) => homePerson(person(name)));
    const search = (query: string, some = people) => JSON.stringify(buildHome({ ...nothing, people: some, query }));
    expect(search('', people.slice(1))).not.toContain('find_person');
    expect(search('')).toContain('find_person');
    const texts = textsOf({ people, query: 'ad' });
    expect(texts).toContain('2 of 6 people match “ad”.');
    expect(texts.filter((text) => /^\*\w+\*$/.test(text))).toEqual(['*Ada*', '*Adam*']);
    expect(textsOf({ people, query: 'zed' })).toContain('No one here is called “zed”.');
    expect(search('ad')).toContain('"initial_value":"ad"');
  });

  it('says that there are people the viewer does not see', () => {
    const training = { ...nothing.training, now: { people: 2, tags: 2 } };
    const texts = (people: readonly string[]) =>
      JSON.stringify(buildHome({ ...nothing, training, people: people.map((name) => homePerson(person(name))) }));
    expect(texts(['Ada'])).toContain('You see the people named in conversations you’re in.');
    expect(texts(['Ada', 'Ben'])).not.toContain('You see the people');
  });

  it('knows the page and the search someone is on', () => {
    const place = { page: 3, query: 'ada  l\nx 4' };
    expect(readHomePlace(buildHome({ ...nothing, ...place }).private_metadata ?? '')).toEqual(place);
    expect(readHomePlace('2')).toEqual({ page: 2, query: '' });
    expect(readHomePlace('')).toBeUndefined();
  });

  it('has a button to take each change back, with who made it and when', () => {
    const ada = person('Ada Lovelace');
    const change = { by: 'UBEN00000', at: new Date(1_700_000_000_000) };
    const changes = [
      { kind: 'renamed' as const, person: ada, from: 'Ada *Byron*', ...change },
      { kind: 'merged' as const, person: person('Adda'), into: ada, ...change },
      { kind: 'removed' as const, person: person('Grace'), ...change, by: 'a program' },
    ];
    const view = buildHome({ ...nothing, changes });
    expectViewAcceptedBySlack(view);
    const rows = blocksOf(view).filter(({ accessory }) => accessory?.action_id === 'take_back');
    expect(
      rows.map(({ text, accessory }) => [
        text?.text.split(' · ').slice(0, -1).join(' · '),
        accessory?.text.text,
        accessory?.value,
      ]),
    ).toEqual([
      [
        expect.stringMatching(/^\*Ada Lovelace\* · renamed from \*Ada .*Byron.*\* by <@UBEN00000>$/u),
        'Undo',
        `renamed:${ada.id}:1700000000000`,
      ],
      ['*Adda* · merged into *Ada Lovelace* by <@UBEN00000>', 'Split', expect.stringMatching(/^merged:/)],
      ['*Grace* · removed by someone', 'Put back', expect.stringMatching(/^removed:/)],
    ]);
    for (const { text } of rows) expect(text?.text).toMatch(/ · <!date\^1700000000\^.* UTC>$/);
  });

  it('shows the faces that wait for a name, and leads to their photos', () => {
    const waiting = [
      waitingPhoto({ faceIds: ['a', 'b'], messageTs: '1700000000.000100', pictureFileId: 'F0TOGETHER' }),
      waitingPhoto({ channelId: 'D1', messageTs: '1700000000.000200', link: undefined }),
    ];
    const view = buildHome({ ...nothing, waiting });
    expectViewAcceptedBySlack(view);
    expect(view.blocks.slice(1, 3)).toMatchObject([
      {
        text: {
          text: expect.stringMatching(
            /^<https:\/\/test.slack.com\/archives\/C1\/p1\|2 faces without a name>\n.* in <#C1>$/,
          ),
        },
        accessory: { type: 'image', slack_file: { id: 'F0TOGETHER' }, alt_text: '2 faces without a name' },
      },
      { text: { text: expect.stringMatching(/^1 face without a name\n.* in our direct messages$/) } },
    ]);
  });

  it('does not list photos again whose faces are all in a group', () => {
    const face = (photoId: string, faceId: string) => ({
      photoId,
      faceId,
      channelId: 'C1',
      messageTs: '1700000000.000100',
      faceFileId: undefined,
    });
    const waiting = [
      waitingPhoto({ photoId: 'one', faceIds: ['a'] }),
      waitingPhoto({ photoId: 'two', faceIds: ['a', 'b'] }),
    ];
    const groups = [{ faces: [face('one', 'a'), face('two', 'a')], size: 2 }];
    const texts = textsOf({ waiting, unnamed: { groups, all: 3 } }).filter((text) => text.includes('without a name'));
    expect(texts.filter((text) => text.includes('archives'))).toEqual([
      expect.stringContaining('2 faces without a name'),
    ]);
  });

  it('lists more photos with faces without a name in one line each', () => {
    const waiting = Array.from({ length: 30 }, () => waitingPhoto());
    const [, ...rows] = textsOf({ waiting }).filter((text) => text.includes('without a name'));
    expect(rows).toHaveLength(7);
    expect(rows.at(-1)?.split('\n')).toHaveLength(10);
  });

  it('says what is stored about the viewer', () => {
    const viewer = { person: person('Ada Lovelace'), photosOfThem: 2, tagsByThem: 5 };
    const text = textsOf({ viewer }).join('\n');
    expect(text).toContain('I know you as *Ada Lovelace* from 2 tagged photos');
    expect(text).toContain('You’ve named 5 faces');
  });

  it('shows many people page by page, and stays within Slack’s 100 blocks', () => {
    const people = Array.from({ length: 3 * PEOPLE_PER_PAGE }, (_, index) => ({
      person: {
        id: `person-${index}`,
        name: `Person ${String(index).padStart(3, '0')} ${'with a long name '.repeat(3)}`.trim(),
      },
    })).map((each) => homePerson(each.person, { faceFileId: 'F0FACE0000', accounts: ['UADA00000'] }));
    const waiting = Array.from({ length: 30 }, () => waitingPhoto({ pictureFileId: 'F0WAITING0' }));
    const changes = Array.from({ length: 30 }, (_, index) => ({
      kind: 'removed' as const,
      person: person(`Removed ${index}`),
      by: 'UBEN00000',
      at: new Date(1_700_000_000_000),
    }));
    const names = new Set<string>();
    for (const page of [0, 1, 2]) {
      const texts = textsOf({ people, changes, waiting, page, query: 'person' });
      for (const text of texts) if (text.startsWith('*Person')) names.add(text);
    }
    expect(names.size).toBe(people.length);
    const buttons = (page: number) =>
      blocksOf(buildHome({ ...nothing, people, page })).flatMap(({ elements = [] }) =>
        elements.flatMap(({ action_id, value }) => (action_id?.startsWith('home_page:') ? [value] : [])),
      );
    expect([buttons(0), buttons(1), buttons(2), buttons(9)]).toEqual([['1'], ['0', '2'], ['1'], ['1']]);
  });

  it('says what is wrong, and how to get help, when it cannot be told', () => {
    const view = buildFailedHome('The face service is isn’t answering.', undefined, { page: 0, query: '' });
    expectViewAcceptedBySlack(view);
    expect(view.blocks[0]).toMatchObject({ text: { text: 'The face service is isn’t answering.' } });
  });

  it.each([
    ['U012AB3CD', '<@U012AB3CD>'],
    ['C012AB3CD', '<#C012AB3CD>'],
    ['https://help.example.com/rollcall', '<https://help.example.com/rollcall>'],
    ['it@example.com', '<mailto:it@example.com|it@example.com>'],
    ['the <IT> desk', 'the &lt;IT&gt; desk'],
  ])('says that %j is whom to ask', (helpContact, shown) => {
    expect(textsOf({ helpContact }).at(-1)).toContain(`Questions? Ask ${shown}.`);
  });
});
