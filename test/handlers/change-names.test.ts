import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FORGET_PERSON_ACTION } from '../../src/views/forget.js';
import { clarifaiError, fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, EXTERNAL_USER, OTHER_TEAM, POST_TS, REPLY_TS, TEAM } from '../support/slack/ids.js';
import { blockAction, type Payload, viewAction, viewSubmission } from '../support/slack/payloads.js';
import { buttonNamed, rowsOf } from '../support/slack/read-message.js';
import type { View } from '../support/slack/state.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let posted: PostedReply;

/** Ada is recognised, Ben named Grace, and skipped one face. */
beforeEach(async () => {
  posted = await postedReply({
    people: [ada, grace],
    trained: true,
    faces: [fakeFace('a', 0.1, { ada: 0.96 }), fakeFace('g', 0.4), fakeFace('s', 0.6), fakeFace('open', 0.8)],
    otherFaces: { 'slack-f0000000b': [fakeFace('secret', 0.1)] },
  });
  await posted.pick('g', 'p:grace', BEN);
  await posted.pick('s', 'm:left unnamed', BEN);
});
afterEach(() => posted.bot.slack.close());

/** The list opened last. Other modals open on top of it. */
const list = (): View => {
  const shown = [...posted.bot.slack.state.modals.values()]
    .map(({ versions }) => versions.at(-1))
    .findLast((view) => JSON.stringify(view ?? '').includes('Names in this photo'));
  if (shown === undefined) throw new Error('the list was not opened');
  return shown;
};
const rows = () => rowsOf(list()).map((row) => row.replaceAll(/ · <!date[^>]*>/g, ''));

/** Clicks “Change…” below the names. */
const open = (value = buttonNamed(posted.reply(), 'Change…').value, user = ADA, team = TEAM) =>
  posted.bot.send(
    blockAction(
      { type: 'button', action_id: 'change_names', block_id: 'settled', value },
      { ts: REPLY_TS, thread_ts: POST_TS },
      user,
      team,
    ),
  );

/** Uses a control of the list. */
function use(action: Payload, user = ADA): Promise<unknown> {
  const { message: _, channel: __, ...click } = blockAction(action, { ts: REPLY_TS }, user);
  return posted.bot.send({ ...click, container: { type: 'view', view_id: 'V1' }, view: { ...list(), id: 'V1' } });
}
const undo = (faceId: string, actionId = 'undo_name') =>
  use({ type: 'button', action_id: actionId, block_id: `face:${PHOTO}:${faceId}::r`, value: '' });
const pick = (faceId: string, value: string) =>
  use({
    type: 'external_select',
    action_id: 'pick_person',
    block_id: `face:${PHOTO}:${faceId}:ada:r:sure`,
    selected_option: { text: { type: 'plain_text', text: 'x' }, value },
  });

describe('“Change…”', () => {
  it('lists who is who, who said so and when, and calls the viewer “you”', async () => {
    await open();
    expectViewAcceptedBySlack(list());
    expect(rows()).toEqual([
      '*1 Ada Lovelace*\nRecognised · 96%',
      `*2 Grace Hopper*\nNamed by <@${BEN}>`,
      `*3 Skipped*\nBy <@${BEN}>`,
    ]);
    await open(undefined, BEN);
    expect(rows()).toContain('*2 Grace Hopper*\nNamed by you');
  });

  it('takes back a name and a flag, in the list and in the reply', async () => {
    await open();
    expect(await undo('g')).toBe('ok');
    await undo('s', 'undo_mark');
    expect(rows()).toEqual(['*1 Ada Lovelace*\nRecognised · 96%']);
    expect(posted.rows()).toEqual(['*1 Ada Lovelace*', '*2 Who is this?*', '*3 Who is this?*', '*4 Who is this?*']);
  });

  it('confirms or corrects a name the recogniser was sure of', async () => {
    await open();
    await pick('a', 'p:ada');
    expect(rows()[0]).toBe('*1 Ada Lovelace*\nNamed by you');
    expect(await posted.tags()).toContainEqual(['a', 'Ada Lovelace', ADA]);
  });

  it('opens other forms on top', async () => {
    await open();
    await pick('a', 'w:name');
    expect(posted.bot.slack.requests.map(({ method }) => method)).toContain('views.push');
  });

  it('is up to date after a form on top of it: a person was renamed, someone new was added, someone was forgotten', async () => {
    await open();
    await pick('a', 'e:ada');
    const renamed = { 'name:Ada Lovelace': { value: { type: 'plain_text_input', value: 'Ada King' } } };
    await posted.bot.send(viewSubmission({ ...posted.bot.slack.modal().shown }, renamed));
    expect(rows()[0]).toBe('*1 Ada King*\nRecognised · 96%');

    await pick('a', 'a:new');
    const added = { name: { value: { type: 'plain_text_input', value: 'Edith' } } };
    await posted.bot.send(viewSubmission({ ...posted.bot.slack.modal().shown }, added));
    expect(rows()[0]).toBe('*1 Edith*\nNamed by you');

    posted.bot.slack.state.users.set(ADA, { id: ADA, is_admin: true });
    await pick('a', 'e:grace');
    const { id, shown } = posted.bot.slack.modal();
    await posted.bot.send(viewAction({ action_id: FORGET_PERSON_ACTION, value: 'grace' }, { ...shown, id }));
    await posted.bot.runBackground();
    expect(rows()).toEqual(['*1 Edith*\nNamed by you', `*2 Skipped*\nBy <@${BEN}>`]);
  });

  it('says in the list what went wrong', async () => {
    await open();
    posted.bot.recognizer.failNext('tags.remove', clarifaiError('unavailable'));
    await undo('g');
    expect(rows()[0]).toContain('try again');
    expect(rows()).toHaveLength(4);
  });

  it('says that nothing is left', async () => {
    await open();
    await undo('g');
    await undo('s', 'undo_mark');
    await pick('a', 'x:ada');
    expect(rows()).toEqual(['No face in this photo has a name yet.']);
  });

  it('shows no photo that is not in the reply', async () => {
    await open('slack-f0000000b');
    expect(rows()).toEqual([expect.stringContaining('no longer know which photo')]);
  });

  it('is refused to someone of another workspace', async () => {
    await open(undefined, EXTERNAL_USER, OTHER_TEAM);
    expect(posted.bot.slack.state.modals.size).toBe(0);
  });
});
