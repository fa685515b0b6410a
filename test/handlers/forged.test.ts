import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, CHANNEL, EXTERNAL_USER, OTHER_TEAM, POST_TS, REPLY_TS, TEAM } from '../support/slack/ids.js';
import {
  blockAction,
  homeOpened,
  menuQuery,
  type Payload,
  viewAction,
  viewSubmission,
} from '../support/slack/payloads.js';
import type { View } from '../support/slack/state.js';

/** What members and others can send that the bot never offered them. */

const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const PRIVATE_PHOTO = 'slack-f0secret00';
const MESSAGE = { ts: REPLY_TS, thread_ts: POST_TS };
const pick = (value: string, blockId = `face:${PHOTO}:left::old`) => ({
  type: 'external_select',
  action_id: 'pick_person',
  block_id: blockId,
  selected_option: { text: { type: 'plain_text', text: 'shown' }, value },
});
const press = (actionId: string, value: string) => ({
  type: 'button',
  action_id: actionId,
  block_id: `face:${PHOTO}:left::old`,
  value,
});

let posted: PostedReply;
beforeEach(async () => {
  posted = await postedReply({
    people: [ada, grace],
    trained: true,
    faces: [fakeFace('left', 0.1, { grace: 0.6 })],
    otherFaces: { [PRIVATE_PHOTO]: [fakeFace('secret', 0.1)] },
  });
  await posted.bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: ada, taggedBy: ADA });
});
afterEach(() => posted.bot.slack.close());

/** Everything that a click or a form could change. */
async function stored() {
  const { recognizer } = posted.bot;
  const { people, records } = await recognizer.people.registry();
  return { people, records, tags: await recognizer.tags.list(), photo: await recognizer.photos.read(PHOTO) };
}

const openedViews = () => JSON.stringify([...posted.bot.slack.state.modals, ...posted.bot.slack.state.homes]);
const toldPrivately = () => posted.bot.slack.ephemerals;

describe('someone of another workspace changes nothing and sees no one, whatever they click:', () => {
  const from = (payload: Payload): Payload => ({ ...payload, user: { id: EXTERNAL_USER, team_id: OTHER_TEAM } });
  const home = { type: 'home', id: 'V0HOME', private_metadata: '0' };
  const person = JSON.stringify({ personId: 'ada', origin: { kind: 'home', page: 0 } });
  const modal = { type: 'modal', id: 'V0MODAL', private_metadata: person };

  it.each<[string, Payload]>([
    ['a person in the menu', blockAction(pick('p:grace'), MESSAGE)],
    ['“someone new” in the menu', blockAction(pick('a:new'), MESSAGE)],
    ['“why” in the menu', blockAction(pick('w:name'), MESSAGE)],
    ['a flag in the menu', blockAction(pick('m:not a face'), MESSAGE)],
    ['a collage in the menu', blockAction(pick('c:yes'), MESSAGE)],
    ['“change” in the menu', blockAction(pick('e:ada'), MESSAGE)],
    ['Yes', blockAction(press('confirm_person', 'grace'), MESSAGE)],
    ['No', blockAction(press('reject_person', 'ada'), MESSAGE)],
    ['Undo of a name', blockAction(press('undo_name', 'ada'), MESSAGE)],
    ['Undo of a flag', blockAction(press('undo_mark', 'left'), MESSAGE)],
    ['another page', blockAction({ ...press('turn_page:1', '1'), block_id: 'b' }, MESSAGE)],
    ['“Change…” in App Home', viewAction({ action_id: 'change_person', value: 'ada' }, home)],
    ['“All changes” in App Home', viewAction({ action_id: 'all_changes', value: 'all' }, home)],
    ['“Forget” in App Home', viewAction({ action_id: 'forget_person', value: 'ada' }, home)],
    ['another page of App Home', viewAction({ action_id: 'home_page:1', value: '1' }, home)],
    ['“Remove” in a modal', viewAction({ action_id: 'remove_person', value: 'ada' }, modal)],
    ['Undo of a change', viewAction({ action_id: 'take_back', value: 'removed:ada:1' }, modal)],
    ['a new name', viewSubmission({ ...modal, callback_id: 'person', blocks: [] }, {})],
  ])('%s', async (_what, payload) => {
    const before = await stored();
    await posted.bot.send(from(payload));
    await posted.bot.runBackground();
    expect(await stored()).toEqual(before);
    expect(openedViews()).not.toContain('Ada Lovelace');
    expect(JSON.stringify(toldPrivately())).not.toContain('Ada Lovelace');
  });

  it('a click that says nothing about the workspace', async () => {
    const before = await stored();
    const payload = blockAction(pick('p:grace'), MESSAGE);
    await posted.bot.send({ ...payload, user: { id: EXTERNAL_USER }, team: null });
    const change = viewAction({ action_id: 'change_person', value: 'ada' }, home);
    await posted.bot.send({ ...change, user: { id: EXTERNAL_USER }, team: null });
    await posted.bot.runBackground();
    expect(await stored()).toEqual(before);
    expect(openedViews()).not.toContain('Ada Lovelace');
  });

  it('a menu', async () => {
    const query = menuQuery({ action_id: 'pick_person', block_id: `face:${PHOTO}:left::old`, value: '' });
    expect(await posted.bot.send(from(query))).toEqual({ options: [] });
  });
});

describe('controls in a message of someone else', () => {
  const byBen = (action: Payload) => ({
    ...blockAction(action, MESSAGE),
    message: { type: 'message', user: BEN, text: '', ...MESSAGE },
  });

  it.each<[string, Payload]>([
    ['a person in the menu of another photo', pick('p:grace', `face:${PRIVATE_PHOTO}:secret::old`)],
    ['“someone new” of another photo', pick('a:new', `face:${PRIVATE_PHOTO}:secret::old`)],
    ['Undo', press('undo_name', 'ada')],
  ])('do nothing: %s', async (_what, action) => {
    const before = await stored();
    expect(await posted.bot.send(byBen(action))).toBe('ok');
    expect(await stored()).toEqual(before);
    expect((await posted.bot.recognizer.tags.list()).map(({ photoId }) => photoId)).toEqual([PHOTO]);
    expect(toldPrivately().at(-1)?.text).toContain('out of date');
  });

  it('offer no one in a menu', async () => {
    const query = menuQuery(
      { action_id: 'pick_person', block_id: `face:${PRIVATE_PHOTO}:secret::old`, value: '' },
      { channel: { id: CHANNEL }, message: { user: BEN, ts: REPLY_TS }, container: { type: 'message' } },
    );
    expect(await posted.bot.send(query)).toEqual({ options: [] });
  });
});

describe('a member who sends', () => {
  it.each([
    ['a block id that is none', 'p:grace', 'face'],
    ['the face of a photo that is not there', 'p:grace', 'face:slack-f0guessed0:left::old'],
    ['a person who is not there', 'p:guessed', `face:${PHOTO}:left::old`],
    ['a choice that is none', 'z:grace', `face:${PHOTO}:left::old`],
    ['an empty choice', '', `face:${PHOTO}:left::old`],
  ])('%s is told so, and nothing is stored', async (_what, value, blockId) => {
    const before = await stored();
    expect(await posted.bot.send(blockAction(pick(value, blockId), MESSAGE, BEN, TEAM))).toBe('ok');
    expect(await stored()).toEqual(before);
    expect(toldPrivately()).toHaveLength(1);
  });

  it.each(['', 'no json', '{}', JSON.stringify({ target: { photoId: PRIVATE_PHOTO } })])(
    'a form with other metadata (%j) stores nothing',
    async (metadata) => {
      await posted.pick('left', 'a:new');
      const view: View = posted.bot.slack.modal().shown;
      const before = await stored();
      const values = { name: { value: { type: 'plain_text_input', value: 'Eve' } } };
      await posted.bot.send(viewSubmission({ ...view, private_metadata: metadata }, values)).catch(() => undefined);
      expect(await stored()).toEqual(before);
    },
  );

  it('a change of a person who is not there is told so', async () => {
    await posted.bot.send(homeOpened());
    const before = await stored();
    await posted.bot.send(viewAction({ action_id: 'change_person', value: 'guessed' }, { type: 'home' }));
    expect(await stored()).toEqual(before);
    expect(JSON.stringify(posted.bot.slack.modal().shown)).not.toContain('Ada Lovelace');
  });
});
