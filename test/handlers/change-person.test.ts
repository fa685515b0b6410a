import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ADA,
  BEN,
  BOT_USER,
  blockAction,
  CHANNEL,
  messageEvent,
  slackFile,
  startTestBot,
  TEAM,
  type TestBot,
} from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const POST_TS = '1700000000.000100';
const REPLY_TS = '1700000001.000100';
const PHOTO = 'slack-f0000000a';
const FACE_FILE = 'F0FACE0001';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const adda = { id: 'adda', name: 'Adda' };
const grace = { id: 'grace', name: 'Grace Hopper' };

const PICTURE_REFUSED = {
  ok: false,
  error: 'invalid_arguments',
  response_metadata: { messages: ['invalid slack_file'] },
};

interface View {
  readonly type: string;
  readonly callback_id?: string;
  readonly private_metadata: string;
  readonly blocks: readonly Record<string, unknown>[];
}

let bot: TestBot;
let metadata: unknown;

/** One photo: Ada, and Ada again under the name of Adda; the model takes the third face for Grace. */
beforeEach(async () => {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({
      people: [ada, adda, grace],
      trained: true,
      faces: { [PHOTO]: [fakeFace('left', 0.1), fakeFace('middle', 0.4), fakeFace('right', 0.8, { grace: 0.97 })] },
    }),
  });
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expectUpload('F0PICTURE1');
  bot.slack.expect('chat.postMessage', (args) => {
    metadata = args.metadata;
    return { ts: REPLY_TS };
  });
  await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
  await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: ada, taggedBy: ADA });
  await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'middle', person: adda, taggedBy: ADA });
  bot.background.length = 0;
});
afterEach(() => bot.slack.assertDone());

/** App Home is shown, to whoever is in the channel, with the faces that are there. */
function expectHome({ newFaces = [], waits = false }: { newFaces?: readonly string[]; waits?: boolean } = {}): void {
  bot.slack.expect('users.conversations', { channels: [{ id: CHANNEL }] });
  if (waits) bot.slack.expect('chat.getPermalink', { permalink: 'https://test.slack.com/p1' });
  bot.slack.expect('views.publish');
  for (const file of newFaces) {
    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expectUpload(file);
  }
  if (newFaces.length > 0) bot.slack.expect('views.publish');
}

const home = () => bot.slack.callsOf('views.publish').at(-1)?.view as View;
const opened = () => bot.slack.callsOf('views.open').at(-1)?.view as View;
const updated = () => bot.slack.callsOf('views.update').at(-1)?.view as View;

function press(action_id: string, value: string, view: View, user = ADA, team = TEAM): Promise<unknown> {
  return bot.send({
    type: 'block_actions',
    team: { id: TEAM, domain: 'test' },
    user: { id: user, team_id: team },
    container: { type: 'view', view_id: 'V1' },
    view: { ...view, id: 'V1', team_id: TEAM },
    trigger_id: '1.2.3',
    actions: [{ type: 'button', action_id, block_id: 'b', value, action_ts: '1' }],
  });
}

/** The value of the button that takes a change back. */
function valueIn(view: View, label: string): string {
  const button = view.blocks
    .map(({ accessory }) => accessory as { text?: { text: string }; value?: string } | undefined)
    .find((accessory) => accessory?.text?.text === label);
  return button?.value ?? `no button “${label}”`;
}

const HOME: View = { type: 'home', private_metadata: '0', blocks: [] };

/** Opens the modal of a person, as the button in App Home does. */
async function openFromHome(personId: string): Promise<View> {
  bot.slack.expect('views.open');
  await press('change_person', personId, HOME);
  expectViewAcceptedBySlack(opened());
  return opened();
}

interface Filled {
  readonly name?: string;
  readonly sameAs?: string;
  readonly same?: string;
}

function submit(view: View, { name, sameAs, same }: Filled, user = ADA, team = TEAM): Promise<unknown> {
  const nameBlock = view.blocks.map(({ block_id }) => String(block_id)).find((id) => id.startsWith('name')) ?? 'name';
  const initial = nameBlock.slice('name:'.length);
  return bot.send({
    type: 'view_submission',
    team: { id: TEAM, domain: 'test' },
    user: { id: user, team_id: team },
    trigger_id: '1.2.4',
    view: {
      ...view,
      id: 'V1',
      team_id: TEAM,
      state: {
        values: {
          [nameBlock]: { value: { type: 'plain_text_input', value: name ?? initial } },
          ...(sameAs === undefined
            ? {}
            : { same_as: { same_as: { type: 'external_select', selected_option: { value: sameAs } } } }),
          ...(same === undefined
            ? {}
            : { same: { value: { type: 'radio_buttons', selected_option: { value: same } } } }),
        },
      },
    },
  });
}

const names = async () => (await bot.recognizer.people.list()).map(({ name }) => name).sort();
const tagged = async () => (await bot.recognizer.tags.list()).map(({ person }) => person.name).sort();

describe('“Change…” in App Home', () => {
  it('stands beside each person the viewer may see, and opens a modal with their face', async () => {
    expectHome({ newFaces: [FACE_FILE, 'F0FACE0002'] });
    await bot.send({
      type: 'event_callback',
      team_id: TEAM,
      event_id: 'Ev3',
      event: { type: 'app_home_opened', user: ADA, channel: 'D1', tab: 'home', event_ts: '1' },
    });
    expectViewAcceptedBySlack(home());
    const values = home().blocks.flatMap(({ elements }) =>
      ((elements ?? []) as { action_id: string; value: string }[])
        .filter(({ action_id }) => action_id === 'change_person')
        .map(({ value }) => value),
    );
    expect(values).toEqual([`ada:${PHOTO}:left`, `adda:${PHOTO}:middle`]);
    bot.slack.expect('views.open');
    await press('change_person', values[0] ?? '', home());
    expectViewAcceptedBySlack(opened());
    expect(opened().blocks).toMatchObject([
      { text: { text: '*Ada Lovelace*' }, accessory: { type: 'image', alt_text: 'Face of Ada Lovelace' } },
      { type: 'input', label: { text: 'Name' }, element: { initial_value: 'Ada Lovelace' } },
      { type: 'input', block_id: 'same_as', optional: true },
      { type: 'divider' },
      {
        type: 'actions',
        elements: [
          { action_id: 'remove_person', confirm: { title: { text: 'Remove this person?' } } },
          { action_id: 'forget_person', value: 'ada' },
        ],
      },
    ]);
  });

  it('opens without the face when Slack does not show it', async () => {
    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expectUpload(FACE_FILE);
    bot.slack.expect('views.open', PICTURE_REFUSED);
    bot.slack.expect('views.open');
    await press('change_person', `ada:${PHOTO}:left`, HOME);
    expect(JSON.stringify(bot.slack.callsOf('views.open').map(({ view }) => view))).toContain(FACE_FILE);
    expect(JSON.stringify(opened())).not.toContain(FACE_FILE);
  });

  it('opens in time with a note when the face service is slow, and is filled then', async () => {
    let answer = () => {};
    bot.recognizer.before(
      'people.registry',
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    bot.slack.expect('views.open', () => {
      bot.recognizer.before('people.registry', async () => {});
      answer();
      return { view: { id: 'V2' } };
    });
    bot.slack.expect('views.update');
    await press('change_person', 'ada', HOME);
    expect(JSON.stringify(opened().blocks)).toContain('This takes a moment');
    expect(bot.slack.callsOf('views.update')[0]).toMatchObject({ view_id: 'V2' });
    expect(updated().blocks[0]).toMatchObject({ text: { text: '*Ada Lovelace*' } });
  });

  it('says so when the person is gone, or the face service away', async () => {
    expect(JSON.stringify((await openFromHome('nobody')).blocks)).toContain('not known any more');
    bot.recognizer.failNext('people.registry', clarifaiError('unavailable'));
    expect(JSON.stringify((await openFromHome('ada')).blocks)).toContain('not answering');
  });
});

describe('renaming', () => {
  it('shows the new name, who gave it and when, and takes it back', async () => {
    const modal = await openFromHome('ada');
    expectHome({ newFaces: [FACE_FILE, 'F0FACE0002'] });
    expect(await submit(modal, { name: ' Ada  King ' }, BEN)).toBe('ok');
    expect(await tagged()).toEqual(['Ada King', 'Adda']);
    expect(JSON.stringify(home())).toContain(
      `*Ada King* was called *Ada Lovelace* until <@${BEN}> changed it · <!date^`,
    );
    expect(bot.background).toHaveLength(1);

    expectHome();
    await press('take_back', valueIn(home(), 'Undo'), home());
    expect(await names()).toEqual(['Ada Lovelace', 'Adda', 'Grace Hopper']);
    expect(JSON.stringify(home())).not.toContain('was called');
  });

  it.each([
    ['with nothing', { name: ' ' }, 'type another'],
    ['and merging at once', { name: 'Ada King', sameAs: 'grace' }, 'not both'],
  ])('%s keeps the modal open and says why', async (_what, filled, why) => {
    const modal = await openFromHome('ada');
    expect(JSON.stringify(await submit(modal, filled))).toContain(why);
    expect(await names()).toEqual(['Ada Lovelace', 'Adda', 'Grace Hopper']);
  });

  it('to the same name changes nothing; from another workspace it is refused', async () => {
    const modal = await openFromHome('ada');
    expect(await submit(modal, {})).toBe('ok');
    expect(JSON.stringify(await submit(modal, { name: 'Countess' }, BEN, 'T0OTHER00'))).toContain('Only members');
    expect(bot.recognizer.calls).not.toContain('people.rename');
  });

  it('says so when the face service does not keep it', async () => {
    const modal = await openFromHome('ada');
    bot.recognizer.failNext('people.rename', clarifaiError('unavailable'));
    expect(await submit(modal, { name: 'Ada King' })).toEqual({
      response_action: 'errors',
      errors: { 'name:Ada Lovelace': expect.stringContaining('not answering') },
    });
  });

  it('to a name that somebody has asks whether they are the same person: yes', async () => {
    const answer = (await submit(await openFromHome('adda'), { name: 'ada lovelace' })) as { view: View };
    expectViewAcceptedBySlack(answer.view);
    expect(JSON.stringify(answer.view.blocks)).toContain('I know *Ada Lovelace* already, beside *Adda*.');
    expectHome({ newFaces: [FACE_FILE] });
    await submit(answer.view, { same: 'ada' });
    expect(await names()).toEqual(['Ada Lovelace', 'Grace Hopper']);
  });

  it('to a name that somebody has asks whether they are the same person: no', async () => {
    const { view } = (await submit(await openFromHome('adda'), { name: 'ada lovelace' })) as { view: View };
    expect(JSON.stringify(await submit(view, { same: 'another' }))).toContain('tells the two apart');
    expectHome({ newFaces: [FACE_FILE, 'F0FACE0002'] });
    await submit(view, { same: 'another', name: 'Ada B. Lovelace' });
    expect(await names()).toEqual(['Ada B. Lovelace', 'Ada Lovelace', 'Grace Hopper']);
  });
});

describe('merging', () => {
  it('offers everybody else to choose from', async () => {
    const modal = await openFromHome('ada');
    const ask = (value: string, team = TEAM) =>
      bot.send({
        type: 'block_suggestion',
        team: { id: TEAM, domain: 'test' },
        user: { id: ADA, team_id: team },
        container: { type: 'view', view_id: 'V1' },
        view: { ...modal, id: 'V1', team_id: TEAM },
        action_id: 'same_as',
        block_id: 'same_as',
        value,
      });
    const options = (answer: unknown) => (answer as { options: { value: string }[] }).options.map(({ value }) => value);
    expect(options(await ask(''))).toEqual(['adda', 'grace']);
    expect(options(await ask('hop'))).toEqual(['grace']);
    expect(options(await ask('', 'T0OTHER00'))).toEqual([]);
  });

  it('makes two people one, shows by whom, and splits them again from the modal', async () => {
    const modal = await openFromHome('adda');
    expectHome({ newFaces: [FACE_FILE] });
    expect(await submit(modal, { sameAs: 'ada' }, BEN)).toBe('ok');
    expect(await tagged()).toEqual(['Ada Lovelace', 'Ada Lovelace']);
    expect(JSON.stringify(home())).toContain(`*Adda* is the same person as *Ada Lovelace*, says <@${BEN}> · <!date^`);

    const both = await openFromHome('ada');
    bot.slack.expect('views.update');
    expectHome({ newFaces: ['F0FACE0002'] });
    await press('take_back', valueIn(both, 'Split'), both);
    expectViewAcceptedBySlack(updated());
    expect(bot.slack.callsOf('views.update').at(-1)).toMatchObject({ view_id: 'V1' });
    expect(JSON.stringify(updated().blocks)).not.toContain('Split');
    expect(await tagged()).toEqual(['Ada Lovelace', 'Adda']);
  });
});

describe('removing', () => {
  it('is undone where it was done, and in App Home', async () => {
    const modal = await openFromHome('ada');
    bot.slack.expect('views.update');
    expectHome({ newFaces: [FACE_FILE], waits: true });
    await press('remove_person', 'ada', modal, BEN);
    expectViewAcceptedBySlack(updated());
    expect(updated()).not.toHaveProperty('submit');
    expect(JSON.stringify(updated().blocks)).toContain(`*Ada Lovelace* was removed by <@${BEN}>`);
    expect(await tagged()).toEqual(['Adda']);

    expectHome({ newFaces: ['F0FACE0002'] });
    await press('take_back', valueIn(home(), 'Put back'), home());
    expect(await tagged()).toEqual(['Ada Lovelace', 'Adda']);
  });

  it('shows what went wrong, in the modal or in one of its own', async () => {
    const modal = await openFromHome('ada');
    bot.recognizer.failNext('people.remove', clarifaiError('unavailable'));
    bot.slack.expect('views.update');
    await press('remove_person', 'ada', modal);
    expect(JSON.stringify(updated().blocks)).toContain('not answering');

    bot.slack.expect('views.open');
    await press('take_back', 'of another time', HOME);
    expect(JSON.stringify(opened().blocks)).toContain('out of date');

    bot.slack.expect('views.update');
    await press('remove_person', 'ada', modal, BEN, 'T0OTHER00');
    expect(JSON.stringify(updated().blocks)).toContain('Only members');
    expect(await tagged()).toEqual(['Ada Lovelace', 'Adda']);
  });

  it('goes on when the modal was closed meanwhile', async () => {
    const modal = await openFromHome('ada');
    bot.slack.expect('views.update', { ok: false, error: 'not_found' });
    expectHome({ newFaces: [FACE_FILE], waits: true });
    await press('remove_person', 'ada', modal);
    expect(await tagged()).toEqual(['Adda']);
  });

  it('lists all changes, and takes one back there', async () => {
    for (const personId of ['ada', 'adda']) await bot.recognizer.people.remove({ personId, by: BEN });
    bot.slack.expect('users.conversations', { channels: [{ id: CHANNEL }] });
    bot.slack.expect('views.open');
    await press('all_changes', '', HOME);
    expectViewAcceptedBySlack(opened());
    expect(opened().blocks).toHaveLength(2);

    bot.slack.expect('users.conversations', { channels: [{ id: CHANNEL }] });
    bot.slack.expect('views.update');
    expectHome({ newFaces: [FACE_FILE], waits: true });
    await press('take_back', valueIn(opened(), 'Put back'), opened());
    expect(updated().blocks).toHaveLength(1);
    expect(await tagged()).toEqual(['Adda']);
  });

  it('shows nobody what happened in conversations they are not in', async () => {
    await bot.recognizer.people.remove({ personId: 'ada', by: BEN });
    await bot.recognizer.people.merge({ personId: 'adda', intoId: 'grace', by: BEN });
    bot.slack.expect('users.conversations', { channels: [] });
    bot.slack.expect('views.publish');
    await bot.send({
      type: 'event_callback',
      team_id: TEAM,
      event_id: 'Ev4',
      event: { type: 'app_home_opened', user: BEN, channel: 'D1', tab: 'home', event_ts: '1' },
    });
    expect(JSON.stringify(home())).not.toMatch(/Ada|Adda|Recently/);
  });
});

describe('from a message', () => {
  const expectRead = () =>
    bot.slack.expect('conversations.replies', () => ({ messages: [{ ts: REPLY_TS, user: BOT_USER, metadata }] }));
  function expectUpdate(): void {
    expectRead();
    bot.slack.expect('chat.update', (args) => {
      metadata = args.metadata;
      return { ts: REPLY_TS };
    });
  }

  /** Chooses "Change Grace Hopper everywhere…" in the menu of the face that is taken for her. */
  async function openFromMessage(): Promise<View> {
    bot.slack.expect('views.open');
    expectUpdate();
    await bot.send(
      blockAction(
        {
          type: 'external_select',
          action_id: 'pick_person',
          block_id: `face:${PHOTO}:right:grace:old`,
          selected_option: { text: { type: 'plain_text', text: 'shown' }, value: 'e:grace' },
        },
        { ts: REPLY_TS, thread_ts: POST_TS },
      ),
    );
    expectViewAcceptedBySlack(opened());
    return opened();
  }
  const lastText = () => String(bot.slack.callsOf('chat.update').at(-1)?.text);

  it('the same modal changes a person, and the reply says so at once', async () => {
    const modal = await openFromMessage();
    expect(lastText()).toContain('3 Grace Hopper');
    expectUpdate();
    await submit(modal, { name: 'Rear Admiral Hopper' });
    expect(lastText()).toContain('3 Rear Admiral Hopper');

    bot.slack.expect('views.update');
    expectUpdate();
    await press('remove_person', 'grace', modal);
    expect(lastText()).toContain('3 not named yet');
    bot.slack.expect('views.update');
    expectUpdate();
    await press('take_back', valueIn(updated(), 'Put back'), updated());
    expect(lastText()).toContain('3 Rear Admiral Hopper');
  });

  it('a menu of before a merge names whom they count as now', async () => {
    await bot.recognizer.people.merge({ personId: 'grace', intoId: 'ada', by: BEN });
    expectUpdate();
    await bot.send(
      blockAction(
        { type: 'button', action_id: 'confirm_person', block_id: `face:${PHOTO}:right::old`, value: 'grace' },
        { ts: REPLY_TS, thread_ts: POST_TS },
      ),
    );
    expect(lastText()).toContain('3 Ada Lovelace');
  });

  it('a change by another process is seen in the next click', async () => {
    await bot.recognizer.people.rename({ personId: 'grace', name: 'Amazing Grace', by: BEN });
    expectUpdate();
    await bot.send(
      blockAction(
        { type: 'button', action_id: 'undo_name', block_id: `face:${PHOTO}:left::old`, value: 'ada' },
        { ts: REPLY_TS, thread_ts: POST_TS },
      ),
    );
    expect(lastText()).toContain('3 Amazing Grace');
  });
});

it('earlier replies that named the person are brought up to date, also when all of their faces are named', async () => {
  await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'right', person: grace, taggedBy: ADA });
  const modal = await openFromHome('grace');
  expectHome({ newFaces: ['F01', 'F02', 'F03'] });
  await submit(modal, { name: 'Amazing Grace' });
  const replies = { messages: [{ type: 'message', user: BOT_USER, ts: REPLY_TS, thread_ts: POST_TS, metadata }] };
  bot.slack.expect('auth.test', { user_id: BOT_USER });
  bot.slack.expect('conversations.replies', replies);
  bot.slack.expect('conversations.replies', replies);
  bot.slack.expect('chat.update');
  for (const work of bot.background.splice(0)) await work(new AbortController().signal);
  expect(bot.slack.callsOf('chat.update')[0]?.text).toBe('3 faces: 1 Ada Lovelace, 2 Adda, 3 Amazing Grace.');
});
