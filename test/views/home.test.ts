import { describe, expect, it } from 'vitest';
import { buildFailedHome, buildHome, type HomeContent, PEOPLE_PER_PAGE } from '../../src/views/home.js';
import { person } from '../support/face-rows.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const face = { photoId: 'slack-f1', faceId: 'a' };
const nothing: HomeContent = {
  training: { last: undefined, now: { people: 0, tags: 0 }, tagsSince: 0 },
  people: [],
  changes: [],
  waiting: [],
  viewer: { person: undefined, photosOfThem: 0, tagsByThem: 0 },
  page: 0,
};

interface SeenBlock {
  readonly text?: { readonly text: string };
  readonly accessory?: {
    readonly action_id?: string;
    readonly value?: string;
    readonly text: { readonly text: string };
  };
  readonly elements?: readonly { readonly action_id: string; readonly value?: string }[];
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
      Help
      • Post a photo in a channel I’m in, name the faces in its thread, then run \`/train-faces\`.
      • For older photos, open the message’s menu and choose “Name faces”.
      • \`/train-faces help\` lists the commands. Questions? See this app’s About tab, or ask a workspace admin."
    `);
  });

  it('shows people with their tags and a face, told in words, too', () => {
    const people = [
      { person: person('Ada *Lovelace*'), tags: 3, face, faceFileId: 'F0ADA00000' },
      { person: person('Ben'), tags: 1, face, faceFileId: undefined },
    ];
    const view = buildHome({ ...nothing, people });
    expectViewAcceptedBySlack(view);
    expect(view.blocks).toContainEqual({
      type: 'section',
      text: { type: 'mrkdwn', text: expect.stringMatching(/^\*Ada .*Lovelace.*\*\n3 tags$/u), verbatim: true },
      accessory: { type: 'image', slack_file: { id: 'F0ADA00000' }, alt_text: 'Face of Ada *Lovelace*' },
    });
    expect(view.blocks).toContainEqual({
      type: 'section',
      text: { type: 'mrkdwn', text: '*Ben*\n1 tag', verbatim: true },
    });
  });

  it('has a button to change each person, and one to take each change back, with who made it and when', () => {
    const ada = person('Ada Lovelace');
    const change = { by: 'UBEN00000', at: new Date(1_700_000_000_000) };
    const changes = [
      { kind: 'renamed' as const, person: ada, from: 'Ada *Byron*', ...change },
      { kind: 'merged' as const, person: person('Adda'), into: ada, ...change },
      { kind: 'removed' as const, person: person('Grace'), ...change, by: 'a program' },
    ];
    const view = buildHome({ ...nothing, people: [{ person: ada, tags: 3, face, faceFileId: undefined }], changes });
    expectViewAcceptedBySlack(view);
    const shown = JSON.stringify(view.blocks);
    expect(shown).toContain(`"value":"${ada.id}:slack-f1:a","accessibility_label":"Change Ada Lovelace"`);
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

  it('leads to the photos with faces that wait for a name', () => {
    const waiting = [
      { channelId: 'C1', messageTs: '1700000000.000100', faces: 2, link: 'https://test.slack.com/archives/C1/p1' },
      { channelId: 'D1', messageTs: '1700000000.000200', faces: 1, link: undefined },
    ];
    const texts = textsOf({ waiting });
    expect(texts[1]).toMatch(/^<https:\/\/test.slack.com\/archives\/C1\/p1\|2 faces> without a name · .* in <#C1>$/);
    expect(texts[2]).toMatch(/^1 face without a name · .* in our direct messages$/);
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
      tags: index,
      face,
      faceFileId: 'F0FACE0000',
    }));
    const waiting = Array.from({ length: 30 }, (_, index) => ({
      channelId: 'C1',
      messageTs: `17000000${index}.000100`,
      faces: 1,
      link: 'https://test.slack.com/archives/C1/p1',
    }));
    const changes = Array.from({ length: 30 }, (_, index) => ({
      kind: 'removed' as const,
      person: person(`Removed ${index}`),
      by: 'UBEN00000',
      at: new Date(1_700_000_000_000),
    }));
    const names = new Set<string>();
    for (const page of [0, 1, 2]) {
      const texts = textsOf({ people, changes, waiting, page });
      for (const text of texts) if (text.startsWith('*Person')) names.add(text);
    }
    expect(names.size).toBe(people.length);
    const buttons = (page: number) =>
      blocksOf(buildHome({ ...nothing, people, page })).flatMap(({ elements = [] }) =>
        elements.flatMap(({ action_id, value }) => (action_id.startsWith('home_page:') ? [value] : [])),
      );
    expect([buttons(0), buttons(1), buttons(2), buttons(9)]).toEqual([['1'], ['0', '2'], ['1'], ['1']]);
  });

  it('says what is wrong, and how to get help, when it cannot be told', () => {
    const view = buildFailedHome('The face service is isn’t answering.');
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
