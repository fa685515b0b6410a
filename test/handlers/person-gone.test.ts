import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeButton, homePersonMenu, personModal, replyButton, replyMenu, toldAda, typed } from '../support/clicks.js';
import { ADA_LOVELACE, PHOTO, type PostedReply, replyWithAdaNamed } from '../support/posted-reply.js';
import { ADA, BEN, POST_TS, REPLY_TS } from '../support/slack/ids.js';
import { type Payload, viewSubmission } from '../support/slack/payloads.js';

/** Someone was forgotten while a message, a menu or a modal still offered them. */

let posted: PostedReply;

beforeEach(async () => {
  posted = await replyWithAdaNamed();
  posted.bot.slack.state.users.set(ADA, { id: ADA, is_admin: true });
  await posted.bot.send(homeButton('forget_person', 'grace'));
  await posted.bot.runBackground();
});
afterEach(() => posted.bot.slack.close());

const chosen = (value: string) => ({ same_as: { type: 'external_select', selected_option: { value } } });

const DONE: readonly (readonly [string, Payload])[] = [
  ['“Yes” beside a face', replyButton('confirm_person', 'grace', 'middle')],
  ['“No” beside a face', replyButton('reject_person', 'grace', 'middle')],
  [
    'the name that did not hold',
    replyButton('name_again', [PHOTO, 'middle', 'grace', POST_TS, REPLY_TS].join(':'), 'middle'),
  ],
  ['them in the menu of a face', replyMenu('p:grace', 'middle')],
  ['“No, not Grace” in the menu of a face', replyMenu('x:grace', 'middle')],
  ['“Change Grace everywhere…” in the menu of a face', replyMenu('e:grace', 'middle')],
  ['“They agreed to be recognised” in App Home', homePersonMenu('agreed:grace')],
  ['“See photos” in App Home', homePersonMenu('photos:grace')],
  ['“Rename or merge…” in App Home', homePersonMenu('change:grace')],
  ['“Remove…” in App Home', homePersonMenu('remove:grace')],
  ['“Forget…” in App Home', homePersonMenu('forget:grace')],
  ['“Put back” in App Home', homeButton('take_back', 'removed:grace:1')],
  ['“Keep them”', replyButton('keep_person', 'grace', 'middle')],
  ['“Merge” in a report', replyButton('merge_pair', 'report:grace:slack-uada00000', 'middle')],
  ['“Merge” into them in a report', replyButton('merge_pair', 'report:slack-uada00000:grace', 'middle')],
  ['“Remove” in the modal that asks', viewSubmission(personModal('remove_person', 'grace'), {})],
  ['“Forget” in the modal that asks', viewSubmission(personModal('forget_person', 'grace'), {})],
  ['“Save” with another name', viewSubmission(personModal('person', 'grace'), { 'name:Grace Hopper': typed('Zoë') })],
  [
    '“Save” with them as the same person',
    viewSubmission(personModal('person', ADA_LOVELACE.id), {
      'name:Ada Lovelace': typed('Ada Lovelace'),
      same_as: chosen('p:grace'),
    }),
  ],
];

describe('someone who was forgotten meanwhile', () => {
  it.each(DONE)('is not brought back by %s, and whoever chooses it is told why not', async (_what, payload) => {
    const before = new Set(toldAda(posted.bot));
    const answer = await posted.bot.send(payload);
    await posted.bot.runBackground();
    const after = toldAda(posted.bot).filter((text) => !before.has(text));
    expect(JSON.stringify([answer, ...after])).toContain('I no longer know this person.');
    expect([...posted.bot.recognizer.knownPeople.keys()]).toEqual([ADA_LOVELACE.id]);
    expect(await posted.tags()).toEqual([['left', ADA_LOVELACE.name, BEN]]);
  });
});
