import { afterEach, describe, expect, it } from 'vitest';
import { addPhoto } from '../support/add-photo.js';
import { ADA, CHANNEL, messageEvent, slackFile, startTestBot, TEAM, type TestBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

const PHOTO = 'slack-f0000000a';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

const MEMBERS = [
  { id: 'UBOB', name: 'bob', profile: { real_name: 'Bob Cratchit', display_name: 'bobby' } },
  { id: 'UCAT', name: 'cat', real_name: 'Cat Stevens', profile: { real_name: '', display_name: '' } },
  { id: 'UGONE', name: 'gone', deleted: true, profile: { real_name: 'Gone Girl', display_name: '' } },
  { id: 'UBOTTY', name: 'botty', is_bot: true, profile: { real_name: 'Botty McBotface', display_name: '' } },
  { id: 'USLACKBOT', name: 'slackbot', is_bot: false, profile: { real_name: 'Slackbot', display_name: '' } },
];

let bot: TestBot;
afterEach(() => bot.slack.assertDone());

async function start(): Promise<void> {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({
      people: [ada, grace],
      trained: true,
      faces: { [PHOTO]: [fakeFace('one', 0.1, { grace: 0.7 })] },
    }),
  });
}

interface Menu {
  readonly options?: readonly unknown[];
  readonly option_groups?: readonly {
    label: { text: string };
    options: readonly { text: { text: string }; value: string }[];
  }[];
}

async function open(query: string, blockId = `face:${PHOTO}:one::r`, team = TEAM): Promise<string[]> {
  const answer = (await bot.send({
    type: 'block_suggestion',
    team: { id: TEAM, domain: 'test' },
    user: { id: ADA, team_id: team },
    channel: { id: CHANNEL, name: 'photos' },
    container: { type: 'message', message_ts: '1', channel_id: CHANNEL },
    action_id: 'pick_person',
    block_id: blockId,
    value: query,
  })) as Menu;
  if (answer.option_groups === undefined) expect(answer).toEqual({ options: [] });
  return (answer.option_groups ?? []).map(
    ({ label, options }) => `${label.text}: ${options.map(({ text }) => text.text).join(', ')}`,
  );
}

async function postPhoto(): Promise<void> {
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expectUpload('F0PICTURE1');
  bot.slack.expect('chat.postMessage', { ts: '1700000001.000100' });
  await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
}

describe('opening the menu of a face', () => {
  it('offers the likely, the known and the members, of whom bots and people who left are none', async () => {
    await start();
    await postPhoto();
    bot.slack.expect('users.list', { members: MEMBERS });
    expect(await open('')).toEqual([
      'Is this right?: Why this name?',
      'Most likely: Grace Hopper',
      'People: Ada Lovelace',
      'In this workspace: Bob Cratchit, Cat Stevens',
      'New: Add somebody new…',
      'No name: Not a face, Don’t ask about this face',
    ]);
  });

  it('offers to take back whom somebody said the face is not', async () => {
    await start();
    await postPhoto();
    await bot.recognizer.tags.reject({ photoId: PHOTO, faceId: 'one', person: grace, rejectedBy: ADA });
    bot.slack.expect('users.list', { members: [] });
    expect((await open(''))[0]).toBe('Is this right?: Could be Grace Hopper after all');
    expect(await open('gra')).toEqual([
      'Is this right?: Could be Grace Hopper after all',
      'New: Add “gra” as a new person',
    ]);
  });

  it('tells other workspaces nothing about who is known', async () => {
    await start();
    await postPhoto();
    expect(await open('', undefined, 'T0OTHER00')).toEqual([]);
  });

  it('searches as one types, and offers to add the name', async () => {
    await start();
    await postPhoto();
    bot.slack.expect('users.list', { members: MEMBERS });
    expect(await open('cat')).toEqual(['In this workspace: Cat Stevens', 'New: Add “cat” as a new person']);
    expect(await open('gra')).toEqual(['Most likely: Grace Hopper', 'New: Add “gra” as a new person']);
  });

  it('asks Slack for the members page by page, and once for all who type', async () => {
    await start();
    await postPhoto();
    bot.slack.expect('users.list', { members: MEMBERS.slice(0, 1), response_metadata: { next_cursor: 'more' } });
    bot.slack.expect('users.list', (args) => {
      expect(args.cursor).toBe('more');
      return { members: MEMBERS.slice(1) };
    });
    await Promise.all([open('b'), open('bo'), open('bob')]);
    expect(await open('c')).toContain('In this workspace: Cat Stevens, Bob Cratchit');
  });

  it('works without the members when Slack does not list them', async () => {
    await start();
    await postPhoto();
    bot.slack.expect('users.list', { ok: false, error: 'missing_scope' });
    expect(await open('ada')).toEqual(['People: Ada Lovelace', 'New: Add “ada” as a new person']);
  });

  it('works without the people when the face service is away', async () => {
    await start();
    await postPhoto();
    bot.slack.expect('users.list', { members: MEMBERS });
    bot.recognizer.failNext('people.list', clarifaiError('unavailable'));
    expect(await open('cat')).toEqual(['In this workspace: Cat Stevens', 'New: Add “cat” as a new person']);
  });

  it('knows whom a face could be after a restart too', async () => {
    await start();
    await addPhoto(bot.recognizer, {
      id: PHOTO,
      picture: new Uint8Array(),
      source: { teamId: '', channelId: '', messageTs: '' },
    });
    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expect('users.list', { members: [] });
    expect((await open(''))[1]).toBe('Most likely: Grace Hopper');
  });

  it('offers nobody as long as there is nobody, until a name is typed', async () => {
    bot = await startTestBot();
    bot.slack.expect('users.list', { members: [] });
    expect(await open('')).toEqual(['New: Add somebody new…', 'No name: Not a face, Don’t ask about this face']);
    expect(await open('Ada')).toEqual(['New: Add “Ada” as a new person']);
  });

  it('offers yes and no where the row says who it is', async () => {
    await start();
    await postPhoto();
    bot.slack.expect('users.list', { members: [] });
    expect((await open('', `face:${PHOTO}:one:grace:r`))[0]).toBe(
      'Is this right?: Yes, Grace Hopper, No, not Grace Hopper, Why this name?, Change Grace Hopper everywhere…',
    );
  });
});
