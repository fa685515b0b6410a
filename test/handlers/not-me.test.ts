import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, POST_TS, REPLY_TS } from '../support/slack/ids.js';
import { blockAction, slashCommand, viewSubmission } from '../support/slack/payloads.js';
import { buttonNamed, buttonsOf } from '../support/slack/read-message.js';
import type { View } from '../support/slack/state.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

/** People take their own name off a photo. */

const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const adda = { id: 'adda', name: 'Adda' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let posted: PostedReply;

/** Ben named the first face Ada, the model recognises her in the second; the third is Grace. */
beforeEach(async () => {
  posted = await postedReply({
    people: [ada, adda, grace],
    trained: true,
    faces: [fakeFace('named', 0.1), fakeFace('sure', 0.4, { [ada.id]: 0.97 }), fakeFace('grace', 0.7)],
  });
  await posted.pick('grace', 'p:grace', BEN);
});
afterEach(() => posted.bot.slack.close());

const rows = () => posted.rows();
const list = (): View => posted.bot.slack.modal().shown;
const told = () => posted.bot.slack.ephemerals.map(({ text }) => text);

/** The first click: “Change…” below the names. */
async function openList(user = ADA): Promise<View> {
  const { value } = buttonNamed(posted.reply(), 'Change…');
  const click = { type: 'button', action_id: 'change_names', block_id: 'settled', value };
  await posted.bot.send(blockAction(click, { ts: REPLY_TS, thread_ts: POST_TS }, user));
  expectViewAcceptedBySlack(list());
  return list();
}

/** The second click: “Take my name off” beside a face. */
async function takeOff(faceId: string, user = ADA, value = ada.id): Promise<void> {
  const view = await openList(user);
  const button = { type: 'button', action_id: 'not_me', block_id: `face:${PHOTO}:${faceId}::r`, value };
  const { message: _, channel: __, ...click } = blockAction(button, { ts: REPLY_TS }, user);
  await posted.bot.send({ ...click, container: { type: 'view', view_id: 'V1' }, view: { ...view, id: 'V1' } });
}

const offered = (view: View) => buttonsOf(view).filter(({ action_id }) => action_id === 'not_me');

describe('“Take my name off”', () => {
  it('is offered to the person who is named, and to no one else', async () => {
    expect(offered(await openList()).map(({ value }) => value)).toEqual([ada.id]);
    expect(offered(await openList(BEN))).toEqual([]);
  });

  it('makes a recognised face nobody’s, and it stays so through every training', async () => {
    await takeOff('sure');
    expect(rows()[1]).toBe('2 skipped');
    for (const _ of [1, 2]) {
      await posted.bot.send(slashCommand());
      await posted.bot.runBackground();
      await posted.bot.runBackground();
      expect(rows()[1]).toBe('2 skipped');
    }
  });

  it('makes a face that someone else named nobody’s', async () => {
    await takeOff('sure');
    await posted.pick('named', `p:${ada.id}`, BEN);
    await takeOff('named');
    expect(rows()[0]).toBe('1 skipped');
    expect(await posted.tags()).toEqual([['grace', 'Grace Hopper', BEN]]);
  });

  it('works for the name that one’s account was merged into', async () => {
    await posted.bot.recognizer.people.merge({ personId: ada.id, intoId: adda.id, by: ADA });
    await takeOff('sure', ADA, adda.id);
    expect(rows()[1]).toBe('2 skipped');
  });

  it.each<[string, string, string]>([
    ['is someone else', BEN, ada.id],
    ['names someone else', ADA, grace.id],
  ])('does nothing for someone who %s', async (_who, user, value) => {
    await takeOff('sure', user, value);
    expect(JSON.stringify(list())).toContain('That isn’t your name');
    expect(rows()[1]).toContain('Ada Lovelace');
  });

  it('does nothing if the face has another name by now', async () => {
    await takeOff('grace');
    expect(JSON.stringify(list())).toContain('out of date');
    expect(rows()[2]).toContain('Grace Hopper');
  });
});

describe('someone who names that face as them again', () => {
  const refusal = 'Ada Lovelace took their name off this face, so only they can put it back.';

  it('is told that only they can do so, also in the form for everyone', async () => {
    await takeOff('sure');
    await posted.pick('sure', `p:${ada.id}`, BEN);
    expect(told()).toEqual([refusal]);
    expect(rows()[1]).toBe('2 skipped');

    await posted.press('undo_mark', 'sure', '', BEN);
    const click = { type: 'button', action_id: 'name_everyone', block_id: 'everyone' };
    await posted.bot.send(blockAction(click, { ts: REPLY_TS, thread_ts: POST_TS }, BEN));
    const chosen = { text: { type: 'plain_text', text: 'Ada Lovelace' }, value: `p:${ada.id}` };
    const blockId = String(list().blocks.find(({ block_id }) => String(block_id).includes(':sure:'))?.['block_id']);
    const values = { [blockId]: { name_face: { type: 'external_select', selected_option: chosen } } };
    const answer = await posted.bot.send(viewSubmission({ ...list() }, values, BEN));
    expect(answer).toMatchObject({ response_action: 'errors', errors: { [blockId]: refusal } });
  });

  it('may give it another name', async () => {
    await takeOff('sure');
    await posted.pick('sure', 'p:adda', BEN);
    expect(rows()[1]).toContain('Adda');
  });

  it('may be the person', async () => {
    await takeOff('sure');
    await posted.pick('sure', `p:${ada.id}`, ADA);
    expect(rows()[1]).toContain('Ada Lovelace');
  });
});
