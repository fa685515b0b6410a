import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarifaiError, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, POST_TS, REPLY_TS } from '../support/slack/ids.js';
import {
  blockAction,
  menuQuery,
  type Payload,
  slashCommand,
  viewAction,
  viewSubmission,
} from '../support/slack/payloads.js';
import type { View } from '../support/slack/state.js';

/** Slack shows an error when it is not answered within 3 s; the rest is for the way there and back. */
const IN_TIME_MS = 2900;

const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const METHODS = [
  'photos.read',
  'tags.add',
  'tags.remove',
  'people.list',
  'people.registry',
  'people.rename',
  'people.readTraces',
  'model.findCandidates',
  'model.state',
] as const satisfies readonly Parameters<FakeRecognizer['before']>[0][];

let posted: PostedReply;
let release: (error?: Error) => void;

/** The face service takes every call and answers none. */
function hang(): void {
  const answer = new Promise<void>((resolve, reject) => {
    release = (error) => (error === undefined ? resolve() : reject(error));
  });
  answer.catch(() => undefined);
  for (const method of METHODS) posted.bot.recognizer.before(method, () => answer);
}

beforeEach(async () => {
  posted = await postedReply({
    people: [ada, grace],
    trained: true,
    faces: [fakeFace('left', 0.1), fakeFace('right', 0.7, { grace: 0.8 })],
  });
  await posted.bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: ada, taggedBy: ADA });
  posted.bot.background.length = 0;
});
afterEach(() => posted.bot.slack.close());

/** Sends something and waits for the acknowledgement only. */
async function acknowledged(payload: Payload): Promise<{ readonly answer: unknown; readonly done: Promise<unknown> }> {
  let done: Promise<unknown> = Promise.resolve();
  const sentAt = performance.now();
  const answer = await new Promise((onAck) => {
    done = posted.bot.send(payload, { onAck });
  });
  expect(performance.now() - sentAt).toBeLessThan(IN_TIME_MS);
  return { answer, done };
}

const click = (action: Payload) => blockAction(action, { ts: REPLY_TS, thread_ts: POST_TS }, BEN);
const choose = (value: string) =>
  click({
    type: 'external_select',
    action_id: 'pick_person',
    block_id: `face:${PHOTO}:right::r`,
    selected_option: { text: { type: 'plain_text', text: 'shown' }, value },
  });
const faceMenu = (value: string) => menuQuery({ action_id: 'pick_person', block_id: `face:${PHOTO}:right::r`, value });
const modalOf = (personId: string): View => ({
  type: 'modal',
  callback_id: 'person',
  private_metadata: JSON.stringify({ personId, origin: { kind: 'home', page: 0 } }),
  blocks: [],
});
const texts = (menu: unknown) => JSON.stringify(menu);
const told = () => posted.bot.slack.ephemerals.map(({ user, text }) => `${user}: ${text}`);
const modalText = () => JSON.stringify(posted.bot.slack.modal().shown.blocks);

describe('while the face service hangs', () => {
  it('menus answer in time with what is known', async () => {
    await posted.bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'right', person: grace, taggedBy: ADA });
    await acknowledged(faceMenu(''));
    posted.bot.slack.state.users.set('UBOB', { id: 'UBOB', name: 'bob', profile: { real_name: 'Bob Cratchit' } });
    hang();
    const where = { view: { ...modalOf('ada'), id: 'V1' } };
    const [everyone, typed, sameAs] = await Promise.all([
      acknowledged(faceMenu('')),
      acknowledged(faceMenu('zoe')),
      acknowledged(menuQuery({ action_id: 'same_as', block_id: 'same_as', value: '' }, where)),
    ]);
    expect(texts(everyone.answer)).toContain('Grace Hopper');
    expect(texts(typed.answer)).toContain('zoe');
    expect(texts(sameAs.answer)).toContain('Grace Hopper');
    expect(texts(sameAs.answer)).not.toContain('Ada Lovelace');
    release();
  });

  it('menus answer in time when nothing was known before', async () => {
    hang();
    const { answer } = await acknowledged(faceMenu('zoe'));
    expect(texts(answer)).toContain('zoe');
    release();
  });

  it('clicks, forms and commands are acknowledged in time, and people are told what was not stored', async () => {
    await posted.bot.send(choose('a:new'));
    const { id, shown } = posted.bot.slack.modal();
    const newPerson = viewSubmission({ ...shown, id }, { name: { value: { type: 'plain_text_input', value: 'Zoë' } } });
    const name = { value: { type: 'plain_text_input', value: 'Countess' } };
    const rename = viewSubmission({ ...modalOf('ada'), id }, { 'name:Ada Lovelace': name });
    const forget = viewAction({ action_id: 'forget_person', value: 'ada' }, { type: 'home', private_metadata: '0' });
    hang();
    const all = await Promise.all([
      acknowledged(click({ type: 'button', action_id: 'undo_name', block_id: `face:${PHOTO}:left::r`, value: 'ada' })),
      acknowledged(choose('p:grace')),
      acknowledged(newPerson),
      acknowledged(rename),
      acknowledged(forget),
      acknowledged(slashCommand('status')),
    ]);
    expect(texts(all[3].answer)).toContain('This takes a moment…');
    expect(told()).toEqual([]);
    release(clarifaiError('timeout'));
    await Promise.all(all.map(({ done }) => done));
    for (const method of METHODS) posted.bot.recognizer.before(method, async () => {});
    const isNotStored = expect.stringMatching(/face service/);
    expect(told().sort()).toEqual([isNotStored, isNotStored, isNotStored]);
    expect(modalText()).toMatch(/face service/);
    expect(posted.bot.slack.ownMessages(ADA).at(-1)?.text).toMatch(/^I couldn’t delete everything/);
    expect(posted.bot.slack.commandAnswers.at(-1)?.text).toMatch(/face service/);
    expect(await posted.tags()).toEqual([['left', 'Ada Lovelace', ADA]]);
  });

  it('modals open in time, and show the rest when it is known', async () => {
    hang();
    const openedAt = performance.now();
    const opening = posted.bot.send(viewAction({ action_id: 'change_person', value: 'ada' }, { type: 'home' }));
    await new Promise((resolve) => posted.bot.slack.before('views.open', resolve));
    expect(performance.now() - openedAt).toBeLessThan(IN_TIME_MS);
    release();
    await opening;
    expect(modalText()).toContain('Ada Lovelace');
  });
});
