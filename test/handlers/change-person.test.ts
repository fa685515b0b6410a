import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarifaiError, fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, CHANNEL, OTHER_TEAM, POST_TS, REPLY_TS, TEAM } from '../support/slack/ids.js';
import { blockAction, homeOpened, menuQuery, viewAction, viewSubmission } from '../support/slack/payloads.js';
import { buttonNamed, picturesOf } from '../support/slack/read-message.js';
import type { View } from '../support/slack/state.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const adda = { id: 'adda', name: 'Adda' };
const grace = { id: 'grace', name: 'Grace Hopper' };

/** Slack wants its answer within 3 s; the bot gives it a second earlier. */
const LONGER_THAN_SLACK_WAITS_MS = 1900;

let posted: PostedReply;

/** One photo: Ada, and Ada again under the name of Adda. The model takes the third face for Grace. */
beforeEach(async () => {
  posted = await postedReply({
    people: [ada, adda, grace],
    trained: true,
    faces: [fakeFace('left', 0.1), fakeFace('middle', 0.4), fakeFace('right', 0.8, { grace: 0.97 })],
  });
  const { recognizer, background } = posted.bot;
  await recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: ada, taggedBy: ADA });
  await recognizer.tags.add({ photoId: PHOTO, faceId: 'middle', person: adda, taggedBy: ADA });
  background.length = 0;
});
afterEach(() => posted.bot.slack.close());

const slack = () => posted.bot.slack;
const recognizer = () => posted.bot.recognizer;
const modal = () => slack().modal().shown;
const modalText = () => JSON.stringify(modal().blocks);
const homeText = (user = ADA) => JSON.stringify(slack().home(user));

const HOME: View = { type: 'home', private_metadata: '0', blocks: [] };

function home(user = ADA): View {
  const view = slack().home(user);
  if (view === undefined) throw new Error('App Home was not shown');
  return view;
}

const press = (action_id: string, value: string, view: View, user = ADA, team = TEAM) =>
  posted.bot.send(viewAction({ action_id, value }, { ...view }, user, team));

/** Presses the button with this text in a view. */
const pressNamed = (text: string, view: View) => {
  const { action_id, value } = buttonNamed(view, text);
  return press(action_id, value, view);
};

/** Opens the modal of a person, as the button in App Home does. */
async function openFromHome(personId: string): Promise<View> {
  await press('change_person', personId, HOME);
  return modal();
}

interface Filled {
  readonly name?: string;
  readonly sameAs?: string;
  readonly same?: string;
}

function submit(view: View, { name, sameAs, same }: Filled, user = ADA, team = TEAM): Promise<unknown> {
  const nameBlock = view.blocks.map(({ block_id }) => String(block_id)).find((id) => id.startsWith('name')) ?? 'name';
  const initial = nameBlock.slice('name:'.length);
  return posted.bot.send(
    viewSubmission(
      { ...view },
      {
        [nameBlock]: { value: { type: 'plain_text_input', value: name ?? initial } },
        ...(sameAs === undefined
          ? {}
          : { same_as: { same_as: { type: 'external_select', selected_option: { value: sameAs } } } }),
        ...(same === undefined ? {} : { same: { value: { type: 'radio_buttons', selected_option: { value: same } } } }),
      },
      user,
      team,
    ),
  );
}

const names = async () => (await recognizer().people.list()).map(({ name }) => name).sort();
const tagged = async () => (await recognizer().tags.list()).map(({ person }) => person.name).sort();

describe('“Change…” in App Home of an earlier version', () => {
  it('opens a modal with the person’s face', async () => {
    await press('change_person', `ada:${PHOTO}:left`, HOME);
    expect(modal().blocks).toMatchObject([
      { text: { text: '*Ada Lovelace*' }, accessory: { type: 'image', alt_text: 'Face of Ada Lovelace' } },
      { type: 'input', label: { text: 'Name' }, element: { initial_value: 'Ada Lovelace' } },
      { type: 'input', block_id: 'same_as', optional: true },
      { type: 'divider' },
      { type: 'context', elements: [{ text: expect.stringContaining('*Forget* deletes') }] },
      {
        type: 'actions',
        elements: [
          { action_id: 'remove_person', confirm: { title: { text: 'Remove this person?' } } },
          { action_id: 'forget_person', value: 'ada' },
        ],
      },
    ]);
  });

  it.each(['change_person', 'all_changes'])('shows no one to someone from another workspace: %s', async (actionId) => {
    await press(actionId, 'ada', HOME, BEN, OTHER_TEAM);
    expect(modalText()).toContain('Only members');
    expect(modalText()).not.toContain('Ada');
  });

  it('opens without the face when Slack cannot show it', async () => {
    slack().state.refusedPictures = 1;
    await press('change_person', `ada:${PHOTO}:left`, HOME);
    expect(modalText()).toContain('*Ada Lovelace*');
    expect(picturesOf(modal())).toEqual([]);
    // It was cut out and uploaded beside the numbered picture of the reply.
    expect(slack().uploads()).toHaveLength(2);
  });

  it('opens in time with a sentence when the face service is slow, and shows the person afterwards', async () => {
    let answer = () => {};
    recognizer().before('people.registry', () => new Promise((resolve) => (answer = resolve)));
    slack().before('views.open', () => {
      recognizer().before('people.registry', async () => {});
      answer();
    });
    await press('change_person', 'ada', HOME);
    const [first, then] = slack().modal().versions;
    expect(JSON.stringify(first)).toContain('This takes a moment');
    expect(then?.blocks[0]).toMatchObject({ text: { text: '*Ada Lovelace*' } });
  });

  it('says so when the person no longer exists, or the face service does not answer', async () => {
    await openFromHome('nobody');
    expect(modalText()).toContain('no longer know this person');
    recognizer().failNext('people.registry', clarifaiError('unavailable'));
    await openFromHome('ada');
    expect(modalText()).toContain('isn’t answering');
  });
});

describe('renaming', () => {
  it('shows the new name, who gave it and when, and can be undone', async () => {
    expect(await submit(await openFromHome('ada'), { name: ' Ada  King ' }, BEN)).toBe('ok');
    expect(await tagged()).toEqual(['Ada King', 'Adda']);
    expect(homeText(BEN)).toContain(`*Ada King* · renamed from *Ada Lovelace* by you · <!date^`);

    await pressNamed('Undo', home(BEN));
    expect(await names()).toEqual(['Ada Lovelace', 'Adda', 'Grace Hopper']);
    expect(homeText(ADA)).not.toContain('was called');
  });

  it.each([
    ['with nothing', { name: ' ' }, 'type another'],
    ['and merging at once', { name: 'Ada King', sameAs: 'grace' }, 'not both'],
  ])('%s keeps the modal open and says why', async (_what, filled, why) => {
    expect(JSON.stringify(await submit(await openFromHome('ada'), filled))).toContain(why);
    expect(await names()).toEqual(['Ada Lovelace', 'Adda', 'Grace Hopper']);
  });

  it('to the same name changes nothing', async () => {
    expect(await submit(await openFromHome('ada'), {})).toBe('ok');
    expect((await recognizer().people.registry()).records.find(({ id }) => id === 'ada')?.renames).toEqual([]);
  });

  it('from another workspace is refused', async () => {
    const view = await openFromHome('ada');
    expect(JSON.stringify(await submit(view, { name: 'Countess' }, BEN, OTHER_TEAM))).toContain('Only members');
    expect(await names()).toEqual(['Ada Lovelace', 'Adda', 'Grace Hopper']);
  });

  it('says so when the face service does not store it', async () => {
    const view = await openFromHome('ada');
    recognizer().failNext('people.rename', clarifaiError('unavailable'));
    expect(await submit(view, { name: 'Ada King' })).toEqual({
      response_action: 'errors',
      errors: { 'name:Ada Lovelace': expect.stringContaining('isn’t answering') },
    });
  });

  it('to a name that someone has asks whether they are the same person, and after yes merges them', async () => {
    const answer = (await submit(await openFromHome('adda'), { name: 'ada lovelace' })) as { view: View };
    expectViewAcceptedBySlack(answer.view);
    expect(JSON.stringify(answer.view.blocks)).toContain('I already know *Ada Lovelace*.');
    await submit(answer.view, { same: 'ada' });
    expect(await names()).toEqual(['Ada Lovelace', 'Grace Hopper']);
  });

  it('to a name that someone has asks whether they are the same person, and after no takes another name', async () => {
    const { view } = (await submit(await openFromHome('adda'), { name: 'ada lovelace' })) as { view: View };
    expect(JSON.stringify(await submit(view, { same: 'another' }))).toContain('tells them apart');
    await submit(view, { same: 'another', name: 'Ada B. Lovelace' });
    expect(await names()).toEqual(['Ada B. Lovelace', 'Ada Lovelace', 'Grace Hopper']);
  });
});

describe('merging', () => {
  it('offers everyone else to choose from, and no one to other workspaces', async () => {
    await recognizer().tags.add({ photoId: PHOTO, faceId: 'right', person: grace, taggedBy: ADA });
    const view = await openFromHome('ada');
    const where = { container: { type: 'view', view_id: 'V1' }, view: { ...view, id: 'V1', team_id: TEAM } };
    const ask = async (value: string, team = TEAM) => {
      const answer = await posted.bot.send(
        menuQuery({ action_id: 'same_as', block_id: 'same_as', value }, where, team),
      );
      return (answer as { options: { value: string }[] }).options.map((option) => option.value);
    };
    expect(await ask('')).toEqual(['adda', 'grace']);
    expect(await ask('hop')).toEqual(['grace']);
    expect(await ask('', OTHER_TEAM)).toEqual([]);
  });

  it('makes two people one, shows who merged them, and can be split in the modal', async () => {
    expect(await submit(await openFromHome('adda'), { sameAs: 'ada' }, BEN)).toBe('ok');
    expect(await tagged()).toEqual(['Ada Lovelace', 'Ada Lovelace']);
    expect(homeText(BEN)).toContain(`*Adda* · merged into *Ada Lovelace* by you · <!date^`);

    const { id, shown } = await openFromHome('ada').then(() => slack().modal());
    await posted.bot.send(viewAction(buttonNamed(shown, 'Split'), { ...shown, id }));
    expect(modalText()).not.toContain('Split');
    expect(await tagged()).toEqual(['Ada Lovelace', 'Adda']);
  });
});

describe('removing', () => {
  it('can be undone where it was done, and in App Home', async () => {
    await press('remove_person', 'ada', await openFromHome('ada'), BEN);
    expect(modal()).not.toHaveProperty('submit');
    expect(modalText()).toContain(`*Ada Lovelace* · removed by <@${BEN}>`);
    expect(await tagged()).toEqual(['Adda']);

    await pressNamed('Put back', home(BEN));
    expect(await tagged()).toEqual(['Ada Lovelace', 'Adda']);
  });

  it('says in the modal that the face service does not answer', async () => {
    const view = await openFromHome('ada');
    recognizer().failNext('people.remove', clarifaiError('unavailable'));
    await press('remove_person', 'ada', view);
    expect(modalText()).toContain('isn’t answering');
    expect(await tagged()).toEqual(['Ada Lovelace', 'Adda']);
  });

  it('says in a modal that a button of App Home is out of date', async () => {
    await press('take_back', 'of another time', HOME);
    expect(modalText()).toContain('out of date');
  });

  it('says in the modal that it is for members of the workspace', async () => {
    await press('remove_person', 'ada', await openFromHome('ada'), BEN, OTHER_TEAM);
    expect(modalText()).toContain('Only members');
    expect(await tagged()).toEqual(['Ada Lovelace', 'Adda']);
  });

  it('is done even if the modal was closed in the meantime', async () => {
    const view = await openFromHome('ada');
    slack().state.closedModals.add(slack().modal().id);
    await press('remove_person', 'ada', view);
    expect(await tagged()).toEqual(['Adda']);
    expect(homeText()).toContain(`*Ada Lovelace* · removed by you`);
  });

  it('is shown in App Home even if it took long and the modal was closed in the meantime', async () => {
    await posted.bot.send(homeOpened());
    const asked: View = { ...(await openFromHome('ada')), callback_id: 'remove_person' };
    recognizer().before(
      'people.remove',
      () => new Promise((resolve) => setTimeout(resolve, LONGER_THAN_SLACK_WAITS_MS)),
    );
    slack().state.closedModals.add(slack().modal().id);
    const { id } = slack().modal();
    expect(await posted.bot.send(viewSubmission({ ...asked, id }, {}))).toMatchObject({ response_action: 'update' });
    expect(homeText()).toContain(`*Ada Lovelace* · removed by you`);
  });

  it('is in the list of all changes, and can be undone there', async () => {
    for (const personId of ['ada', 'adda']) await recognizer().people.remove({ personId, by: BEN });
    await press('all_changes', '', HOME);
    expect(modal().blocks).toHaveLength(2);

    await pressNamed('Put back', modal());
    expect(modal().blocks).toHaveLength(1);
    expect(await tagged()).toEqual(['Adda']);
  });

  it('is not shown to people who are not in the conversation it is about', async () => {
    await recognizer().people.remove({ personId: 'ada', by: BEN });
    await recognizer().people.merge({ personId: 'adda', intoId: 'grace', by: BEN });
    await posted.bot.send(homeOpened('UELSE0000'));
    expect(home('UELSE0000').blocks).not.toHaveLength(0);
    expect(homeText('UELSE0000')).not.toMatch(/Ada Lovelace|Adda|Recently/);
  });
});

describe('changing a person from a reply', () => {
  /** Chooses “Change Grace Hopper everywhere…” in the menu of the face that is taken for her. */
  async function openFromReply(): Promise<View> {
    await posted.pick('right', 'e:grace');
    return modal();
  }
  const clickInReply = (actionId: string, faceId: string, value: string) =>
    posted.bot.send(
      blockAction(
        { type: 'button', action_id: actionId, block_id: `face:${PHOTO}:${faceId}::old`, value },
        { ts: REPLY_TS, thread_ts: POST_TS },
      ),
    );
  const text = () => posted.reply().text;

  it('opens the same modal, and the reply follows each change at once', async () => {
    const view = await openFromReply();
    expect(text()).toContain('3 Grace Hopper');
    await submit(view, { name: 'Rear Admiral Hopper' });
    expect(text()).toContain('3 Rear Admiral Hopper');

    await press('remove_person', 'grace', view);
    expect(text()).toContain('3 not named yet');
    await pressNamed('Put back', modal());
    expect(text()).toContain('3 Rear Admiral Hopper');
  });

  it('in a menu from before a merge, a person stands for the one they were merged into', async () => {
    await recognizer().people.merge({ personId: 'grace', intoId: 'ada', by: BEN });
    await clickInReply('confirm_person', 'right', 'grace');
    expect(text()).toContain('3 Ada Lovelace');
  });

  it('by another process is shown after the next click', async () => {
    await recognizer().people.rename({ personId: 'grace', name: 'Amazing Grace', by: BEN });
    await clickInReply('undo_name', 'left', 'ada');
    expect(text()).toContain('3 Amazing Grace');
  });

  it('brings earlier replies up to date, also those in which every face is named', async () => {
    await recognizer().tags.add({ photoId: PHOTO, faceId: 'right', person: grace, taggedBy: ADA });
    await submit(await openFromHome('grace'), { name: 'Amazing Grace' });
    expect(text()).not.toContain('Amazing Grace');
    await posted.bot.runBackground();
    expect(slack().message(REPLY_TS, CHANNEL).text).toBe('3 faces: 1 Ada Lovelace, 2 Adda, 3 Amazing Grace.');
  });
});
