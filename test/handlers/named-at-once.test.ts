import { afterEach, describe, expect, it } from 'vitest';
import { clarifaiError, type FakeRecognizerSetup, fakeFace } from '../support/fake-recognizer.js';
import { PHOTO, type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, CHANNEL, POST_TS, REPLY_TS } from '../support/slack/ids.js';
import { blockAction } from '../support/slack/payloads.js';
import { buttonsOf, facesOf } from '../support/slack/read-message.js';
import { expectAcceptedBySlack } from '../support/slack-rules.js';

/** Ada and Ben name the same face at the same moment. */

const grace = { id: 'grace', name: 'Grace Hopper' };
const mary = { id: 'mary', name: 'Mary Shelley' };
const NOW = new Date(1_700_000_000_000);

let posted: PostedReply;
afterEach(() => posted.bot.slack.close());

const start = async (setup: Pick<FakeRecognizerSetup, 'now' | 'beatenBy'> = {}) => {
  const faces = [fakeFace('left', 0.1), fakeFace('right', 0.5)];
  posted = await postedReply({ people: [grace, mary], faces, now: () => NOW, ...setup });
  posted.bot.background.length = 0;
};

const pick = (personId: string, user: string) =>
  posted.bot.send(
    blockAction(
      {
        type: 'external_select',
        action_id: 'pick_person',
        block_id: `face:${PHOTO}:right::old`,
        selected_option: { text: { type: 'plain_text', text: 'shown' }, value: `p:${personId}` },
      },
      { ts: REPLY_TS, thread_ts: POST_TS },
      user,
    ),
  );

const told = () => posted.bot.slack.ephemerals;
const reply = () => posted.bot.slack.messages(CHANNEL, POST_TS).at(-1) ?? {};

/** Presses the button of the last private message, which Slack does not send along. */
async function pressButton(user: string, change: (value: string) => string = (value) => value): Promise<void> {
  const [button] = buttonsOf(told().at(-1) ?? {});
  if (button === undefined) throw new Error('there is no button');
  const { message: _, ...payload } = blockAction(
    { type: 'button', block_id: 'b', action_id: button.action_id, value: change(button.value) },
    { ts: '1' },
    user,
  );
  await posted.bot.send({
    ...payload,
    container: { type: 'message', message_ts: '1', channel_id: CHANNEL, is_ephemeral: true },
  });
}

describe('someone whose name is replaced a moment later', () => {
  it('is told by whom, and in a private message in the thread', async () => {
    await start();
    await pick('grace', ADA);
    await pick('mary', BEN);
    await posted.bot.runBackground();
    expect(told()).toMatchObject([
      {
        channel: CHANNEL,
        thread_ts: POST_TS,
        user: ADA,
        text: `Face 2 is now *Mary Shelley*: <@${BEN}> named it at the same moment as you. You said *Grace Hopper*.`,
      },
    ]);
    expect(buttonsOf(told()[0] ?? {}).map(({ text }) => text)).toEqual(['Change to Grace Hopper']);
    expectAcceptedBySlack(told()[0]?.blocks ?? []);
  });

  it('can change it with one click, and the other is told in turn', async () => {
    await start();
    await pick('grace', ADA);
    await pick('mary', BEN);
    await posted.bot.runBackground();
    await pressButton(ADA);
    expect(facesOf(reply()).join()).toContain('Grace Hopper');
    await posted.bot.runBackground();
    expect(told().map(({ user }) => user)).toEqual([ADA, BEN]);
  });

  it('is not told about the same name, a change of their own, or a change much later', async () => {
    await start({ now: () => new Date(NOW.getTime() - 120_000) });
    await pick('grace', ADA);
    await pick('mary', BEN);
    await start();
    await pick('grace', ADA);
    await pick('grace', BEN);
    await pick('mary', BEN);
    await posted.bot.runBackground();
    expect(told()).toEqual([]);
  });

  it('is not told in a way that breaks the other’s click', async () => {
    await start();
    await pick('grace', ADA);
    posted.bot.slack.fail('chat.postEphemeral', 'user_not_in_channel');
    await pick('mary', BEN);
    await posted.bot.runBackground();
    expect(facesOf(reply()).join()).toContain('Mary Shelley');
  });
});

describe('someone whose name does not hold because another was given at the same moment', () => {
  it('is told, once', async () => {
    await start({ beatenBy: () => ({ person: mary, by: BEN, at: NOW }) });
    await pick('grace', ADA);
    await pick('grace', ADA);
    await posted.bot.runBackground();
    expect(told().map(({ user, text }) => [user, text])).toEqual([
      [ADA, expect.stringContaining('Face 2 is now *Mary Shelley*')],
    ]);
  });
});

describe('the button', () => {
  it.each<[string, (value: string) => string]>([
    ['a photo of another reply', (value) => value.replace(PHOTO, 'slack-f0000other')],
    ['nothing', () => ''],
  ])('does nothing about %s', async (_what, change) => {
    await start();
    await pick('grace', ADA);
    await pick('mary', BEN);
    await posted.bot.runBackground();
    await pressButton(ADA, change);
    expect(told().at(-1)?.text).toContain('out of date');
    expect(facesOf(reply()).join()).toContain('Mary Shelley');
  });

  it('says what went wrong', async () => {
    await start();
    await pick('grace', ADA);
    await pick('mary', BEN);
    await posted.bot.runBackground();
    posted.bot.recognizer.failNext('tags.add', clarifaiError('unavailable'));
    await pressButton(ADA);
    expect(told().at(-1)?.text).toContain('isn’t answering');
  });
});
