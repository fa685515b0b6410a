import { afterEach, describe, expect, it } from 'vitest';
import { addPhoto } from '../support/add-photo.js';
import { type Bot, startBot } from '../support/bot.js';
import { eventually } from '../support/eventually.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, CHANNEL, OTHER_TEAM, TEAM } from '../support/slack/ids.js';
import { menuQuery } from '../support/slack/payloads.js';
import type { SlackUser } from '../support/slack/state.js';

const PHOTO = 'slack-f0000000a';
const EARLIER_PHOTO = 'slack-f0earlier0';
/** In ms: how long a menu waits for everything else. */
const MENU_DEADLINE_MS = 1800;
const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

const MEMBERS: readonly SlackUser[] = [
  { id: 'UBOB', name: 'bob', profile: { real_name: 'Bob Cratchit', display_name: 'bobby' } },
  { id: 'UCAT', name: 'cat', real_name: 'Cat Stevens', profile: { real_name: '', display_name: '' } },
  { id: 'UGONE', name: 'gone', deleted: true, profile: { real_name: 'Gone Girl', display_name: '' } },
  { id: 'UBOTTY', name: 'botty', is_bot: true, profile: { real_name: 'Botty McBotface', display_name: '' } },
  { id: 'USLACKBOT', name: 'slackbot', is_bot: false, profile: { real_name: 'Slackbot', display_name: '' } },
];

let bot: Bot;
afterEach(() => bot.slack.close());

/** Ada and Grace are known from an earlier photo, these are the members of the workspace, and a photo was posted. */
async function start(members: readonly SlackUser[] = []): Promise<void> {
  bot = await startBot({
    recognizer: createFakeRecognizer({
      people: [ada, grace],
      trained: true,
      faces: {
        [PHOTO]: [fakeFace('one', 0.1, { grace: 0.7 })],
        [EARLIER_PHOTO]: [fakeFace('left', 0.1), fakeFace('right', 0.7)],
      },
    }),
  });
  const { recognizer } = bot;
  const source = { teamId: TEAM, channelId: CHANNEL, messageTs: '1.000001' };
  await addPhoto(recognizer, { id: EARLIER_PHOTO, picture: new Uint8Array(), source });
  await recognizer.tags.add({ photoId: EARLIER_PHOTO, faceId: 'left', person: ada, taggedBy: ADA });
  await recognizer.tags.add({ photoId: EARLIER_PHOTO, faceId: 'right', person: grace, taggedBy: ADA });
  setMembers(members);
  await bot.post({ team: TEAM });
}

function setMembers(members: readonly SlackUser[]): void {
  bot.slack.state.users.clear();
  for (const member of members) bot.slack.state.users.set(member.id, member);
}

interface Menu {
  readonly options?: readonly unknown[];
  readonly option_groups?: readonly {
    label: { text: string };
    options: readonly { text: { text: string }; value: string }[];
  }[];
}

/** Opens the menu of a face with something typed into it. @returns each group with its options. */
async function open(query: string, { shown = '', team = TEAM } = {}): Promise<string[]> {
  const menu = { action_id: 'pick_person', block_id: `face:${PHOTO}:one:${shown}:r`, value: query };
  const answer = (await bot.send(menuQuery(menu, undefined, team))) as Menu;
  if (answer.option_groups === undefined) expect(answer).toEqual({ options: [] });
  return (answer.option_groups ?? []).map(
    ({ label, options }) => `${label.text}: ${options.map(({ text }) => text.text).join(', ')}`,
  );
}

describe('opening the menu of a face', () => {
  it('gives someone who types an answer without the likely people, if those take long', async () => {
    await start(MEMBERS);
    bot = await startBot({ recognizer: bot.recognizer, slack: bot.slack });
    let found = () => {};
    bot.recognizer.before('model.findCandidates', () => new Promise((resolve) => (found = resolve)));
    const startedAt = performance.now();
    expect(await open('cat')).toContainEqual(expect.stringContaining('Cat Stevens'));
    expect(performance.now() - startedAt).toBeLessThan(MENU_DEADLINE_MS);
    found();
  });

  it('offers likely people, known people and members, but no bots and no one who left', async () => {
    await start(MEMBERS);
    expect(await open('')).toEqual([
      'Is this right?: Why this name?',
      'Most likely: Grace Hopper',
      'People: Ada Lovelace',
      'In this workspace: Bob Cratchit, Cat Stevens',
      'New: Add someone new…',
      'No name: Not a face, Don’t ask about this face',
    ]);
  });

  it('offers no one of whom no photo is left', async () => {
    await start();
    await bot.recognizer.photos.remove(EARLIER_PHOTO);
    expect((await open('', { shown: 'grace' })).join('\n')).not.toContain('Ada');
    expect(await open('ada')).toEqual([expect.not.stringContaining('Lovelace')]);
  });

  it('offers to undo a rejection', async () => {
    await start();
    await bot.recognizer.tags.reject({ photoId: PHOTO, faceId: 'one', person: grace, rejectedBy: ADA });
    expect((await open(''))[0]).toBe('Is this right?: It could be Grace Hopper after all');
    expect(await open('gra')).toEqual([
      'Is this right?: It could be Grace Hopper after all',
      'New: Add “gra” as a new person',
    ]);
  });

  it('tells other workspaces nothing about known people', async () => {
    await start();
    expect(await open('', { team: OTHER_TEAM })).toEqual([]);
  });

  it('searches while someone types, and offers to add the name', async () => {
    await start(MEMBERS);
    expect(await open('cat')).toEqual(['In this workspace: Cat Stevens', 'New: Add “cat” as a new person']);
    expect(await open('gra')).toEqual(['Most likely: Grace Hopper', 'New: Add “gra” as a new person']);
  });

  it('reads the list of members page by page, and once for all who type', async () => {
    await start();
    bot.slack.state.pageSize = 1;
    setMembers(MEMBERS);
    await Promise.all([open('b'), open('bo'), open('bob')]);
    await eventually(() => open('c')).toContain('In this workspace: Cat Stevens, Bob Cratchit');
    const pages = () => bot.slack.requests.filter(({ method }) => method === 'users.list');
    await eventually(pages).toHaveLength(MEMBERS.length);
    await open('d');
    expect(pages()).toHaveLength(MEMBERS.length);
  });

  it('offers known people when Slack does not list the members', async () => {
    await start();
    setMembers(MEMBERS);
    bot.slack.fail('users.list', 'missing_scope');
    expect(await open('ada')).toEqual(['People: Ada Lovelace', 'New: Add “ada” as a new person']);
  });

  it('offers members when the face service does not answer', async () => {
    await start(MEMBERS);
    bot.recognizer.failNext('people.list', clarifaiError('unavailable'));
    expect(await open('cat')).toEqual(['In this workspace: Cat Stevens', 'New: Add “cat” as a new person']);
  });

  it('offers the likely people after a restart, too', async () => {
    await start();
    bot = await startBot({ recognizer: bot.recognizer, slack: bot.slack });
    expect((await open(''))[1]).toBe('Most likely: Grace Hopper');
  });

  it('offers to add someone when there is no one to choose', async () => {
    bot = await startBot();
    setMembers([]);
    expect(await open('')).toEqual(['New: Add someone new…', 'No name: Not a face, Don’t ask about this face']);
    expect(await open('Ada')).toEqual(['New: Add “Ada” as a new person']);
  });

  it('offers yes and no when the row says who it is', async () => {
    await start();
    expect((await open('', { shown: 'grace' }))[0]).toBe(
      'Is this right?: Yes, Grace Hopper, No, not Grace Hopper, Why this name?, Change Grace Hopper everywhere…',
    );
  });
});
