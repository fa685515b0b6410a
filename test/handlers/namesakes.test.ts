import { afterEach, describe, expect, it } from 'vitest';
import { fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN } from '../support/slack/ids.js';
import { menuQuery, viewSubmission } from '../support/slack/payloads.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const KENJI = 'UKENJI000';
const KENJI_ID = 'slack-ukenji000';

let posted: PostedReply;
afterEach(() => posted.bot.slack.close());

/** A photo with two faces, in a workspace with these people and Kenji Morisaki as a member. */
async function start(people: readonly { readonly id: string; readonly name: string }[] = []): Promise<void> {
  posted = await postedReply({
    people,
    faces: [fakeFace('left', 0.1), fakeFace('right', 0.8)],
    before: async ({ slack }) => {
      const profile = { real_name: 'Kenji Morisaki', display_name: '森崎', title: 'Designer' };
      slack.state.users.set(KENJI, { id: KENJI, name: 'kenji.m', profile });
    },
  });
}

const recognizer = () => posted.bot.recognizer;
const people = async () => (await recognizer().people.list()).map(({ id, name }) => [id, name]);
const tags = () => posted.tags();
const modal = () => posted.bot.slack.modal().shown;
const modalText = () => JSON.stringify(modal().blocks);
const noModal = () => expect(posted.bot.slack.state.modals.size).toBe(0);

/** Answers the question that is open, and keeps the name in its field unless there is another. */
async function answer(same: string, name?: string): Promise<unknown> {
  expectViewAcceptedBySlack(modal());
  const field = modal().blocks.find(({ block_id }) => block_id === 'name')?.['element'] as { initial_value?: string };
  const typed = name ?? field.initial_value ?? '';
  return posted.bot.send(
    viewSubmission(
      { ...modal() },
      {
        name: { value: { type: 'plain_text_input', value: typed } },
        same: { value: { type: 'radio_buttons', selected_option: { value: same } } },
      },
    ),
  );
}

describe('a member of whom someone has typed the name before', () => {
  it('is asked about, becomes one person with them, and both faces are theirs', async () => {
    await start([{ id: 'typed', name: 'kenji morisaki' }]);
    await posted.pick('left', 'p:typed');
    await posted.pick('right', `u:${KENJI}`);
    expect(modalText()).toContain('I already know *kenji morisaki*.');
    expect(await tags()).toHaveLength(1);

    expect(await answer('typed')).toBe('ok');
    expect(await people()).toEqual([[KENJI_ID, 'Kenji Morisaki']]);
    expect(await tags()).toEqual([
      ['left', 'Kenji Morisaki', ADA],
      ['right', 'Kenji Morisaki', ADA],
    ]);
    expect(posted.bot.logged.join('\n')).toContain(`${ADA} said that person typed is member ${KENJI}`);
  });

  it('can be someone else, with a name that tells them apart', async () => {
    await start([{ id: 'typed', name: 'Kenji Morisaki' }]);
    await posted.pick('right', `u:${KENJI}`);
    expect(JSON.stringify(await answer('another'))).toContain('tells them apart');
    expect(await answer('another', 'Kenji from Osaka')).toBe('ok');
    expect(await people()).toEqual([
      ['typed', 'Kenji Morisaki'],
      [KENJI_ID, 'Kenji from Osaka'],
    ]);
  });

  it('is not asked about again', async () => {
    await start([
      { id: 'typed', name: 'Kenji Morisaki' },
      { id: KENJI_ID, name: 'Kenji Morisaki' },
    ]);
    await posted.pick('right', `u:${KENJI}`);
    noModal();
    expect(await tags()).toEqual([['right', 'Kenji Morisaki', ADA]]);
  });

  it('can be linked in the form for someone new, too', async () => {
    await start([{ id: 'typed', name: 'Grace' }]);
    await posted.pick('right', 'a:new');
    const form = { name: { value: { value: 'Grace' } }, member: { value: { selected_user: BEN } } };
    const { view } = (await posted.bot.send(viewSubmission({ ...modal() }, form))) as { view: object };
    const same = { ...form, same: { value: { selected_option: { value: 'typed' } } } };
    await posted.bot.send(viewSubmission({ ...view }, same));
    expect(await people()).toEqual([['slack-uben00000', 'Ben Bitdiddle']]);
  });
});

describe('typing the name of a member', () => {
  it.each(['Kenji Morisaki', 'kenji  MORISAKI'])('as “%s” means the member', async (typed) => {
    await start();
    await posted.pick('right', `n:${typed}`);
    noModal();
    expect(await people()).toEqual([[KENJI_ID, 'Kenji Morisaki']]);
    expect(await tags()).toEqual([['right', 'Kenji Morisaki', ADA]]);
  });

  it.each(['@kenji.m', 'kenji.m', '森崎'])('as “%s” offers the member', async (typed) => {
    await start();
    await posted.pick('right', `n:${typed}`);
    expect(modalText()).toContain('*Kenji Morisaki* (@森崎 · Designer) is a member of this workspace.');
    expect(await answer(KENJI_ID)).toBe('ok');
    expect(await people()).toEqual([[KENJI_ID, 'Kenji Morisaki']]);
    expect(await tags()).toEqual([['right', 'Kenji Morisaki', ADA]]);
  });

  it('offers the member in the form for someone new, too', async () => {
    await start();
    await posted.pick('right', 'a:new');
    const view = await posted.bot.send(viewSubmission({ ...modal() }, { name: { value: { value: 'kenji.m' } } }));
    expect(JSON.stringify(view)).toContain('is a member of this workspace');
    expect(await tags()).toEqual([]);
  });

  it('offers someone known by the handle of their account', async () => {
    await start([{ id: KENJI_ID, name: 'Kenji' }]);
    await posted.pick('right', 'n:@kenji.m');
    expect(modalText()).toContain('I already know *Kenji* (@森崎 · Designer).');
    await answer(KENJI_ID);
    expect(await people()).toEqual([[KENJI_ID, 'Kenji']]);
  });

  it('lets a person be chosen of several', async () => {
    await start();
    posted.bot.slack.state.users.set('UOTHER001', { id: 'UOTHER001', name: 'kenji2', real_name: 'Kenji Morisaki' });
    await posted.pick('right', 'n:Kenji Morisaki');
    expect(modalText()).toContain('Yes, Kenji Morisaki (@kenji2)');
    await answer('slack-uother001');
    expect(await people()).toEqual([['slack-uother001', 'Kenji Morisaki']]);
  });
});

describe('a name with letters of another script', () => {
  it('that looks like someone’s is asked about', async () => {
    await start([{ id: 'bob', name: 'Bob' }]);
    await posted.pick('right', 'n:Воb');
    expect(modalText()).toContain('That name looks just like *Bob*, but some of its letters are different.');
    expect(await tags()).toEqual([]);
    await answer('bob');
    expect(await tags()).toEqual([['right', 'Bob', ADA]]);
  });

  it('is taken when it is someone else', async () => {
    await start([{ id: 'bob', name: 'Bob' }]);
    await posted.pick('right', 'n:Воb');
    expect(await answer('another')).toBe('ok');
    expect(await people()).toEqual([
      ['bob', 'Bob'],
      ['person-2', 'Воb'],
    ]);
  });

  it('that looks like a member’s is asked about, too', async () => {
    await start();
    await posted.pick('right', 'n:Кenji Моrisaki');
    expect(modalText()).toContain('looks just like *Kenji Morisaki*');
  });
});

describe('the menu', () => {
  async function rows(query: string): Promise<string[]> {
    const menu = { action_id: 'pick_person', block_id: `face:${PHOTO}:right::r`, value: query };
    const { option_groups } = (await posted.bot.send(menuQuery(menu))) as {
      option_groups: { options: { text: { text: string }; description?: { text: string } }[] }[];
    };
    return option_groups.flatMap(({ options }) =>
      options.map(({ text, description }) => [text.text, ...(description ? [description.text] : [])].join(' | ')),
    );
  }

  /** Each of the people is named in a photo: menus offer no one else. */
  async function startNaming(people: Parameters<typeof start>[0] = []): Promise<void> {
    await start(people);
    for (const [index, person] of people.entries()) {
      const faceId = index === 0 ? 'left' : 'right';
      await recognizer().tags.add({ photoId: PHOTO, faceId, person, taggedBy: ADA });
    }
  }

  it('tells two of one name apart', async () => {
    await startNaming([{ id: 'typed', name: 'Kenji Morisaki' }]);
    expect(await rows('kenji morisaki')).toEqual([
      'Kenji Morisaki | No Slack account',
      'Kenji Morisaki | @森崎 · Designer',
      'Add “kenji morisaki” as a new person',
    ]);
  });

  it('says that a typed name means a member', async () => {
    await start();
    expect(await rows('kenji morisaki')).toEqual([
      'Kenji Morisaki | @森崎 · Designer',
      'Add “kenji morisaki” as a new person | This is @森崎 from this workspace',
    ]);
  });

  it('numbers people of one name, as after a split', async () => {
    await startNaming([
      { id: 'typed', name: 'Kenji Morisaki' },
      { id: KENJI_ID, name: 'Kenji Morisaki' },
    ]);
    expect(await rows('kenji mor')).toEqual([
      'Kenji Morisaki | @森崎 · Designer',
      'Kenji Morisaki (2)',
      'Add “kenji mor” as a new person',
    ]);
  });

  it.each(['kenji.m', '@kenji', '森', 'MORISAKI', 'mori'])(
    'finds someone known by what Slack calls them: %s',
    async (query) => {
      await startNaming([{ id: KENJI_ID, name: 'K. M.' }]);
      expect((await rows(query))[0]).toBe('K. M. | @森崎 · Designer');
    },
  );
});
