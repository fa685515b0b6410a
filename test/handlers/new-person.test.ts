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
const grace = { id: 'grace', name: 'Grace Hopper' };

interface View {
  readonly type: string;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly blocks: readonly Record<string, unknown>[];
}

let bot: TestBot;
let metadata: unknown;

beforeEach(async () => {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({
      people: [grace],
      faces: { [PHOTO]: [fakeFace('left', 0.1), fakeFace('right', 0.8)] },
    }),
  });
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expectUpload('F0PICTURE1');
  bot.slack.expect('chat.postMessage', (args) => {
    metadata = args.metadata;
    return { ts: REPLY_TS };
  });
  await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
});
afterEach(() => bot.slack.assertDone());

const expectRead = () =>
  bot.slack.expect('conversations.replies', () => ({ messages: [{ ts: REPLY_TS, user: BOT_USER, metadata }] }));

function expectUpdate(): void {
  expectRead();
  bot.slack.expect('chat.update', (args) => {
    metadata = args.metadata;
    return { ts: REPLY_TS };
  });
}

const chooseSomebodyNew = () =>
  bot.send(
    blockAction(
      {
        type: 'external_select',
        action_id: 'pick_person',
        block_id: `face:${PHOTO}:right::old`,
        selected_option: { text: { type: 'plain_text', text: 'shown' }, value: 'a:new' },
      },
      { ts: REPLY_TS, thread_ts: POST_TS },
    ),
  );

/** The face is cut out of the photo, for the modal. */
function expectFace(): void {
  bot.slack.expect('files.info', { file: slackFile('F0000000A') });
  bot.slack.expectUpload('F0FACE');
}

/** Opens the modal, as the choice in the menu does. */
async function openModal(): Promise<View> {
  expectRead();
  expectFace();
  bot.slack.expect('views.open');
  expectUpdate();
  await chooseSomebodyNew();
  return bot.slack.callsOf('views.open')[0]?.view as View;
}

interface Filled {
  readonly name?: string;
  readonly member?: string;
  readonly same?: 'same' | 'another';
}

const submit = (view: View, { name = '', member, same }: Filled, user = ADA, team = TEAM) =>
  bot.send({
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
          name: { value: { type: 'plain_text_input', value: name } },
          ...(member === undefined ? {} : { member: { value: { type: 'users_select', selected_user: member } } }),
          ...(same === undefined
            ? {}
            : { same: { value: { type: 'radio_buttons', selected_option: { value: same } } } }),
        },
      },
    },
  });

const tags = async () =>
  (await bot.recognizer.photos.read(PHOTO)).tags.map(({ faceId, person, taggedBy }) => [faceId, person.name, taggedBy]);

describe('“Add somebody new…”', () => {
  it('opens a modal with the photo, the face and its number, and freshens the menu it was chosen in', async () => {
    const view = await openModal();
    expectViewAcceptedBySlack(view);
    expect(view.blocks).toMatchObject([
      { type: 'image', slack_file: { id: 'F0PICTURE1' }, alt_text: expect.stringContaining('Face 2') },
      {
        type: 'section',
        text: { text: 'Face 2 on this photo' },
        accessory: { type: 'image', slack_file: { id: 'F0FACE' }, alt_text: 'Face 2 on this photo' },
      },
      { type: 'input', block_id: 'name' },
      { type: 'input', block_id: 'member', optional: true },
    ]);
    expect(bot.slack.callsOf('chat.update')).toHaveLength(1);
  });

  it('opens without the pictures when Slack does not show them', async () => {
    expectRead();
    expectFace();
    bot.slack.expect('views.open', {
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: ['invalid slack_file'] },
    });
    bot.slack.expect('views.open');
    expectUpdate();
    await chooseSomebodyNew();
    const view = bot.slack.callsOf('views.open')[1]?.view as View;
    expect(view.blocks[0]).toMatchObject({ type: 'section', text: { text: 'Face 2 on this photo' } });
    expect(view.blocks[0]).not.toHaveProperty('accessory');
  });

  it('opens without the face when the photo is no longer in Slack', async () => {
    expectRead();
    bot.slack.expect('files.info', { ok: false, error: 'file_not_found' });
    bot.slack.expect('views.open');
    expectUpdate();
    await chooseSomebodyNew();
    const view = bot.slack.callsOf('views.open')[0]?.view as View;
    expect(view.blocks[0]).toMatchObject({ type: 'image', slack_file: { id: 'F0PICTURE1' } });
    expect(view.blocks[1]).not.toHaveProperty('accessory');
  });

  it('says what to do when it took too long to open', async () => {
    expectRead();
    expectFace();
    bot.slack.expect('views.open', { ok: false, error: 'expired_trigger_id' });
    bot.slack.expect('chat.postEphemeral');
    await chooseSomebodyNew();
    expect(bot.slack.callsOf('chat.postEphemeral')[0]?.text).toContain('choose again');
  });
});

describe('filling it in', () => {
  it('names the face, and shows by whom', async () => {
    const view = await openModal();
    expectUpdate();
    expect(await submit(view, { name: '  Zoë  Washburne ' }, BEN)).toBe('ok');
    expect(await tags()).toEqual([['right', 'Zoë Washburne', BEN]]);
    expect(bot.slack.callsOf('chat.update').at(-1)).toMatchObject({ channel: CHANNEL, ts: REPLY_TS });
    expect(bot.slack.callsOf('chat.update').at(-1)?.text).toContain('2 Zoë Washburne');
  });

  it('with an account makes the same person that choosing the account would', async () => {
    const view = await openModal();
    expectUpdate();
    await submit(view, { name: 'Benny', member: BEN });
    expect(bot.recognizer.knownPeople.get('slack-uben00000')).toEqual({ id: 'slack-uben00000', name: 'Benny' });
    expect(await tags()).toEqual([['right', 'Benny', ADA]]);
  });

  it.each([
    ['nothing', ''],
    ['nothing that could be kept', ' \u200b '],
  ])('with %s keeps the modal open and says so beside the field', async (_what, name) => {
    const view = await openModal();
    expect(await submit(view, { name })).toEqual({
      response_action: 'errors',
      errors: { name: expect.stringContaining('type another') },
    });
    expect(await tags()).toEqual([]);
  });

  it('when the face service is away keeps the modal open and says so', async () => {
    const view = await openModal();
    bot.recognizer.failNext('tags.add', clarifaiError('unavailable'));
    expect(await submit(view, { name: 'Zoë' })).toEqual({
      response_action: 'errors',
      errors: { name: expect.stringContaining('not answering') },
    });
  });

  it('from another workspace is refused', async () => {
    const view = await openModal();
    expect(await submit(view, { name: 'Zoë' }, 'UOTHER000', 'T0OTHER00')).toEqual({
      response_action: 'errors',
      errors: { name: expect.stringContaining('Only members') },
    });
    expect(await tags()).toEqual([]);
  });
});

describe('a name that is known already', () => {
  async function askSame(): Promise<View> {
    const answer = (await submit(await openModal(), { name: 'grace  HOPPER' })) as {
      response_action: string;
      view: View;
    };
    expect(answer.response_action).toBe('update');
    expectViewAcceptedBySlack(answer.view);
    expect(JSON.stringify(answer.view.blocks)).toContain('I know *Grace Hopper* already.');
    return answer.view;
  }

  it('asks whether it is the same person: yes', async () => {
    const view = await askSame();
    expectUpdate();
    await submit(view, { name: 'grace HOPPER', same: 'same' });
    expect(await tags()).toEqual([['right', 'Grace Hopper', ADA]]);
    expect(bot.recognizer.knownPeople.size).toBe(1);
  });

  it('asks whether it is the same person: no, with a name that tells them apart', async () => {
    const view = await askSame();
    expectUpdate();
    await submit(view, { name: 'Grace B. Hopper', same: 'another' });
    expect(await tags()).toEqual([['right', 'Grace B. Hopper', ADA]]);
    expect(bot.recognizer.knownPeople.size).toBe(2);
  });

  it('asks for something that tells them apart when the name is still the same', async () => {
    const view = await askSame();
    expect(await submit(view, { name: 'Grace Hopper', same: 'another' })).toEqual({
      response_action: 'errors',
      errors: { name: expect.stringContaining('tells the two apart') },
    });
    expect(await tags()).toEqual([]);
  });
});
