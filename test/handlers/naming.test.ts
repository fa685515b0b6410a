import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ADA,
  BEN,
  BOT_USER,
  blockAction,
  CHANNEL,
  messageEvent,
  slackFile,
  startTestBot,
  type TestBot,
} from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

const POST_TS = '1700000000.000100';
const REPLY_TS = '1700000001.000100';
const PHOTO = 'slack-f0000000a';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const alan = { id: 'alan', name: 'Alan Turing' };
const message = { ts: REPLY_TS, thread_ts: POST_TS };

let bot: TestBot;
/** The reply as Slack has it. */
let metadata: unknown;

beforeEach(async () => {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({
      people: [ada, grace, alan],
      trained: true,
      faces: {
        [PHOTO]: [
          fakeFace('left', 0.1, { ada: 0.96 }),
          fakeFace('middle', 0.4, { grace: 0.7, alan: 0.6 }),
          fakeFace('right', 0.8),
        ],
      },
    }),
  });
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expectUpload('F0PICTURE1');
  bot.slack.expect('chat.postMessage', (args) => {
    metadata = args.metadata;
    return { ts: REPLY_TS };
  });
  await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
});
afterEach(() => bot.slack.assertDone());

/** Expects the reply to be read and replaced, so many times. */
function expectUpdates(times = 1): void {
  for (let each = 0; each < times; each++) {
    bot.slack.expect('conversations.replies', () => ({
      messages: [
        { ts: POST_TS, user: ADA },
        { ts: REPLY_TS, user: BOT_USER, metadata },
      ],
    }));
    bot.slack.expect('chat.update', (args) => {
      metadata = args.metadata;
      return { ts: REPLY_TS };
    });
  }
}

const blockId = (faceId: string) => `face:${PHOTO}:${faceId}::old`;
const pick = (faceId: string, value: string, user = ADA) =>
  bot.send(
    blockAction(
      {
        type: 'external_select',
        action_id: 'pick_person',
        block_id: blockId(faceId),
        selected_option: { text: { type: 'plain_text', text: 'shown' }, value },
      },
      message,
      user,
    ),
  );
const press = (actionId: string, faceId: string, value: string, user = ADA) =>
  bot.send(blockAction({ type: 'button', action_id: actionId, block_id: blockId(faceId), value }, message, user));

const withoutTimes = (text: string) => text.replaceAll(/, <!date\^[^>]*>/g, '');
const updates = () => bot.slack.callsOf('chat.update');
const shownRows = () =>
  ((updates().at(-1)?.blocks ?? []) as { type: string; text?: { text: string } }[])
    .filter(({ type }) => type === 'section')
    .map(({ text }) => withoutTimes(text?.text ?? ''));
const ephemerals = () => bot.slack.callsOf('chat.postEphemeral');
const tags = async () =>
  (await bot.recognizer.photos.read(PHOTO)).tags.map(({ faceId, person, taggedBy }) => [faceId, person.name, taggedBy]);

describe('naming a face', () => {
  it('by choosing somebody known: the reply says who, and by whom', async () => {
    expectUpdates();
    expect(await pick('right', 'p:alan')).toBe('ok');
    expect(await tags()).toEqual([['right', 'Alan Turing', ADA]]);
    expect(shownRows()).toEqual([
      '1 Ada Lovelace · 96 %',
      '2 Is this Grace Hopper?',
      `3 Alan Turing, named by <@${ADA}>`,
    ]);
    expect(updates()[0]).toMatchObject({ channel: CHANNEL, ts: REPLY_TS });
    expect(updates()[0]?.text).toContain('3 Alan Turing');
  });

  it('shows the picture again without uploading it again', async () => {
    expectUpdates();
    await pick('right', 'p:alan');
    expect(updates()[0]?.blocks).toMatchObject([{ type: 'image', slack_file: { id: 'F0PICTURE1' } }, {}, {}, {}, {}]);
    expect(bot.downloads).toHaveLength(1);
  });

  it('by choosing a member of the workspace: a person is made, once, with the member’s name', async () => {
    bot.slack.expect('users.info', {
      user: { id: BEN, name: 'ben', profile: { real_name: 'Ben Bitdiddle', display_name: 'ben' } },
    });
    expectUpdates();
    await pick('right', `u:${BEN}`);
    expect(bot.recognizer.knownPeople.get('slack-uben00000')).toEqual({ id: 'slack-uben00000', name: 'Ben Bitdiddle' });

    expectUpdates();
    await pick('left', `u:${BEN}`);
    expect(await tags()).toContainEqual(['left', 'Ben Bitdiddle', ADA]);
    expect(bot.recognizer.calls.filter((call) => call === 'people.add')).toHaveLength(1);
  });

  it('by a new name: a person is made', async () => {
    expectUpdates();
    await pick('right', 'n:  Zoe\u0308  Washburne');
    expect(await tags()).toEqual([['right', 'Zoë Washburne', ADA]]);
  });

  it.each(['ALAN TURING', 'Álan  Turing'])('by a new name that is somebody known: %s', async (typed) => {
    expectUpdates();
    await pick('right', `n:${typed}`);
    expect(await tags()).toEqual([['right', 'Alan Turing', ADA]]);
    expect(bot.recognizer.knownPeople.size).toBe(3);
  });

  it('by the same new name, typed by two people at once: one person is made', async () => {
    expectUpdates(2);
    await Promise.all([pick('right', 'n:Zoe', ADA), pick('middle', 'n:zoe', BEN)]);
    expect([...bot.recognizer.knownPeople.values()].filter(({ name }) => name.toLowerCase() === 'zoe')).toHaveLength(1);
  });

  it('by Yes', async () => {
    expectUpdates();
    await press('confirm_person', 'middle', 'grace', BEN);
    expect(await tags()).toEqual([['middle', 'Grace Hopper', BEN]]);
    expect(shownRows()[1]).toBe(`2 Grace Hopper, named by <@${BEN}>`);
  });

  it('corrects what the recogniser was sure of, and frees that name for others', async () => {
    expectUpdates();
    await pick('left', 'p:grace');
    expect(shownRows()).toEqual([`1 Grace Hopper, named by <@${ADA}>`, '2 Is this Alan Turing?', '3 Who is this?']);
  });

  it('explains training only as long as nobody can be recognised', async () => {
    expectUpdates();
    await pick('right', 'p:alan');
    expect(JSON.stringify(updates()[0]?.blocks)).not.toContain('/train-faces');
  });
});

describe('taking back', () => {
  it('Undo brings back what the recogniser thinks', async () => {
    expectUpdates();
    await pick('left', 'p:grace');
    expectUpdates();
    await press('undo_name', 'left', 'grace');
    expect(await tags()).toEqual([]);
    expect(shownRows()[0]).toBe('1 Ada Lovelace · 96 %');
  });

  it('Undo twice is Undo once', async () => {
    expectUpdates(2);
    await press('undo_name', 'left', 'grace');
    await press('undo_name', 'left', 'grace');
    expect(ephemerals()).toEqual([]);
  });
});

describe('saying no', () => {
  it('asks about the next likely person, and then nobody, and remembers both', async () => {
    expectUpdates();
    await press('reject_person', 'middle', 'grace');
    const notGrace = `Not Grace Hopper, says <@${ADA}>.`;
    expect(shownRows()[1]).toBe(`2 Is this Alan Turing? ${notGrace}`);
    expectUpdates();
    await press('reject_person', 'middle', 'alan', BEN);
    const notAlan = `Not Alan Turing, says <@${BEN}>.`;
    expect(shownRows()[1]).toBe(`2 Who is this? ${notGrace} ${notAlan}`);
    expectUpdates();
    await pick('right', 'n:Somebody');
    expect(shownRows()[1]).toBe(`2 Who is this? ${notGrace} ${notAlan}`);
    expect(await tags()).toHaveLength(1);
  });

  it('can be said in the menu, where the row has no buttons', async () => {
    expectUpdates();
    await pick('left', 'x:ada');
    expect(shownRows()[0]).toBe(`1 Who is this? Not Ada Lovelace, says <@${ADA}>.`);
    expect(await tags()).toEqual([]);
  });

  it('is kept with the photo, not with the reply: whoever answers the photo anew knows it', async () => {
    expectUpdates();
    await press('reject_person', 'middle', 'grace');
    const { rejections } = await bot.recognizer.photos.read(PHOTO);
    expect(rejections).toEqual([expect.objectContaining({ faceId: 'middle', person: grace, rejectedBy: ADA })]);
    expect(JSON.stringify(metadata)).not.toContain('grace');
  });

  it('can be taken back in the menu', async () => {
    expectUpdates(2);
    await press('reject_person', 'middle', 'grace');
    await pick('middle', 'b:grace', BEN);
    expect(shownRows()[1]).toBe('2 Is this Grace Hopper?');
  });

  it('does not stop anybody from naming the face so after all', async () => {
    expectUpdates(2);
    await press('reject_person', 'middle', 'grace');
    await pick('middle', 'p:grace');
    expect(shownRows()[1]).toBe(`2 Grace Hopper, named by <@${ADA}>`);
  });
});

describe('giving no name', () => {
  it.each([
    ['m:not a face', `1 Not a face, says <@${BEN}>`, '1 not a face'],
    ['m:left unnamed', `1 Left unnamed, as <@${BEN}> asked`, '1 left unnamed'],
  ])('%s: the row says so and by whom, and Undo takes it back', async (value, row, inText) => {
    expectUpdates();
    await pick('left', value, BEN);
    expect(shownRows()[0]).toBe(row);
    expect(updates()[0]?.text).toContain(inText);
    expect(await tags()).toEqual([]);
    expect(updates()[0]?.blocks).toMatchObject([
      { type: 'image' },
      { accessory: { type: 'button', action_id: 'undo_mark', text: { text: 'Undo' } } },
      {},
      {},
      {},
    ]);

    expectUpdates();
    await press('undo_mark', 'left', 'ignored', ADA);
    expect(shownRows()[0]).toBe('1 Ada Lovelace · 96 %');
  });

  it('frees the name for another face of the photo', async () => {
    expectUpdates(2);
    await pick('middle', 'm:not a face');
    await pick('middle', 'p:grace');
    expect(shownRows()[1]).toBe(`2 Grace Hopper, named by <@${ADA}>`);
    expect((await bot.recognizer.photos.read(PHOTO)).marks).toEqual([]);
  });
});

describe('a collage', () => {
  const notes = () =>
    ((updates().at(-1)?.blocks ?? []) as { type: string; elements?: { text?: string }[] }[])
      .filter(({ type }) => type === 'context')
      .map(({ elements }) => elements?.[0]?.text);

  it('has each face named by itself once somebody says so, and says who said it, until it is taken back', async () => {
    expectUpdates();
    await pick('right', 'p:ada');
    expect(shownRows()).toEqual(['1 Who is this?', '2 Is this Grace Hopper?', `3 Ada Lovelace, named by <@${ADA}>`]);
    expect(notes()).toEqual([]);

    expectUpdates();
    await pick('middle', 'c:yes', BEN);
    expect(shownRows()[0]).toBe('1 Ada Lovelace · 96 %');
    expect(notes()).toEqual([
      expect.stringMatching(new RegExp(`^Several faces may be the same person, says <@${BEN}>, <!date\\^`)),
    ]);

    expectUpdates();
    await pick('left', 'c:no');
    expect(shownRows()[0]).toBe('1 Who is this?');
    expect(notes()).toEqual([]);
  });
});

describe('somebody of another workspace', () => {
  const elsewhere = (action: Record<string, unknown>) => {
    const body = blockAction({ block_id: blockId('middle'), ...action }, message, 'UOTHER000');
    return bot.send({ ...body, user: { id: 'UOTHER000', team_id: 'T0OTHER00' } });
  };

  it.each([
    { type: 'button', action_id: 'confirm_person', value: 'grace' },
    { type: 'button', action_id: 'reject_person', value: 'grace' },
    { type: 'button', action_id: 'undo_name', value: 'grace' },
    { type: 'external_select', action_id: 'pick_person', selected_option: { value: 'p:grace' } },
  ])('is told that this is for members: $action_id', async (action) => {
    bot.slack.expect('chat.postEphemeral');
    expect(await elsewhere(action)).toBe('ok');
    expect(ephemerals()).toEqual([
      expect.objectContaining({ user: 'UOTHER000', text: expect.stringContaining('Only members of the workspace') }),
    ]);
    expect(await tags()).toEqual([]);
    expect(updates()).toEqual([]);
  });

  it('is known by the team of our own message where the payload speaks of theirs', async () => {
    bot.slack.expect('chat.postEphemeral');
    const body = blockAction(
      { type: 'button', action_id: 'undo_name', block_id: blockId('left'), value: 'ada' },
      { ...message, team: 'T00000001' } as typeof message,
      'UOTHER000',
    );
    await bot.send({ ...body, team: { id: 'T0OTHER00' }, user: { id: 'UOTHER000', team_id: 'T0OTHER00' } });
    expect(ephemerals()[0]?.text).toContain('Only members');
  });
});

describe('several people at once', () => {
  /** Holds the next update while the reply is being rendered, until the returned function is called. */
  function holdUpdate(): () => void {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    bot.recognizer.before('photos.read', () => held);
    return release;
  }

  const untilUpdating = () =>
    vi.waitFor(() => expect(bot.slack.callsOf('conversations.replies').length).toBeGreaterThan(0));

  it('keeps both names when two people name different faces while the reply is being updated', async () => {
    expectUpdates(2);
    const release = holdUpdate();
    const first = pick('left', 'p:ada', ADA);
    await untilUpdating();
    const second = pick('right', 'p:alan', BEN);
    await vi.waitFor(() => expect(bot.recognizer.calls.filter((call) => call === 'tags.add')).toHaveLength(2));
    release();
    await Promise.all([first, second]);
    expect(updates()).toHaveLength(2);
    expect(shownRows()).toEqual([
      `1 Ada Lovelace, named by <@${ADA}>`,
      '2 Is this Grace Hopper?',
      `3 Alan Turing, named by <@${BEN}>`,
    ]);
  });

  it('keeps both answers when two people say no, each on the message as they saw it', async () => {
    expectUpdates(2);
    const release = holdUpdate();
    const first = press('reject_person', 'left', 'ada', ADA);
    await untilUpdating();
    const second = press('reject_person', 'middle', 'grace', BEN);
    release();
    await Promise.all([first, second]);
    expect(shownRows()).toEqual([
      `1 Who is this? Not Ada Lovelace, says <@${ADA}>.`,
      `2 Is this Alan Turing? Not Grace Hopper, says <@${BEN}>.`,
      '3 Who is this?',
    ]);
  });

  it('keeps every answer that comes in while the reply is being updated', async () => {
    expectUpdates(2);
    const release = holdUpdate();
    const first = pick('right', 'p:alan', ADA);
    await untilUpdating();
    const more = [press('reject_person', 'left', 'ada', BEN), press('reject_person', 'middle', 'grace', ADA)];
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    await Promise.all([first, ...more]);
    expect(shownRows()).toEqual([
      expect.stringMatching(/^1 Who is this\? Not Ada Lovelace/),
      expect.stringMatching(/^2 Who is this\? Not Grace Hopper/),
      `3 Alan Turing, named by <@${ADA}>`,
    ]);
  });

  it('shares updates that would say the same: ten clicks during one need one more', async () => {
    expectUpdates(2);
    const release = holdUpdate();
    const first = press('confirm_person', 'middle', 'grace', ADA);
    await untilUpdating();
    const more = Array.from({ length: 10 }, () => press('reject_person', 'left', 'ada', BEN));
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    await Promise.all([first, ...more]);
    expect(updates()).toHaveLength(2);
    expect(shownRows()[0]).toContain('1 Who is this?');
    expect(shownRows()[1]).toBe(`2 Grace Hopper, named by <@${ADA}>`);
  });

  it('is not held up by a click that failed before', async () => {
    bot.slack.expect('conversations.replies', { ok: false, error: 'fatal_error' });
    bot.slack.expect('chat.postEphemeral');
    expectUpdates();
    await Promise.all([
      pick('left', 'p:ada'),
      new Promise((resolve) => setTimeout(resolve, 50)).then(() => pick('right', 'p:alan')),
    ]);
    expect(shownRows()[0]).toContain('1 Ada Lovelace, named by');
    expect(shownRows()[2]).toContain('3 Alan Turing, named by');
  });
});

describe('after a restart', () => {
  it('fetches the photo again to know whom the other faces could be', async () => {
    const again = await startTestBot({ recognizer: bot.recognizer });
    bot.slack.assertDone();
    bot = again;
    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    expectUpdates();
    await pick('right', 'p:alan');
    expect(shownRows()).toEqual([
      '1 Ada Lovelace · 96 %',
      '2 Is this Grace Hopper?',
      `3 Alan Turing, named by <@${ADA}>`,
    ]);
  });

  it('still shows every name that was given when Slack no longer has the photo', async () => {
    const again = await startTestBot({ recognizer: bot.recognizer });
    bot.slack.assertDone();
    bot = again;
    bot.slack.expect('files.info', { ok: false, error: 'file_not_found' });
    expectUpdates();
    await pick('right', 'p:alan');
    expect(shownRows()).toEqual(['1 Who is this?', '2 Who is this?', `3 Alan Turing, named by <@${ADA}>`]);
  });
});

describe('something goes wrong', () => {
  it.each([
    [
      'the face service is away',
      () => bot.recognizer.failNext('tags.add', clarifaiError('unavailable')),
      'not answering',
    ],
    ['the chosen person is gone', () => bot.recognizer.knownPeople.delete('alan'), 'choose again'],
  ])('%s: whoever clicked is told, in the thread', async (_what, breakIt, sentence) => {
    breakIt();
    bot.slack.expect('chat.postEphemeral');
    await pick('right', 'p:alan', BEN);
    expect(ephemerals()).toEqual([
      expect.objectContaining({
        channel: CHANNEL,
        user: BEN,
        thread_ts: POST_TS,
        text: expect.stringContaining(sentence),
      }),
    ]);
    expect(updates()).toEqual([]);
  });

  it('the menu is from another time', async () => {
    bot.slack.expect('chat.postEphemeral');
    await pick('right', 'something old');
    expect(ephemerals()[0]?.text).toContain('out of date');
  });

  it('the reply was deleted meanwhile: the name is kept, and what to do is said', async () => {
    bot.slack.expect('conversations.replies', { ok: false, error: 'thread_not_found' });
    bot.slack.expect('chat.postEphemeral');
    await pick('right', 'p:alan');
    expect(await tags()).toHaveLength(1);
    expect(ephemerals()[0]?.text).toContain('“Name faces”');
  });

  it('the photo was removed meanwhile', async () => {
    await bot.recognizer.photos.remove(PHOTO);
    bot.slack.expect('chat.postEphemeral');
    await press('confirm_person', 'middle', 'grace');
    expect(ephemerals()[0]?.text).toContain('post the photo again');
  });

  it('a name of nothing but spaces', async () => {
    bot.slack.expect('chat.postEphemeral');
    await pick('right', 'n: \u200b ');
    expect(ephemerals()[0]?.text).toContain('type another');
  });
});
