import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeButton, homePersonMenu, personModal, replyButton, replyMenu, toldAda, typed } from '../support/clicks.js';
import { clarifaiError, type FakeRecognizer } from '../support/fake-recognizer.js';
import { ADA_LOVELACE, PHOTO, type PostedReply, replyWithAdaNamed } from '../support/posted-reply.js';
import { POST_TS, REPLY_TS } from '../support/slack/ids.js';
import { type Payload, slashCommand, viewSubmission } from '../support/slack/payloads.js';

/** The face service refuses every call: whatever someone does, they are told. */

let posted: PostedReply;

beforeEach(async () => {
  posted = await replyWithAdaNamed();
});
afterEach(() => posted.bot.slack.close());

function goAway(): void {
  const { photos, tags, people, model, tasks } = posted.bot.recognizer;
  for (const [capability, methods] of Object.entries({ photos, tags, people, model, tasks })) {
    for (const method of Object.keys(methods)) {
      const name = `${capability}.${method}` as Parameters<FakeRecognizer['before']>[0];
      posted.bot.recognizer.before(name, () => Promise.reject(clarifaiError('unavailable')));
    }
  }
}

/** What Ada does, and how Slack tells of it. */
const DONE: readonly (readonly [string, Payload])[] = [
  ['“Yes” beside a face', replyButton('confirm_person', 'grace', 'right')],
  ['“No” beside a face', replyButton('reject_person', 'grace', 'right')],
  ['“Undo” beside a name', replyButton('undo_name', '', 'left')],
  ['“Undo” beside a face that is none', replyButton('undo_mark', '', 'right')],
  ['“Take my name off”', replyButton('not_me', ADA_LOVELACE.id, 'left')],
  ['“Change…” below the names', replyButton('change_names', PHOTO, 'right')],
  ['“Name everyone”', replyButton('name_everyone', '', 'right')],
  ['“More faces”', replyButton('turn_page:1', '1', 'right')],
  [
    'the name that did not hold',
    replyButton('name_again', [PHOTO, 'right', 'grace', POST_TS, REPLY_TS].join(':'), 'right'),
  ],
  ['a person in the menu of a face', replyMenu('p:grace', 'right')],
  ['a new name in the menu of a face', replyMenu('n:Zoë', 'right')],
  ['“Add someone new…” in the menu of a face', replyMenu('a:new', 'right')],
  ['“No, not Grace” in the menu of a face', replyMenu('x:grace', 'right')],
  ['“Not a face” in the menu of a face', replyMenu('m:not a face', 'right')],
  ['“This is a collage” in the menu of a face', replyMenu('c:yes', 'right')],
  ['“Change Grace everywhere…” in the menu of a face', replyMenu('e:grace', 'right')],
  ['“Why this name?” in the menu of a face', replyMenu('w:name', 'right')],
  ['/train-faces', slashCommand('')],
  ['/train-faces status', slashCommand('status')],
  ['/train-faces undo', slashCommand('undo')],
  ['/train-faces promote', slashCommand('promote')],
  ['/train-faces earlier', slashCommand('earlier')],
  ['/find-photos', slashCommand('grace', '/find-photos')],
  ['one of several people that a search may mean', replyButton('find_photos:0', 'grace', 'right')],
  ['“They agreed to be recognised” in App Home', homePersonMenu('agreed:grace')],
  ['“See photos” in App Home', homePersonMenu('photos:grace')],
  ['“Rename or merge…” in App Home', homePersonMenu('change:grace')],
  ['“Remove…” in App Home', homePersonMenu('remove:grace')],
  ['“Forget…” in App Home', homePersonMenu('forget:grace')],
  ['“Train” in App Home', homeButton('train')],
  ['“Send me my data” in App Home', homeButton('own_data')],
  ['“Recognise me” in App Home', homeButton('consent:recognise')],
  ['“Once a week” in App Home', homeButton('photos_of_me:weekly')],
  ['“All changes” in App Home', homeButton('all_changes')],
  ['“Put back” in App Home', homeButton('take_back', 'removed:grace:1')],
  ['“Forget me” in App Home', homeButton('forget_person', ADA_LOVELACE.id)],
  ['“See all faces without a name” in App Home', homeButton('unnamed_faces')],
  ['“Name…” beside faces in App Home', homeButton('name_group', `${PHOTO}:right`)],
  ['“Show everyone” in App Home', homeButton('find_everyone')],
  ['“More people” in App Home', homeButton('home_page:1', '1')],
  ['“Remove” in the modal that asks', viewSubmission(personModal('remove_person', 'grace'), {})],
  ['“Forget” in the modal that asks', viewSubmission(personModal('forget_person', 'grace'), {})],
  ['“Save” with another name', viewSubmission(personModal('person', 'grace'), { 'name:Grace Hopper': typed('Zoë') })],
];

describe('while the face service is away', () => {
  it.each(DONE)('someone who chooses %s is told so', async (_what, payload) => {
    const before = new Set(toldAda(posted.bot));
    goAway();
    const answer = await posted.bot.send(payload);
    // Their data is gathered in the background.
    await Promise.allSettled(posted.bot.background.splice(0).map((work) => work()));
    const after = toldAda(posted.bot).filter((text) => !before.has(text));
    expect(JSON.stringify([answer, ...after])).toMatch(/face service/);
  });
});
