import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarifaiError, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, POST_TS, REPLY_TS } from '../support/slack/ids.js';
import { blockAction, type Payload, slashCommand, viewAction, viewSubmission } from '../support/slack/payloads.js';
import type { View } from '../support/slack/state.js';

/** The face service refuses every call: whatever someone does, they are told. */

const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let posted: PostedReply;

beforeEach(async () => {
  posted = await postedReply({
    people: [ada, grace],
    trained: true,
    faces: [fakeFace('left', 0.1), fakeFace('middle', 0.4), fakeFace('right', 0.7, { grace: 0.8 })],
  });
  await posted.bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: ada, taggedBy: BEN });
  posted.bot.background.length = 0;
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

/** Everything that Ada may see, other than the reply. */
function seen(): string[] {
  const { slack } = posted.bot;
  return [
    ...slack.ephemerals.map(({ text }) => String(text)),
    ...slack.commandAnswers.map(({ text }) => String(text)),
    ...slack.ownMessages(ADA).map(({ text }) => String(text)),
    ...[...slack.state.modals.values()].map(({ versions }) => JSON.stringify(versions)),
    JSON.stringify(slack.home(ADA)),
  ];
}

const LEFT = `face:${PHOTO}:left::r`;
const button = (action_id: string, value: string, block_id = `face:${PHOTO}:right::r`) =>
  blockAction({ type: 'button', action_id, block_id, value }, { ts: REPLY_TS, thread_ts: POST_TS }, ADA);
const pick = (value: string) =>
  blockAction(
    {
      type: 'external_select',
      action_id: 'pick_person',
      block_id: `face:${PHOTO}:right::r`,
      selected_option: { text: { type: 'plain_text', text: 'shown' }, value },
    },
    { ts: REPLY_TS, thread_ts: POST_TS },
    ADA,
  );
const HOME: View = { type: 'home', private_metadata: '0', blocks: [] };
const homeButton = (action_id: string, value = '') => viewAction({ action_id, value }, { ...HOME }, ADA);
const personMenu = (value: string) => {
  const payload = homeButton('person_menu');
  const selected_option = { text: { type: 'plain_text', text: 'shown' }, value };
  return {
    ...payload,
    actions: [{ type: 'overflow', action_id: 'person_menu', block_id: 'b', action_ts: '1', selected_option }],
  };
};
const modalOf = (callback_id: string) => ({
  type: 'modal',
  callback_id,
  private_metadata: JSON.stringify({ personId: 'grace', origin: { kind: 'home', page: 0 } }),
  blocks: [],
});
const typed = (value: string) => ({ value: { type: 'plain_text_input', value } });

/** What Ada does, and how Slack tells of it. */
const DONE: readonly (readonly [string, Payload])[] = [
  ['“Yes” beside a face', button('confirm_person', 'grace')],
  ['“No” beside a face', button('reject_person', 'grace')],
  ['“Undo” beside a name', button('undo_name', '', LEFT)],
  ['“Undo” beside a face that is none', button('undo_mark', '')],
  ['“Take my name off”', button('not_me', ada.id, LEFT)],
  ['“Change…” below the names', button('change_names', PHOTO, 'settled')],
  ['“Name everyone”', button('name_everyone', '', 'who')],
  ['“More faces”', button('turn_page:1', '1', 'pages')],
  ['the name that did not hold', button('name_again', [PHOTO, 'right', 'grace', POST_TS, REPLY_TS].join(':'), 'b')],
  ['a person in the menu of a face', pick('p:grace')],
  ['a new name in the menu of a face', pick('n:Zoë')],
  ['“Add someone new…” in the menu of a face', pick('a:new')],
  ['“No, not Grace” in the menu of a face', pick('x:grace')],
  ['“Not a face” in the menu of a face', pick('m:not a face')],
  ['“This is a collage” in the menu of a face', pick('c:yes')],
  ['“Change Grace everywhere…” in the menu of a face', pick('e:grace')],
  ['“Why this name?” in the menu of a face', pick('w:name')],
  ['/train-faces', slashCommand('')],
  ['/train-faces status', slashCommand('status')],
  ['/train-faces undo', slashCommand('undo')],
  ['/train-faces promote', slashCommand('promote')],
  ['/train-faces earlier', slashCommand('earlier')],
  ['/find-photos', slashCommand('grace', '/find-photos')],
  ['one of several people that a search may mean', button('find_photos:0', 'grace')],
  ['“They agreed to be recognised” in App Home', personMenu('agreed:grace')],
  ['“See photos” in App Home', personMenu('photos:grace')],
  ['“Rename or merge…” in App Home', personMenu('change:grace')],
  ['“Remove…” in App Home', personMenu('remove:grace')],
  ['“Forget…” in App Home', personMenu('forget:grace')],
  ['“Train” in App Home', homeButton('train')],
  ['“Send me my data” in App Home', homeButton('own_data')],
  ['“Recognise me” in App Home', homeButton('consent:recognise')],
  ['“Once a week” in App Home', homeButton('photos_of_me:weekly')],
  ['“All changes” in App Home', homeButton('all_changes')],
  ['“Put back” in App Home', homeButton('take_back', 'removed:grace:1')],
  ['“Forget me” in App Home', homeButton('forget_person', ada.id)],
  ['“See all faces without a name” in App Home', homeButton('unnamed_faces')],
  ['“Name…” beside faces in App Home', homeButton('name_group', `${PHOTO}:right`)],
  ['“Show everyone” in App Home', homeButton('find_everyone')],
  ['“More people” in App Home', homeButton('home_page:1', '1')],
  ['“Remove” in the modal that asks', viewSubmission(modalOf('remove_person'), {})],
  ['“Forget” in the modal that asks', viewSubmission(modalOf('forget_person'), {})],
  ['“Save” with another name', viewSubmission(modalOf('person'), { 'name:Grace Hopper': typed('Zoë') })],
];

describe('while the face service is away', () => {
  it.each(DONE)('someone who chooses %s is told so', async (_what, payload) => {
    const before = new Set(seen());
    goAway();
    const answer = await posted.bot.send(payload);
    // Their data is gathered in the background.
    await Promise.allSettled(posted.bot.background.splice(0).map((work) => work()));
    const after = seen().filter((text) => !before.has(text));
    expect(JSON.stringify([answer, ...after])).toMatch(/face service/);
  });
});
