import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { createFakeRecognizer, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { createFakeSlack } from '../support/slack/fake-slack.js';
import { ADA, BEN, BOT_USER, CHANNEL, EXTERNAL_USER, OTHER_BOT, TEAM } from '../support/slack/ids.js';
import { blockAction, slashCommand } from '../support/slack/payloads.js';
import { buttonNamed, buttonsOf } from '../support/slack/read-message.js';

/** An admin asks many people whether Rollcall may recognise them. */

const ADMIN = 'UADMIN000';
const CLEO = 'UCLEO0000';
const GONE = 'UGONE0000';

let bot: Bot;
let recognizer: FakeRecognizer;

/** A workspace of five members, of whom three are in the channel, and some who are never asked. */
function openSlack() {
  const slack = createFakeSlack();
  const { users, channels } = slack.state;
  const picture = { is_custom_image: true, image_512: 'https://avatars.slack-edge.com/1.jpg' };
  users.set(ADMIN, { id: ADMIN, team_id: TEAM, name: 'admin', is_admin: true, profile: { real_name: 'Adele' } });
  users.set(CLEO, { id: CLEO, team_id: TEAM, name: 'cleo', profile: { real_name: 'Cleo', ...picture } });
  users.set(GONE, { id: GONE, team_id: TEAM, name: 'gone', deleted: true, profile: { real_name: 'Gone' } });
  channels.set(CHANNEL, {
    id: CHANNEL,
    name: 'photos',
    members: [ADA, BEN, ADMIN, BOT_USER, EXTERNAL_USER, OTHER_BOT],
  });
  return slack;
}

beforeEach(async () => {
  recognizer = createFakeRecognizer({ faces: { 'profile-ucleo0000-a': [fakeFace('one', 0.4)] } });
  bot = await startBot({ recognizer, slack: openSlack(), isAlone: true });
  bot.background.length = 0;
});
afterEach(() => bot.slack.close());

const run = (text: string, user = ADMIN) => bot.send({ ...slashCommand(text), user_id: user });
const answer = () => bot.slack.commandAnswers.at(-1) ?? expect.fail('there was no answer');
const asked = () =>
  [...bot.slack.state.messages.values()]
    .filter(({ metadata }) => metadata?.event_type === 'rollcall_consent')
    .map(({ channel }) => channel)
    .sort();

async function press(label: string | RegExp, user = ADMIN): Promise<void> {
  const button = buttonsOf(answer()).find(({ text }) =>
    typeof label === 'string' ? text === label : label.test(text),
  );
  const click = { type: 'button', action_id: button?.action_id, block_id: 'b', value: button?.value };
  const { message: _, ...body } = blockAction(click, { ts: '1' }, user);
  await bot.send(body);
}

describe('/train-faces invite', () => {
  it('says how many people it would ask before it asks anyone', async () => {
    await run('invite everyone');
    expect(answer().text).toContain('Shall I ask 4 people in this workspace whether I may recognise them?');
    expect(buttonsOf(answer()).map(({ text }) => text)).toEqual(['Ask 4 people', 'Cancel']);
    expect(asked()).toEqual([]);
    await press('Cancel');
    expect(answer().text).toBe('I haven’t asked anyone.');
    expect(bot.background).toEqual([]);
  });

  it('asks each member once, without bots, people who have left, and people of other organisations', async () => {
    await run('invite everyone');
    await press(/^Ask/);
    expect(answer().text).toBe('I’m asking 4 people. I’ll send you my progress in a direct message.');
    await bot.runBackground();
    expect(asked()).toEqual([ADA, ADMIN, BEN, CLEO].sort());
    await run('invite everyone');
    expect(answer().text).toBe('I’ve already asked everyone in this workspace.');
  });

  it('asks the members of a channel', async () => {
    await run('invite #photos');
    expect(answer().text).toContain(`Shall I ask 3 people in <#${CHANNEL}>`);
    await press(/^Ask/);
    await bot.runBackground();
    expect(asked()).toEqual([ADA, ADMIN, BEN].sort());
    await run('invite everyone');
    expect(answer().text).toContain('Shall I ask 1 person');
    expect(answer().text).toContain('I’ve asked 3 others before, and won’t ask them again.');
  });

  it('reads a channel as Slack writes it', async () => {
    await run(`invite <#${CHANNEL}|photos>`);
    expect(answer().text).toContain(`in <#${CHANNEL}>`);
  });

  it('leaves out those who have answered', async () => {
    const consent = { choice: 'never', at: new Date(0) } as const;
    await recognizer.people.setConsent({ person: { id: `slack-${BEN.toLowerCase()}`, name: 'Ben' }, consent });
    await run('invite #photos');
    expect(answer().text).toContain('Shall I ask 2 people');
  });

  it('shows the admin how far it is, in one message', async () => {
    await run('invite everyone');
    await press(/^Ask/);
    await bot.runBackground();
    const told = bot.slack.ownMessages(ADMIN).filter(({ metadata }) => metadata === undefined);
    expect(told).toMatchObject([{ text: expect.stringContaining('I’ve asked all 4 people you invited.') }]);
  });

  it('says whom Slack does not let it ask, and goes on', async () => {
    await run('invite everyone');
    await press(/^Ask/);
    bot.slack.before('users.info', ({ user }) => {
      if (user === BEN) bot.slack.state.users.set(BEN, { id: BEN, deleted: true });
    });
    await bot.runBackground();
    expect(asked()).not.toContain(BEN);
    expect(bot.slack.ownMessages(ADMIN).map(({ text }) => text)).toContainEqual(
      expect.stringContaining('I’ve asked 3 of the 4 people you invited. I couldn’t reach 1.'),
    );
  });

  it('goes on after a restart', async () => {
    await run('invite everyone');
    await press(/^Ask/);
    // The process dies before it asks anyone.
    bot = await startBot({ recognizer, slack: bot.slack, isAlone: true });
    await bot.runBackground();
    await bot.runBackground();
    expect(asked()).toEqual([ADA, ADMIN, BEN, CLEO].sort());
  });

  it('is for admins, also where everyone may train', async () => {
    await run('invite everyone', BEN);
    expect(answer().text).toBe('Only workspace admins can invite people. Please ask one of them.');
    await run('invite everyone');
    await press(/^Ask/, BEN);
    expect(answer().text).toBe('Only workspace admins can invite people. Please ask one of them.');
    expect(bot.background).toEqual([]);
  });

  it('does not find a channel that the admin is not in', async () => {
    await run('invite #secret');
    expect(answer().text).toContain('I can’t find that channel.');
  });

  it('explains itself', async () => {
    await run('invite');
    expect(answer().text).toContain('`/train-faces invite #channel` or `/train-faces invite everyone`');
  });
});

it('whoever says yes is learned from their profile picture, and told so', async () => {
  await run('invite everyone');
  await press(/^Ask/);
  await bot.runBackground();
  const question = bot.slack.ownMessages(CLEO).at(-1) ?? expect.fail('Cleo was not asked');
  const { action_id, value } = buttonNamed(question, 'Recognise me');
  const click = blockAction({ type: 'button', action_id, block_id: 'b', value }, { ts: question.ts }, CLEO);
  await bot.send({ ...click, channel: { id: CLEO, name: 'directmessage' } });
  await bot.runBackground();
  expect(await recognizer.tags.listAsGiven()).toMatchObject([
    { photoId: 'profile-ucleo0000-a', person: { id: 'slack-ucleo0000', name: 'Cleo' }, taggedBy: CLEO },
  ]);
  expect(bot.slack.ownMessages(CLEO).at(-1)?.text).toContain('I’ve stored the face in your Slack profile picture.');
});

it('no profile picture is fetched before its person has agreed', async () => {
  await run('invite everyone');
  await press(/^Ask/);
  await bot.runBackground();
  expect(bot.downloads).toEqual([]);
  expect(recognizer.calls).not.toContain('photos.add');
});
