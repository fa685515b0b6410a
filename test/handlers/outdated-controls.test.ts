import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeButton, homePersonMenu, replyButton, replyMenu, toldAda } from '../support/clicks.js';
import { ADA_LOVELACE, PHOTO, type PostedReply, replyWithAdaNamed } from '../support/posted-reply.js';
import { ADA, BEN, POST_TS, REPLY_TS } from '../support/slack/ids.js';
import { blockAction, type Payload } from '../support/slack/payloads.js';

/** What a click means is read from the control, and never taken from a message of someone else. */

let posted: PostedReply;

beforeEach(async () => {
  posted = await replyWithAdaNamed();
  posted.bot.slack.state.users.set(ADA, { id: ADA, is_admin: true });
});
afterEach(() => posted.bot.slack.close());

/** Everything that a click could change. */
async function stored() {
  const { recognizer } = posted.bot;
  const { people, records } = await recognizer.people.registry();
  return { people, records, tags: await recognizer.tags.list(), photo: await recognizer.photos.read(PHOTO) };
}

/** A message that looks like Rollcall's, by someone else. */
const foreign = (payload: Payload): Payload => ({
  ...payload,
  message: { type: 'message', user: BEN, text: '', ts: REPLY_TS, thread_ts: POST_TS },
});
const button = (action_id: string, value: string) =>
  blockAction({ type: 'button', action_id, block_id: 'b', value }, { ts: REPLY_TS, thread_ts: POST_TS }, ADA);

describe('a control of an earlier version, or in a message that only looks like one of Rollcall’s', () => {
  it.each<[string, Payload]>([
    ['in the menu of a person', homePersonMenu('promote:grace')],
    ['beside a person in App Home', homeButton('change_person', '')],
    ['beside a change', homeButton('take_back', 'renamed')],
    ['about being recognised, in App Home', homeButton('consent:maybe')],
    ['about being recognised, in a message', button('consent:maybe', '')],
    ['about photos of oneself', homeButton('photos_of_me:daily')],
    ['below “someone named you”', button('not_me_told', '')],
    ['in someone else’s message about being recognised', foreign(button('consent:recognise', ''))],
    ['in someone else’s message about a name', foreign(button('not_me_told', `${ADA_LOVELACE.id}:${PHOTO}:left`))],
    ['in someone else’s message about photos of oneself', foreign(button('photos_of_me:weekly', ''))],
    ['below a photo of oneself', foreign(button('this_is_me', PHOTO))],
    ['in a message about being forgotten', foreign(button('keep_person', 'grace'))],
    ['below the question whom to invite', button('invite_people', 'someone')],
    ['in a report', button('merge_pair', 'report')],
    ['below a name that did not hold', button('name_again', PHOTO)],
    ['below names typed in a thread', button('agreed', 'x')],
    ['in the menu of a face', replyMenu('q:1', 'right')],
    ['beside a face', foreign(replyButton('confirm_person', 'grace', 'right'))],
  ])('%s says that it is out of date, and changes nothing', async (_where, payload) => {
    const before = await stored();
    await posted.bot.send(payload);
    await posted.bot.runBackground();
    expect(JSON.stringify(toldAda(posted.bot))).toContain('This menu is out of date.');
    expect(await stored()).toEqual(before);
  });
});
