import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, POST_TS, REPLY_TS } from '../support/slack/ids.js';
import { blockAction, type Payload, viewAction, viewSubmission } from '../support/slack/payloads.js';
import type { View } from '../support/slack/state.js';

/** Someone was forgotten while a message, a menu or a modal still offered them. */

const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let posted: PostedReply;

beforeEach(async () => {
  posted = await postedReply({
    people: [ada, grace],
    trained: true,
    faces: [fakeFace('left', 0.1), fakeFace('middle', 0.4), fakeFace('right', 0.7, { grace: 0.8 })],
  });
  posted.bot.slack.state.users.set(ADA, { id: ADA, is_admin: true });
  await posted.bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: ada, taggedBy: BEN });
  posted.bot.background.length = 0;
  await posted.bot.send(homeButton('forget_person', 'grace'));
  await posted.bot.runBackground();
});
afterEach(() => posted.bot.slack.close());

/** What Ada was told. */
function seen(): string[] {
  const { slack } = posted.bot;
  return [
    ...slack.ephemerals.map(({ text }) => String(text)),
    ...slack.commandAnswers.map(({ text }) => String(text)),
    ...slack.ownMessages(ADA).map(({ text }) => String(text)),
    ...[...slack.state.modals.values()].map(({ versions }) => JSON.stringify(versions)),
  ];
}

const MIDDLE = `face:${PHOTO}:middle:grace:r`;
const inReply = (action: Payload) => blockAction(action, { ts: REPLY_TS, thread_ts: POST_TS }, ADA);
const button = (action_id: string, value: string) => inReply({ type: 'button', action_id, block_id: MIDDLE, value });
const pick = (value: string) =>
  inReply({
    type: 'external_select',
    action_id: 'pick_person',
    block_id: MIDDLE,
    selected_option: { text: { type: 'plain_text', text: 'shown' }, value },
  });
const HOME: View = { type: 'home', private_metadata: '0', blocks: [] };
const homeButton = (action_id: string, value = '') => viewAction({ action_id, value }, { ...HOME }, ADA);
const personMenu = (value: string) => {
  const selected_option = { text: { type: 'plain_text', text: 'shown' }, value };
  const action = { type: 'overflow', action_id: 'person_menu', block_id: 'b', action_ts: '1', selected_option };
  return { ...homeButton('person_menu'), actions: [action] };
};
const modalOf = (callback_id: string, personId = 'grace') => ({
  type: 'modal',
  callback_id,
  private_metadata: JSON.stringify({ personId, origin: { kind: 'home', page: 0 } }),
  blocks: [],
});
const typed = (value: string) => ({ value: { type: 'plain_text_input', value } });
const chosen = (value: string) => ({ same_as: { type: 'external_select', selected_option: { value } } });

const DONE: readonly (readonly [string, Payload])[] = [
  ['“Yes” beside a face', button('confirm_person', 'grace')],
  ['“No” beside a face', button('reject_person', 'grace')],
  ['the name that did not hold', button('name_again', [PHOTO, 'middle', 'grace', POST_TS, REPLY_TS].join(':'))],
  ['them in the menu of a face', pick('p:grace')],
  ['“No, not Grace” in the menu of a face', pick('x:grace')],
  ['“Change Grace everywhere…” in the menu of a face', pick('e:grace')],
  ['“They agreed to be recognised” in App Home', personMenu('agreed:grace')],
  ['“See photos” in App Home', personMenu('photos:grace')],
  ['“Rename or merge…” in App Home', personMenu('change:grace')],
  ['“Remove…” in App Home', personMenu('remove:grace')],
  ['“Forget…” in App Home', personMenu('forget:grace')],
  ['“Put back” in App Home', homeButton('take_back', 'removed:grace:1')],
  ['“Keep them”', button('keep_person', 'grace')],
  ['“Merge” in a report', button('merge_pair', 'report:grace:slack-uada00000')],
  ['“Merge” into them in a report', button('merge_pair', 'report:slack-uada00000:grace')],
  ['“Remove” in the modal that asks', viewSubmission(modalOf('remove_person'), {})],
  ['“Forget” in the modal that asks', viewSubmission(modalOf('forget_person'), {})],
  ['“Save” with another name', viewSubmission(modalOf('person'), { 'name:Grace Hopper': typed('Zoë') })],
  [
    '“Save” with them as the same person',
    viewSubmission(modalOf('person', ada.id), {
      'name:Ada Lovelace': typed('Ada Lovelace'),
      same_as: chosen('p:grace'),
    }),
  ],
];

describe('someone who was forgotten meanwhile', () => {
  it.each(DONE)('is not brought back by %s, and whoever chooses it is told why not', async (_what, payload) => {
    const before = new Set(seen());
    const answer = await posted.bot.send(payload);
    await posted.bot.runBackground();
    const after = seen().filter((text) => !before.has(text));
    expect(JSON.stringify([answer, ...after])).toContain('I no longer know this person.');
    expect([...posted.bot.recognizer.knownPeople.keys()]).toEqual([ada.id]);
    expect(await posted.tags()).toEqual([['left', ada.name, BEN]]);
  });
});
