import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarifaiError, fakeFace } from '../support/fake-recognizer.js';
import { type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, EXTERNAL_USER, OTHER_TEAM, TEAM } from '../support/slack/ids.js';
import { viewSubmission } from '../support/slack/payloads.js';
import { picturesOf, rowsOf } from '../support/slack/read-message.js';
import type { View } from '../support/slack/state.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const grace = { id: 'grace', name: 'Grace Hopper' };

let posted: PostedReply;
beforeEach(async () => {
  posted = await postedReply({ people: [grace], faces: [fakeFace('left', 0.1), fakeFace('right', 0.8)] });
});
afterEach(() => posted.bot.slack.close());

const slack = () => posted.bot.slack;
const tags = () => posted.tags();

/** Chooses “Add someone new…” in the menu of face 2. */
const chooseSomebodyNew = () => posted.pick('right', 'a:new');
const modal = () => slack().modal().shown;

async function openModal(): Promise<View> {
  await chooseSomebodyNew();
  return modal();
}

interface Filled {
  readonly name?: string;
  readonly member?: string;
  /** The id of a person, or `another`. */
  readonly same?: string;
}

const submit = (view: View, { name = '', member, same }: Filled, user = ADA, team = TEAM) =>
  posted.bot.send(
    viewSubmission(
      { ...view },
      {
        name: { value: { type: 'plain_text_input', value: name } },
        ...(member === undefined ? {} : { member: { value: { type: 'users_select', selected_user: member } } }),
        ...(same === undefined ? {} : { same: { value: { type: 'radio_buttons', selected_option: { value: same } } } }),
      },
      user,
      team,
    ),
  );

describe('“Add someone new…”', () => {
  it('opens a modal with the photo, the face and its number, and resets the menu', async () => {
    const [numbered] = picturesOf(posted.reply());
    await chooseSomebodyNew();
    const face = slack()
      .uploads()
      .find(({ id }) => id !== numbered);
    expect(modal().blocks).toMatchObject([
      { type: 'image', slack_file: { id: numbered }, alt_text: expect.stringContaining('Face 2') },
      {
        type: 'section',
        text: { text: 'Face 2 in this photo' },
        accessory: { type: 'image', slack_file: { id: face?.id }, alt_text: 'Face 2 in this photo' },
      },
      { type: 'input', block_id: 'name' },
      { type: 'input', block_id: 'member', optional: true },
    ]);
    // A menu shows what was chosen in it until its message changes.
    expect(posted.reply().edits).toBe(1);
  });

  it('opens without the pictures when Slack cannot show them', async () => {
    slack().state.refusedPictures = 1;
    await chooseSomebodyNew();
    expect(rowsOf(modal())[0]).toBe('Face 2 in this photo');
    expect(picturesOf(modal())).toEqual([]);
  });

  it('opens with the photo only when the photo is no longer in Slack and the face cannot be cut out', async () => {
    slack().deletedFiles.add('F0000000A');
    await chooseSomebodyNew();
    expect(picturesOf(modal())).toEqual(picturesOf(posted.reply()));
  });

  it('says what to do when it took too long to open', async () => {
    slack().fail('views.open', 'expired_trigger_id');
    await chooseSomebodyNew();
    expect(slack().ephemerals[0]?.text).toContain('choose again');
  });
});

describe('filling it in', () => {
  it('names the face, and the reply says who did', async () => {
    expect(await submit(await openModal(), { name: '  Zoë  Washburne ' }, BEN)).toBe('ok');
    expect(await tags()).toEqual([['right', 'Zoë Washburne', BEN]]);
    expect(posted.rows()[1]).toBe('*2 Zoë Washburne*');
  });

  it('with an account creates the same person as choosing the account', async () => {
    await submit(await openModal(), { name: 'Benny', member: BEN });
    expect(posted.bot.recognizer.knownPeople.get('slack-uben00000')).toEqual({ id: 'slack-uben00000', name: 'Benny' });
    expect(await tags()).toEqual([['right', 'Benny', ADA]]);
  });

  it.each([
    ['nothing', ''],
    ['no letters', ' \u200b '],
  ])('with %s keeps the modal open and says so beside the field', async (_what, name) => {
    expect(await submit(await openModal(), { name })).toEqual({
      response_action: 'errors',
      errors: { name: expect.stringContaining('type another') },
    });
    expect(await tags()).toEqual([]);
  });

  it('while the face service does not answer keeps the modal open and says so', async () => {
    const view = await openModal();
    posted.bot.recognizer.failNext('tags.add', clarifaiError('unavailable'));
    expect(await submit(view, { name: 'Zoë' })).toEqual({
      response_action: 'errors',
      errors: { name: expect.stringContaining('isn’t answering') },
    });
  });

  it('from another workspace is refused', async () => {
    expect(await submit(await openModal(), { name: 'Zoë' }, EXTERNAL_USER, OTHER_TEAM)).toEqual({
      response_action: 'errors',
      errors: { name: expect.stringContaining('Only members') },
    });
    expect(await tags()).toEqual([]);
  });
});

describe('a name that someone has already', () => {
  async function askSame(): Promise<View> {
    const answer = (await submit(await openModal(), { name: 'grace  HOPPER' })) as {
      response_action: string;
      view: View;
    };
    expect(answer.response_action).toBe('update');
    expectViewAcceptedBySlack(answer.view);
    expect(JSON.stringify(answer.view.blocks)).toContain('I already know *Grace Hopper*.');
    return answer.view;
  }

  it('asks whether it is the same person, and after yes tags that person', async () => {
    await submit(await askSame(), { name: 'grace HOPPER', same: 'grace' });
    expect(await tags()).toEqual([['right', 'Grace Hopper', ADA]]);
    expect(posted.bot.recognizer.knownPeople.size).toBe(1);
  });

  it('asks whether it is the same person, and after no takes a name that tells them apart', async () => {
    await submit(await askSame(), { name: 'Grace B. Hopper', same: 'another' });
    expect(await tags()).toEqual([['right', 'Grace B. Hopper', ADA]]);
    expect(posted.bot.recognizer.knownPeople.size).toBe(2);
  });

  it('asks for a name that tells them apart when it is still the same', async () => {
    expect(await submit(await askSame(), { name: 'Grace Hopper', same: 'another' })).toEqual({
      response_action: 'errors',
      errors: { name: expect.stringContaining('tells them apart') },
    });
    expect(await tags()).toEqual([]);
  });
});
