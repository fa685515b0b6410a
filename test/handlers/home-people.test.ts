import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL, POST_TS, TEAM } from '../support/slack/ids.js';
import { permalinkOf } from '../support/slack/messages-api.js';
import { homeOpened, viewAction, viewSubmission } from '../support/slack/payloads.js';
import { buttonNamed, picturesOf } from '../support/slack/read-message.js';
import type { View } from '../support/slack/state.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

/** The people in App Home: searching them, and the menu beside each. */

const [FIRST, SECOND, SECRET] = ['slack-f000first', 'slack-f0second', 'slack-f00secret'];
const SECRET_CHANNEL = 'C0SECRET1';
const LATER_TS = '1700000500.000100';
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const PEOPLE = [ada, grace, ...['Cleo', 'Dan', 'Eve', 'Finn'].map((name) => ({ id: name.toLowerCase(), name }))];

let bot: Bot;

/** Everyone is tagged in the first photo; Grace also in a later one, and in one that Ada may not see. */
beforeEach(async () => {
  const faces = PEOPLE.map(({ id }, index) => fakeFace(`${id}-face`, index / 10));
  bot = await startBot({
    recognizer: createFakeRecognizer({
      people: PEOPLE,
      faces: { [FIRST]: faces, [SECOND]: [fakeFace('later', 0.1)], [SECRET]: [fakeFace('hidden', 0.1)] },
    }),
  });
  bot.slack.state.channels.set(SECRET_CHANNEL, { id: SECRET_CHANNEL, members: [BOT_USER] });
  await earlierPhoto(bot, FIRST, CHANNEL, POST_TS);
  await earlierPhoto(bot, SECOND, CHANNEL, LATER_TS);
  await earlierPhoto(bot, SECRET, SECRET_CHANNEL, POST_TS);
  const tag = (photoId: string, faceId: string, person: { id: string; name: string }) =>
    bot.recognizer.tags.add({ photoId, faceId, person, taggedBy: BEN });
  for (const person of PEOPLE) await tag(FIRST, `${person.id}-face`, person);
  await tag(SECRET, 'hidden', grace);
  await tag(SECOND, 'later', grace);
  await bot.send(homeOpened(ADA));
});
afterEach(() => bot.slack.close());

const home = (): View => bot.slack.home(ADA) ?? { type: 'home', private_metadata: '', blocks: [] };
const shown = () => JSON.stringify(home());
const modal = () => bot.slack.modal().shown;
const modalText = () => JSON.stringify(modal().blocks);

interface Menu {
  readonly action_id?: string;
  readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[];
}

/** The people shown, top to bottom, and the menu of each. */
const rows = () =>
  home().blocks.flatMap(({ text, accessory }) => {
    const { action_id, options = [] } = (accessory ?? {}) as Menu;
    return action_id === 'person_menu' ? [{ name: (text as { text: string }).text, options }] : [];
  });

/** Chooses in the menu beside a person. */
async function choose(name: string, option: string, user = ADA): Promise<void> {
  const { options = [] } = rows().find((row) => row.name.includes(name)) ?? {};
  const selected_option = options.find(({ text }) => text.text.startsWith(option));
  if (selected_option === undefined) throw new Error(`${name} has no “${option}”`);
  const payload = viewAction({ action_id: 'person_menu', value: '' }, { ...home() }, user);
  const action = { type: 'overflow', action_id: 'person_menu', block_id: 'b', action_ts: '1', selected_option };
  await bot.send({ ...payload, actions: [action] });
  expectViewAcceptedBySlack(modal());
}

const submit = (user = ADA) => bot.send(viewSubmission({ ...modal() }, {}, user, TEAM));

async function search(value: string): Promise<void> {
  const payload = viewAction({ action_id: 'find_person', value }, { ...home() });
  const action = { type: 'plain_text_input', action_id: 'find_person', block_id: 'b', action_ts: '1', value };
  await bot.send({ ...payload, actions: [action] });
}

const names = () => rows().map(({ name }) => name.replaceAll('*', ''));

describe('the search in App Home', () => {
  it('shows only the people it finds, until everyone is shown again', async () => {
    await search('  hop');
    expect(names()).toEqual(['Grace Hopper']);
    expect(shown()).toContain('1 of 6 people matches “hop”.');
    const { action_id, value } = buttonNamed(home(), 'Show everyone');
    await bot.send(viewAction({ action_id, value }, { ...home() }));
    expect(names()).toHaveLength(6);
  });

  it('stays when App Home is opened again, also after another process showed it', async () => {
    await search('hop');
    const private_metadata = home()['private_metadata'];
    await bot.send(homeOpened(ADA));
    expect(names()).toEqual(['Grace Hopper']);
    await search('');
    const event = homeOpened(ADA);
    const view = { id: 'V1', type: 'home', private_metadata, hash: 'of another process' };
    await bot.send({ ...event, event: { ...(event['event'] as object), view } });
    expect(names()).toEqual(['Grace Hopper']);
  });

  it('is each person’s own', async () => {
    await search('hop');
    await bot.send(homeOpened(BEN));
    expect(JSON.stringify(bot.slack.home(BEN))).toContain('Cleo');
  });

  it('does not find people the viewer may not see', async () => {
    await bot.recognizer.tags.remove({ photoId: FIRST, faceId: 'cleo-face' });
    await search('cleo');
    expect(shown()).toContain('No one here is called “cleo”.');
  });
});

describe('“See photos” beside a person in App Home', () => {
  it('shows the photos the viewer may see, newest first, with the face and a link', async () => {
    await choose('Grace', 'See photos');
    const links = [...modalText().matchAll(/<(https:[^|]+)\|See the photo>/g)].map(([, link]) => link);
    expect(links).toEqual([permalinkOf(LATER_TS), permalinkOf(POST_TS)]);
    expect(modalText()).toContain('Photos of *Grace Hopper*\\n2 photos in conversations you’re in.');
    expect(picturesOf(modal())).toHaveLength(2);
    expect(modalText()).not.toContain(SECRET_CHANNEL);
  });

  it('counts as the row in App Home does', async () => {
    expect(shown()).toContain('2 tagged photos');
    await choose('Cleo', 'See photos');
    expect(modalText()).toContain('Photos of *Cleo*\\n1 photo in conversations you’re in.');
  });

  it('says what went wrong', async () => {
    bot.recognizer.failNext('tags.listAnswers', clarifaiError('unavailable'));
    await choose('Grace', 'See photos');
    expect(modalText()).toContain('isn’t answering');
  });
});

describe('“Rename or merge…” beside a person in App Home', () => {
  it('opens the person', async () => {
    await choose('Grace', 'Rename or merge');
    expect(modal()).toMatchObject({ callback_id: 'person' });
    expect(modalText()).toContain('*Grace Hopper*');
  });
});

describe('“Remove…” beside a person in App Home', () => {
  it('says what it means and how it differs from Forget, then stops naming them', async () => {
    await choose('Grace', 'Remove');
    expect(modal()).toMatchObject({ title: { text: 'Remove this person?' }, submit: { text: 'Remove' } });
    expect(modalText()).toContain('Nothing is deleted');
    expect(modalText()).toContain('choose “Forget” instead');
    expect(names()).toContain('Grace Hopper');
    await submit();
    expect(names()).not.toContain('Grace Hopper');
    expect(shown()).toContain('removed by');
  });

  it('keeps the search someone was on', async () => {
    await search('e');
    const before = names();
    await choose('Cleo', 'Remove');
    await submit();
    expect(names()).toEqual(before.filter((name) => name !== 'Cleo'));
  });

  it('is refused to someone who may not change that person, with the reason', async () => {
    await choose('Ada', 'Remove');
    expect(await submit(BEN)).toMatchObject({
      response_action: 'update',
      view: { blocks: [{ text: { text: expect.stringContaining('only they or a workspace admin') } }] },
    });
    expect(names()).toContain('Ada Lovelace (you)');
  });
});

it.each(['Remove…', 'Forget…'])('“%s” opens without the face while Slack does not show it', async (option) => {
  bot.slack.state.users.set(ADA, { id: ADA, is_admin: true });
  await bot.send(homeOpened(ADA));
  bot.slack.state.refusedPictures = 1;
  await choose('Grace', option);
  expect(modalText()).toContain('Grace Hopper');
  expect(picturesOf(modal())).toEqual([]);
});

describe('“Forget…” beside a person in App Home', () => {
  it('is only offered for oneself, unless one is an admin', async () => {
    const forgettable = () =>
      rows().filter(({ options }) => options.some(({ text }) => text.text.startsWith('Forget')));
    expect(forgettable().map(({ name }) => name)).toEqual(['*Ada Lovelace* (you)']);
    bot.slack.state.users.set(ADA, { id: ADA, is_admin: true });
    await bot.send(homeOpened(ADA));
    expect(forgettable()).toHaveLength(6);
  });

  it('says what it means and how it differs from Remove, then forgets them', async () => {
    await choose('Ada', 'Forget me');
    expect(modal()).toMatchObject({ title: { text: 'Forget you?' }, submit: { text: 'Forget' } });
    expect(modalText()).toContain('This can’t be undone.');
    expect(modalText()).toContain('choose “Remove” instead');
    expect(await submit()).toMatchObject({
      view: { blocks: [{ text: { text: expect.stringContaining('I’m deleting what I know') } }] },
    });
    await bot.runBackground();
    await bot.runBackground();
    expect((await bot.recognizer.people.list()).map(({ name }) => name)).not.toContain('Ada Lovelace');
  });

  it('is refused to someone who is neither that person nor an admin', async () => {
    await choose('Ada', 'Forget me');
    expect(await submit(BEN)).toMatchObject({
      view: { blocks: [{ text: { text: expect.stringContaining('Only that person or a workspace admin') } }] },
    });
    expect(await bot.recognizer.people.listErasureRequests()).toEqual([]);
  });
});

it('a menu that is out of date says so', async () => {
  const payload = viewAction({ action_id: 'person_menu', value: '' }, { ...home() });
  const action = {
    type: 'overflow',
    action_id: 'person_menu',
    block_id: 'b',
    action_ts: '1',
    selected_option: { value: 'x' },
  };
  await bot.send({ ...payload, actions: [action] });
  expect(modalText()).toContain('out of date');
});
