import { afterEach, describe, expect, it } from 'vitest';
import type { ConsentMode } from '../../src/faces/model.js';
import { startBot } from '../support/bot.js';
import { fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, type PostedReplySetup, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL, POST_TS } from '../support/slack/ids.js';
import {
  blockAction,
  homeOpened,
  menuQuery,
  messageEvent,
  slackEvent,
  slackFile,
  slashCommand,
  viewAction,
  viewSubmission,
} from '../support/slack/payloads.js';
import { buttonNamed, buttonsOf, facesOf, picturesOf, rowsOf } from '../support/slack/read-message.js';
import type { StoredMessage } from '../support/slack/state.js';
import { expectAcceptedBySlack } from '../support/slack-rules.js';

/** Ada has an account; Ben names her. Slack takes a message to her user id. */
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let posted: PostedReply;
afterEach(() => posted.bot.slack.close());

async function start(consent: ConsentMode = 'told', setup: Partial<PostedReplySetup> = {}): Promise<void> {
  posted = await postedReply({
    people: [grace],
    consent,
    faces: [fakeFace('a', 0.1, { [ada.id]: 0.97 }), fakeFace('b', 0.4), fakeFace('c', 0.7)],
    otherFaces: { 'slack-f0000000b': [fakeFace('d', 0.1, { [ada.id]: 0.98 })] },
    ...setup,
    bot: { consent, ...setup.bot },
  });
  await run();
}

/** Background work leads to more of it. */
async function run(): Promise<void> {
  for (let round = 0; round < 4; round++) await posted.bot.runBackground();
}

async function name(faceId = 'a', value = `u:${ADA}`, user = BEN): Promise<void> {
  await posted.pick(faceId, value, user);
  await run();
}

function homeOf() {
  const home = posted.bot.slack.home(ADA);
  if (home === undefined) throw new Error('No App Home');
  return home;
}

/** The messages that ask Ada. */
const questions = (): StoredMessage[] =>
  posted.bot.slack.messages(ADA).filter(({ metadata }) => metadata?.event_type === 'rollcall_consent');
function question(): StoredMessage {
  const [only, ...more] = questions();
  if (only === undefined || more.length > 0) throw new Error(`${questions().length} questions`);
  return only;
}

async function press(label: string, user = ADA): Promise<void> {
  const message = question();
  const { text: _, ...button } = buttonNamed(message, label);
  const click = blockAction({ type: 'button', block_id: 'b', ...button }, { ts: message.ts }, user);
  await posted.bot.send({ ...click, channel: { id: ADA, name: 'directmessage' } });
  await run();
}

const OTHER_TS = '1700000500.000100';
/** What the reply to another photo of Ada says. */
async function otherReply(): Promise<string> {
  if (posted.bot.slack.messages(CHANNEL, OTHER_TS).length === 0) {
    await posted.bot.post({ ts: OTHER_TS, files: [slackFile('F0000000B')] });
    await run();
  }
  const reply = posted.bot.slack.messages(CHANNEL, OTHER_TS).at(-1);
  return reply === undefined ? '' : facesOf(reply).join();
}

async function train(): Promise<void> {
  await posted.bot.send(slashCommand());
  await run();
}

describe('someone with an account who is named for the first time', () => {
  it('is asked once, with who named them, the face and a link, and told that they are recognised meanwhile', async () => {
    await start();
    await name();
    const [said] = rowsOf(question());
    expect(said).toContain(`<@${BEN}> named you in <https://test.slack.com/archives/`);
    expect(said).toContain('I’ll recognise you in other photos, too, until you choose otherwise.');
    expect(picturesOf(question())).toHaveLength(1);
    expect(buttonsOf(question()).map(({ text }) => text)).toEqual([
      'Recognise me',
      'Only when someone names me',
      'Never',
      'This isn’t me',
    ]);
    expectAcceptedBySlack(question().blocks ?? []);
    await name('b');
    await name('c', `p:${ada.id}`, ADA);
    expect(questions()).toHaveLength(1);
  });

  it('is not mentioned to themselves if they did it', async () => {
    await start();
    await name('a', `p:${ada.id}`, ADA);
    expect(rowsOf(question())[0]).toMatch(/^You named yourself in <https:/);
  });

  it('gets the face and nothing else of a photo in a conversation they are not in', async () => {
    await start('told', {
      before: async ({ slack }) => {
        slack.state.channels.set(CHANNEL, { id: CHANNEL, members: [BEN, BOT_USER] });
      },
    });
    await name();
    expect(rowsOf(question())[0]).toContain(`<@${BEN}> named you in a photo.`);
    expect(JSON.stringify(question())).not.toContain('archives');
    expect(JSON.stringify(question())).not.toContain(CHANNEL);
    expect(picturesOf(question())).toHaveLength(1);
  });

  it('is not asked by a workspace that has settled it elsewhere', async () => {
    await start('off');
    await name();
    expect(posted.bot.slack.messages(ADA)).toEqual([]);
  });

  it('is asked after the next start if they were named before, and not twice', async () => {
    await start('off');
    await name();
    const { slack, recognizer } = posted.bot;
    for (const _ of [1, 2]) {
      posted.bot = await startBot({ slack, recognizer, consent: 'told' });
      await run();
    }
    expect(rowsOf(question())[0]).toContain(`<@${BEN}> named you`);
  });

  it('gets one question from two processes that were told at once', async () => {
    await start('told');
    const { slack, recognizer } = posted.bot;
    const other = await startBot({ slack, recognizer, consent: 'told' });
    await posted.pick('a', `u:${ADA}`, BEN);
    await Promise.all([run(), other.runBackground()]);
    expect(questions()).toHaveLength(1);
  });

  it('gets the question after a restart if the process ended before it was sent', async () => {
    await start('told');
    await posted.bot.recognizer.people.claimAsking({ person: ada, at: new Date(0) });
    await posted.pick('a', `u:${ADA}`, BEN);
    posted.bot.background.length = 0;
    expect(questions()).toEqual([]);
    const { slack, recognizer } = posted.bot;
    for (const _ of [1, 2]) {
      posted.bot = await startBot({ slack, recognizer, consent: 'told' });
      await run();
    }
    expect(questions()).toHaveLength(1);
  });
});

describe('“Recognise me”', () => {
  it('is shown in the message with its date, and Ada is recognised if that needs her answer', async () => {
    await start('required');
    await name();
    expect(rowsOf(question())[0]).toContain('I won’t recognise you in other photos unless you choose');
    await train();
    expect(await otherReply()).toContain('Who is this?');
    await press('Recognise me');
    expect(rowsOf(question())[0]).toMatch(/You chose \*Recognise me\* \(<!date\^/);
    await train();
    expect(await otherReply()).toContain('Ada Lovelace');
    const [record] = (await posted.bot.recognizer.people.registry()).records.filter(({ id }) => id === ada.id);
    expect(record?.consent).toMatchObject({ choice: 'recognise', at: expect.any(Date) });
  });
});

describe('“Only when someone names me”', () => {
  it('keeps the name that was given and takes back the ones that were recognised, on every reply', async () => {
    await start('told');
    await name();
    await train();
    expect(await otherReply()).toContain('Ada Lovelace');
    await press('Only when someone names me');
    expect(posted.rows()[0]).toContain('Ada Lovelace');
    expect(await otherReply()).toContain('Who is this?');
    await train();
    expect(await otherReply()).toContain('Who is this?');
  });
});

describe('“Never”', () => {
  it('deletes what is known of her, keeps the answer, and empties the message', async () => {
    await start('told');
    await name();
    await train();
    await press('Never');
    const registry = await posted.bot.recognizer.people.registry();
    expect(registry.records.map(({ id }) => id)).not.toContain(ada.id);
    expect(registry.refusedAt(ada.id)).toBeInstanceOf(Date);
    expect(posted.rows().join()).not.toContain('Ada');
    expect(picturesOf(question())).toEqual([]);
    expect(rowsOf(question())[0]).toMatch(/You chose \*Never\* \(/);
  });

  it('has later names for her refused, says why, and no menu offers her', async () => {
    await start('told');
    await name();
    await press('Never');
    posted.bot.slack.ephemerals.length = 0;
    const refusal = expect.stringContaining('Ada Lovelace asked me never to name them');
    for (const value of [`u:${ADA}`, `p:${ada.id}`, 'n:Ada Lovelace']) await name('c', value);
    expect(posted.bot.slack.ephemerals.map(({ text }) => text)).toEqual([refusal, refusal, refusal]);
    expect(await posted.tags()).toEqual([]);
    const menu = { action_id: 'pick_person', block_id: `face:${PHOTO}:c::old`, value: 'Ada' };
    expect(JSON.stringify(await posted.bot.send(menuQuery(menu)))).not.toContain(ADA);
    expect(questions()).toHaveLength(1);
  });

  it('has her name refused that is typed in a thread, or given to someone else', async () => {
    await start('told');
    await name();
    await press('Never');
    posted.bot.slack.ephemerals.length = 0;
    const typed = { ts: '1700000200.000100', thread_ts: POST_TS, user: BEN };
    for (const text of ['2 Ada Lovelace', `2 <@${ADA}>`]) {
      await posted.bot.send(messageEvent({ subtype: undefined, ...typed, text }));
    }
    const refusal = expect.stringContaining('Ada Lovelace asked me never to name them');
    expect(posted.bot.slack.ephemerals.map(({ text }) => text)).toEqual([refusal, refusal]);
    expect(await posted.tags()).toEqual([]);
  });

  it('has every name refused that Slack has for her account, also after she has left', async () => {
    await start('told');
    await name();
    await press('Never');
    posted.bot.slack.ephemerals.length = 0;
    const { users } = posted.bot.slack.state;
    const profile = { real_name: 'Ada Lovelace', display_name: 'Countess' };
    const user = { id: ADA, name: 'a.king', real_name: 'Ada Lovelace', profile };
    users.set(ADA, user);
    await posted.bot.send(slackEvent({ type: 'user_change', user }));
    for (const called of ['Countess', '@a.king', 'ada lovelace']) await name('c', `n:${called}`);
    users.set(ADA, { ...user, deleted: true });
    await posted.bot.send(slackEvent({ type: 'user_change', user: { ...user, deleted: true } }));
    await name('c', 'n:countess');
    const refusal = expect.stringContaining('asked me never to name them');
    expect(posted.bot.slack.ephemerals.map(({ text }) => text)).toEqual([refusal, refusal, refusal, refusal]);
    expect(await posted.tags()).toEqual([]);
    const { records } = await posted.bot.recognizer.people.registry();
    expect(records.map(({ id }) => id)).toEqual([grace.id]);
  });

  it('can be changed in App Home, where the answer is shown', async () => {
    await start('told');
    await name();
    await press('Never');
    await posted.bot.send(homeOpened());
    const home = homeOf();
    expect(rowsOf(home)).toContainEqual(expect.stringContaining('You chose *Never* ('));
    const { text: _, ...button } = buttonNamed(home, 'Recognise me');
    await posted.bot.send(viewAction(button, { ...home, id: 'V1' }));
    await run();
    expect(rowsOf(homeOf())).toContainEqual(expect.stringContaining('You chose *Recognise me* ('));
    await name('c');
    expect(await posted.tags()).toEqual([['c', 'Ada Lovelace', BEN]]);
    expect(questions()).toHaveLength(1);
  });
});

describe('an answer after which Rollcall was stopped at once', () => {
  async function answerAndRestart(choice: 'never' | 'when named'): Promise<void> {
    await start('told');
    await name();
    await train();
    expect(await otherReply()).toContain('Ada Lovelace');
    const { recognizer, slack } = posted.bot;
    const at = new Date(1_700_000_000_000);
    await recognizer.people.setConsent({ person: ada, consent: { choice, at } });
    posted = { ...posted, bot: await startBot({ recognizer, slack, consent: 'told' }) };
    await run();
  }

  it('takes her name off earlier replies after the next start', async () => {
    await answerAndRestart('when named');
    expect(await otherReply()).toContain('Who is this?');
  });

  it('deletes what is known of her after the next start, if it was “Never”', async () => {
    await answerAndRestart('never');
    const registry = await posted.bot.recognizer.people.registry();
    expect(registry.records.map(({ id }) => id)).not.toContain(ada.id);
    expect(registry.refusedAt(ada.id)).toBeInstanceOf(Date);
  });
});

describe('“This isn’t me”', () => {
  it('takes her name off the photo, in the reply and in the message', async () => {
    await start('told');
    await name();
    await press('This isn’t me');
    expect(posted.rows()[0]).toBe('1 skipped');
    expect(await posted.tags()).toEqual([]);
    expect(rowsOf(question())[0]).toContain('Your name is no longer on it.');
    expect(buttonsOf(question())).toHaveLength(3);
    expect(posted.bot.slack.messages(CHANNEL, POST_TS)).toHaveLength(2);
  });

  it('does nothing for someone else', async () => {
    await start('told');
    await name();
    await press('This isn’t me', BEN);
    expect(await posted.tags()).toEqual([['a', 'Ada Lovelace', BEN]]);
  });
});

describe('someone without an account', () => {
  const confirmedBy = async (called: string) =>
    (await posted.bot.recognizer.people.registry()).records.find((record) => record.name === called)?.confirmed?.by;

  it('is added by a menu whose option says what that confirms, which is stored', async () => {
    await start('told');
    const menu = { action_id: 'pick_person', block_id: `face:${PHOTO}:a::old`, value: 'Bob' };
    expect(JSON.stringify(await posted.bot.send(menuQuery(menu)))).toContain('you confirm that they’ve agreed');
    await name('a', 'n:Bob');
    expect(await posted.tags()).toEqual([['a', 'Bob', BEN]]);
    expect(await confirmedBy('Bob')).toBe(BEN);
  });

  it('is recognised only once someone has confirmed in App Home that they agreed, where that is required', async () => {
    await start('required', { otherFaces: { 'slack-f0000000b': [fakeFace('d', 0.1, { [grace.id]: 0.98 })] } });
    await name('b', `p:${grace.id}`, ADA);
    await posted.bot.send(homeOpened());
    expect(JSON.stringify(homeOf())).toContain('not recognised until someone confirms');
    const choose = async () => {
      const value = `agreed:${grace.id}`;
      const payload = viewAction({ action_id: 'person_menu', value: '' }, { ...homeOf() });
      const selected_option = { text: { type: 'plain_text', text: 'They agreed to be recognised' }, value };
      const action = { type: 'overflow', action_id: 'person_menu', block_id: 'b', action_ts: '1', selected_option };
      expect(JSON.stringify(homeOf())).toContain(value);
      await posted.bot.send({ ...payload, actions: [action] });
      await run();
    };
    await train();
    expect(await otherReply()).toContain('Who is this?');
    await choose();
    await train();
    expect(await confirmedBy(grace.name)).toBe(ADA);
    expect(await otherReply()).toContain('Grace Hopper');
    expect(JSON.stringify(homeOf())).not.toContain('not recognised until');
  });

  it('is added by the form once it is confirmed there', async () => {
    await start('told');
    await posted.pick('a', 'a:new', BEN);
    const view = posted.bot.slack.modal().shown;
    const submit = (agreed: readonly { readonly value: string }[]) =>
      posted.bot.send(
        viewSubmission(
          { ...view },
          {
            name: { value: { type: 'plain_text_input', value: 'Bob' } },
            agreed: { value: { type: 'checkboxes', selected_options: agreed } },
          },
          BEN,
        ),
      );
    expect(await submit([])).toMatchObject({ errors: { agreed: expect.stringContaining('confirm that they agreed') } });
    expect(await posted.tags()).toEqual([]);
    await submit([{ value: 'agreed' }]);
    expect(await posted.tags()).toEqual([['a', 'Bob', BEN]]);
    expect(await confirmedBy('Bob')).toBe(BEN);
  });

  it('is added by a name typed in the thread once that is confirmed, by the one who typed it', async () => {
    await start('told');
    const typed = { ts: '1700000200.000100', thread_ts: POST_TS, user: BEN, text: '1 Bob, 2 Cleo' };
    posted.bot.slack.state.putForeign(typed);
    await posted.bot.send(messageEvent({ subtype: undefined, ...typed }));
    const asked = posted.bot.slack.ephemerals.at(-1);
    expect(asked?.text).toContain('I don’t know *Bob* and *Cleo* yet.');
    expect(await posted.tags()).toEqual([]);
    const { text: _, ...button } = buttonNamed(asked ?? {}, 'They agreed');
    const press = (user: string) =>
      posted.bot.send(blockAction({ type: 'button', block_id: 'b', ...button }, { ts: '1' }, user));
    await press(ADA);
    expect(await posted.tags()).toEqual([]);
    await press(BEN);
    expect((await posted.tags()).map(([, called]) => called)).toEqual(['Bob', 'Cleo']);
    expect(await confirmedBy('Cleo')).toBe(BEN);
  });

  it('is added without a question where that is settled elsewhere', async () => {
    await start('off');
    await name('a', 'n:Bob');
    expect(await posted.tags()).toEqual([['a', 'Bob', BEN]]);
    expect(await confirmedBy('Bob')).toBeUndefined();
  });
});
