import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarifaiError, fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, EXTERNAL_USER, OTHER_TEAM, POST_TS, REPLY_TS, TEAM } from '../support/slack/ids.js';
import { blockAction, menuQuery, viewSubmission } from '../support/slack/payloads.js';
import { buttonsOf, picturesOf } from '../support/slack/read-message.js';
import type { View } from '../support/slack/state.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const byron = { id: 'byron', name: 'Ada Byron' };
const FACES = ['one', 'two', 'three', 'four'];
const OTHER_PHOTO = 'slack-f0000000b';

let posted: PostedReply;

/** Four faces, the second of which is likely Grace. */
beforeEach(async () => {
  posted = await postedReply({
    people: [ada, grace, byron],
    trained: true,
    faces: FACES.map((id, index) => fakeFace(id, 0.1 + index * 0.2, id === 'two' ? { grace: 0.75 } : {})),
    otherFaces: { [OTHER_PHOTO]: [fakeFace('secret', 0.1)] },
  });
});
afterEach(() => posted.bot.slack.close());

const slack = () => posted.bot.slack;
const recognizer = () => posted.bot.recognizer;
const form = () => slack().modal().shown;
const text = (view: View) => JSON.stringify(view.blocks);
const told = () => slack().ephemerals.map((message) => message.text);
const blockOf = (faceId: string, photoId = PHOTO) => `face:${photoId}:${faceId}::form`;
const inputs = (view: View) => (view.blocks ?? []).filter(({ type }) => type === 'input');

const open = (user = ADA, team = TEAM) =>
  posted.bot.send(
    blockAction(
      { type: 'button', action_id: 'name_everyone', block_id: 'everyone' },
      { ts: REPLY_TS, thread_ts: POST_TS },
      user,
      team,
    ),
  );

async function openForm(): Promise<View> {
  await open();
  return form();
}

/** Submits the form with the value of a menu option for each face that is given. */
function submit(view: View, choices: Readonly<Record<string, string>>, user = ADA, team = TEAM) {
  const values = Object.fromEntries(
    inputs(view).map(({ block_id }) => {
      const [, , faceId = ''] = String(block_id).split(':');
      const value = choices[faceId];
      const option = value === undefined ? null : { text: { type: 'plain_text', text: value.slice(2) }, value };
      return [block_id, { name_face: { type: 'external_select', selected_option: option } }];
    }),
  );
  return posted.bot.send(viewSubmission({ ...view, id: 'V1' }, values, user, team));
}

describe('“Name everyone”', () => {
  it('is offered while several faces have no name', async () => {
    const offers = () => buttonsOf(posted.reply()).filter(({ action_id }) => action_id === 'name_everyone').length;
    expect(offers()).toBe(1);
    for (const faceId of ['one', 'two', 'three']) await posted.pick(faceId, 'm:left unnamed');
    expect(offers()).toBe(0);
  });

  it('opens a form with each face cut out, and the likely person filled in', async () => {
    await posted.pick('one', 'p:ada');
    const view = await openForm();
    expectViewAcceptedBySlack(view);
    expect(inputs(view).map(({ label }) => (label as { text: string }).text)).toEqual(['Face 2', 'Face 3', 'Face 4']);
    expect(picturesOf(view)).toHaveLength(3);
    expect(new Set(picturesOf(view)).size).toBe(3);
    expect(inputs(view).map(({ element }) => (element as { initial_option?: object }).initial_option)).toEqual([
      { text: { type: 'plain_text', text: 'Grace Hopper' }, value: 'p:grace' },
      undefined,
      undefined,
    ]);
  });

  it('opens without the faces while Slack does not show them yet, and then adds them', async () => {
    slack().state.refusedPictures = 1;
    await open();
    const [bare, complete] = slack().modal().versions;
    expect(picturesOf(bare ?? {})).toEqual([]);
    expect(picturesOf(complete ?? {})).toHaveLength(4);
  });

  it('shows the whole photo when its faces cannot be cut out', async () => {
    slack().deletedFiles.add('F0000000A');
    expect(picturesOf(await openForm())).toEqual(picturesOf(posted.reply()));
  });

  it('says so when every face has an answer by now', async () => {
    for (const id of FACES)
      await recognizer().tags.flag({ photoId: PHOTO, faceId: id, kind: 'left unnamed', flaggedBy: ADA });
    expect(text(await openForm())).toContain('has an answer now');
  });

  it('says what to do when it took too long to open', async () => {
    slack().fail('views.open', 'expired_trigger_id');
    await open();
    expect(told()[0]).toContain('choose again');
  });
});

describe('the menus of the form', () => {
  const ask = (value: string) =>
    posted.bot.send(menuQuery({ action_id: 'name_face', block_id: blockOf('two'), value }));

  it('offer likely people first and no choice that opens another form', async () => {
    await recognizer().tags.add({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
    const { option_groups: groups } = (await ask('')) as {
      option_groups: { label: { text: string }; options: object[] }[];
    };
    expect(groups.map(({ label }) => label.text)).toEqual(['Most likely', 'People', 'In this workspace', 'No name']);
    expect(JSON.stringify(groups)).not.toMatch(/Why|Add someone new|collage|everywhere/);
    expect(JSON.stringify(groups)).toContain('Leave without a name');
  });

  it('offer to add the typed name', async () => {
    expect(JSON.stringify(await ask('Zoë'))).toContain('Add “Zoë” as a new person');
  });
});

describe('saving', () => {
  it('names everyone with one call, and the reply changes once', async () => {
    const view = await openForm();
    const answer = await submit(view, { one: 'p:ada', two: 'p:grace', three: 'n:Zoë', four: 'm:not a face' }, BEN);
    expect(answer).toBe('ok');
    expect(await posted.tags()).toEqual([
      ['one', 'Ada Lovelace', BEN],
      ['two', 'Grace Hopper', BEN],
      ['three', 'Zoë', BEN],
    ]);
    expect((await recognizer().photos.read(PHOTO)).flags).toMatchObject([{ faceId: 'four', kind: 'not a face' }]);
    expect(recognizer().calls.filter((call) => call.startsWith('tags.'))).toEqual(['tags.saveAnswers']);
    expect(posted.reply().edits).toBe(1);
  });

  it('leaves faces without a choice as they are', async () => {
    expect(await submit(await openForm(), { one: 'p:ada', two: 'l:open' })).toBe('ok');
    expect(await posted.tags()).toEqual([['one', 'Ada Lovelace', ADA]]);
  });

  it('changes nothing when nothing is chosen', async () => {
    expect(await submit(await openForm(), {})).toBe('ok');
    expect(posted.reply().edits).toBe(0);
  });

  it('makes one person of a new name given to two faces of a collage', async () => {
    await recognizer().tags.flagCollage({ photoId: PHOTO, faceId: 'one', flaggedBy: ADA });
    await submit(await openForm(), { one: 'n:Zoë', two: 'n:zoe' });
    const { tags } = await recognizer().photos.read(PHOTO);
    expect(tags.map(({ person }) => person.name)).toEqual(['Zoë', 'Zoë']);
    expect(new Set(tags.map(({ person }) => person.id)).size).toBe(1);
  });
});

describe('a name for two faces', () => {
  it.each([
    ['chosen', 'p:ada', 'p:ada', 'Ada Lovelace'],
    ['typed', 'n:Zoë', 'n:zoe', 'Zoë'],
    ['chosen and typed', 'p:ada', 'n:Ada Lovelace', 'ada'],
  ])('that was %s is asked about, and saved after that', async (_how, one, three) => {
    const asked = (await submit(await openForm(), { one, three })) as { response_action: string; view: View };
    expect(asked.response_action).toBe('update');
    expectViewAcceptedBySlack(asked.view);
    expect(text(asked.view)).toContain('Faces 1 and 3 have the same name');
    expect(asked.view).toMatchObject({ submit: { text: 'Save anyway' } });
    expect(await posted.tags()).toEqual([]);

    expect(await submit(asked.view, { one, three })).toBe('ok');
    expect(await posted.tags()).toHaveLength(2);
  });

  it('is asked about when one of them has the name already', async () => {
    await posted.pick('four', 'p:ada');
    expect(JSON.stringify(await submit(await openForm(), { one: 'p:ada' }))).toContain(
      'Faces 1 and 4 have the same name',
    );
  });

  it('keeps what was chosen while asking', async () => {
    const { view } = (await submit(await openForm(), { one: 'p:ada', two: 'l:open', three: 'p:ada' })) as {
      view: View;
    };
    const chosen = inputs(view).map(
      ({ element }) => (element as { initial_option?: { value: string } }).initial_option,
    );
    expect(chosen.map((option) => option?.value)).toEqual(['p:ada', 'l:open', 'p:ada', undefined]);
    expect(picturesOf(view)).toHaveLength(4);
  });
});

describe('what someone else did meanwhile', () => {
  it('stays, and is shown', async () => {
    const view = await openForm();
    await posted.pick('one', 'p:grace', BEN);
    const answer = (await submit(view, { one: 'p:ada', three: 'n:Zoë' })) as { response_action: string; view: View };
    expect(answer.response_action).toBe('update');
    expect(text(answer.view)).toContain('Saved 1 answer.');
    expect(text(answer.view)).toContain(`Face 1: *Grace Hopper*, by <@${BEN}>`);
    expect(await posted.tags()).toEqual([
      ['one', 'Grace Hopper', BEN],
      ['three', 'Zoë', ADA],
    ]);
  });

  it('needs no word when it is the same', async () => {
    const view = await openForm();
    await posted.pick('one', 'p:ada', BEN);
    expect(await submit(view, { one: 'p:ada' })).toBe('ok');
  });

  it('includes deleting the reply', async () => {
    const view = await openForm();
    slack().state.messages.clear();
    expect(await submit(view, { one: 'p:ada' })).toMatchObject({ response_action: 'errors' });
    expect(await posted.tags()).toEqual([]);
  });
});

describe('a name that may mean several people', () => {
  it('is sent back, with the other choices kept', async () => {
    const view = await openForm();
    expect(await submit(view, { one: 'p:grace', three: 'n:Аda Lovelace' })).toEqual({
      response_action: 'errors',
      errors: { [blockOf('three')]: expect.stringContaining('tells them apart') },
    });
    expect(await posted.tags()).toEqual([]);
  });
});

describe('a save that fails', () => {
  it('keeps the form open and says why', async () => {
    const view = await openForm();
    recognizer().failNext('tags.saveAnswers', clarifaiError('unavailable'));
    expect(await submit(view, { one: 'p:ada' })).toEqual({
      response_action: 'errors',
      errors: { [blockOf('one')]: expect.stringContaining('try again') },
    });
    expect(await submit(view, { one: 'p:ada' })).toBe('ok');
    expect(await posted.tags()).toHaveLength(1);
  });

  it('late shows the form again with everything that was chosen', async () => {
    const view = await openForm();
    recognizer().before('tags.saveAnswers', () => new Promise((resolve) => setTimeout(resolve, 2000)));
    recognizer().failNext('tags.saveAnswers', clarifaiError('unavailable'));
    const answer = (await submit(view, { one: 'p:ada', three: 'n:Zoë' })) as { view: View };
    expect(text(answer.view)).toContain('Saving the names…');
    expect(text(form())).toContain('try again');
    const chosen = inputs(form()).map(
      ({ element }) => (element as { initial_option?: { value: string } }).initial_option,
    );
    expect(chosen.map((option) => option?.value)).toEqual(['p:ada', undefined, 'n:Zoë', undefined]);
  });
});

describe('a form that is not what it was', () => {
  it.each(['', 'no json', '{}', JSON.stringify({ reply: { channelId: 'C1' } })])(
    'stores nothing with other metadata (%j)',
    async (metadata) => {
      const view = await openForm();
      await submit({ ...view, private_metadata: metadata }, { one: 'p:ada' }).catch(() => undefined);
      expect(await posted.tags()).toEqual([]);
    },
  );

  it('names no face of a photo that is not in the reply', async () => {
    const view = await openForm();
    const [input] = inputs(view);
    const forged = { ...view, blocks: [{ ...input, block_id: blockOf('secret', OTHER_PHOTO) }] };
    expect(await submit(forged, { secret: 'p:ada' })).toMatchObject({ response_action: 'errors' });
    expect(await recognizer().tags.list()).toEqual([]);
  });

  it('names no one who is not there', async () => {
    expect(await submit(await openForm(), { one: 'p:guessed' })).toMatchObject({ response_action: 'errors' });
    expect(await posted.tags()).toEqual([]);
  });
});

describe('someone of another workspace', () => {
  it('gets no form, no names and cannot save one', async () => {
    const view = await openForm();
    const before = slack().state.modals.size;
    await open(EXTERNAL_USER, OTHER_TEAM);
    expect(slack().state.modals.size).toBe(before);
    const query = menuQuery({ action_id: 'name_face', block_id: blockOf('one'), value: '' });
    expect(await posted.bot.send({ ...query, user: { id: EXTERNAL_USER, team_id: OTHER_TEAM } })).toEqual({
      options: [],
    });
    expect(await submit(view, { one: 'p:ada' }, EXTERNAL_USER, OTHER_TEAM)).toEqual({
      response_action: 'errors',
      errors: { [blockOf('one')]: expect.stringContaining('members of my workspace') },
    });
    expect(await posted.tags()).toEqual([]);
  });
});

describe('a crowd', () => {
  it('takes several forms, one after the other in the same modal', async () => {
    await posted.bot.slack.close();
    const ids = Array.from({ length: 45 }, (_, index) => `f${index}`);
    posted = await postedReply({ faces: ids.map((id, index) => fakeFace(id, index / 50)) });
    const view = await openForm();
    expectViewAcceptedBySlack(view);
    expect(inputs(view)).toHaveLength(40);
    expect(view).toMatchObject({ submit: { text: 'Save and continue' } });

    await submit(view, { f0: 'n:Zoë' });
    expect(inputs(form())).toHaveLength(5);
    expect(await submit(form(), { f44: 'n:Yan' })).toBe('ok');
    expect((await posted.tags()).map(([faceId, name]) => [faceId, name])).toEqual([
      ['f0', 'Zoë'],
      ['f44', 'Yan'],
    ]);
  });

  it('of thirty faces fits one form', async () => {
    await posted.bot.slack.close();
    posted = await postedReply({ faces: Array.from({ length: 30 }, (_, index) => fakeFace(`f${index}`, index / 40)) });
    const view = await openForm();
    expect(inputs(view)).toHaveLength(30);
    expect(view).toMatchObject({ submit: { text: 'Save' } });
  });
});
