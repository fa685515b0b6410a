import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addPhoto } from '../support/add-photo.js';
import { ADA, BEN, BOT_USER, CHANNEL, slackFile, startTestBot, TEAM, type TestBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

const HERE = 'slack-f0000here';
const SECRET = 'slack-f00secret';
const SECRET_CHANNEL = 'C0SECRET1';
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let bot: TestBot;

beforeEach(async () => {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({
      people: [ada, grace],
      faces: {
        [HERE]: [fakeFace('a', 0.1), fakeFace('b', 0.4), fakeFace('c', 0.7)],
        [SECRET]: [fakeFace('s', 0.1), fakeFace('t', 0.5)],
      },
    }),
  });
  const source = { teamId: TEAM, channelId: CHANNEL, messageTs: '1700000000.000100' };
  await addPhoto(bot.recognizer, { id: HERE, picture: new Uint8Array(), source });
  const secret = { ...source, channelId: SECRET_CHANNEL };
  await addPhoto(bot.recognizer, { id: SECRET, picture: new Uint8Array(), source: secret });
  await bot.recognizer.tags.add({ photoId: HERE, faceId: 'a', person: ada, taggedBy: BEN });
  await bot.recognizer.tags.add({ photoId: SECRET, faceId: 's', person: grace, taggedBy: ADA });
});
afterEach(() => bot.slack.assertDone());

const open = (user = ADA, tab = 'home') =>
  bot.send({
    type: 'event_callback',
    team_id: TEAM,
    event_id: 'Ev3',
    event: { type: 'app_home_opened', user, channel: 'D1', tab, event_ts: '1' },
  });

const expectChannels = (...ids: string[]) =>
  bot.slack.expect('users.conversations', { channels: ids.map((id) => ({ id })) });
const expectLink = () => bot.slack.expect('chat.getPermalink', { permalink: 'https://test.slack.com/p1' });
function expectFace(fileId: string): void {
  bot.slack.expect('files.info', { file: slackFile('F0000HERE') });
  bot.slack.expectUpload(fileId);
}
const shown = () => JSON.stringify(bot.slack.callsOf('views.publish').at(-1)?.view);

describe('App Home', () => {
  it('shows at once what there is, and then the faces, too', async () => {
    expectChannels(CHANNEL);
    expectLink();
    bot.slack.expect('views.publish');
    expectFace('F0ADAFACE1');
    bot.slack.expect('views.publish');
    await open();
    const [first, second] = bot.slack.callsOf('views.publish');
    expect(first).toMatchObject({ user_id: ADA });
    expect(JSON.stringify(first?.view)).toContain('*Ada Lovelace*\\n1 tag');
    expect(JSON.stringify(first?.view)).not.toContain('slack_file');
    expect(JSON.stringify(second?.view)).toContain('F0ADAFACE1');
    expect(shown()).toContain('<https://test.slack.com/p1|2 faces> without a name');
    expect(shown()).toContain('I know you as *Ada Lovelace*, from 1 tag');
    expect(shown()).toContain('You have named 1 face:');
  });

  it('cuts a face out once, and shows it again', async () => {
    expectChannels(CHANNEL);
    expectLink();
    bot.slack.expect('views.publish');
    expectFace('F0ADAFACE1');
    bot.slack.expect('views.publish');
    await open();
    expectChannels(CHANNEL);
    expectLink();
    bot.slack.expect('views.publish');
    await open(BEN);
    expect(bot.slack.callsOf('views.publish')).toHaveLength(3);
    expect(shown()).toContain('F0ADAFACE1');
  });

  it('finds the faces again that were cut out before the last start, and deletes those of photos that are gone', async () => {
    bot.slack.expect('auth.test', { user_id: BOT_USER, team_id: TEAM });
    bot.slack.expect('users.conversations', { channels: [] });
    bot.slack.expect('files.list', {
      files: [
        { id: 'F0ADAFACE1', name: `face ${HERE} a.jpg` },
        { id: 'F0ORPHAN01', name: 'face slack-f000gone gone.jpg' },
        { id: 'F0NUMBERED', name: 'faces.jpg' },
      ],
      paging: { pages: 1 },
    });
    await bot.background[0]?.(new AbortController().signal);
    expect(bot.slack.callsOf('files.list')[0]).toMatchObject({ user: BOT_USER });
    bot.slack.expect('files.delete');
    await bot.background[1]?.(new AbortController().signal);
    expect(bot.slack.callsOf('files.delete')).toEqual([{ file: 'F0ORPHAN01' }]);

    expectChannels(CHANNEL);
    expectLink();
    bot.slack.expect('views.publish');
    await open();
    expect(bot.slack.callsOf('views.publish')).toHaveLength(1);
    expect(shown()).toContain('F0ADAFACE1');
  });

  it('deletes the face of a photo that is deleted', async () => {
    expectChannels(CHANNEL);
    expectLink();
    bot.slack.expect('views.publish');
    expectFace('F0ADAFACE1');
    bot.slack.expect('views.publish');
    await open();
    const before = bot.background.length;
    bot.slack.expect('conversations.replies', { ok: false, error: 'thread_not_found' });
    const event = { type: 'file_deleted', file_id: 'F0000HERE', event_ts: '1' };
    await bot.send({ type: 'event_callback', team_id: TEAM, event_id: 'Ev4', event });
    bot.slack.expect('files.delete');
    await bot.background[before]?.(new AbortController().signal);
    expect(bot.slack.callsOf('files.delete')).toEqual([{ file: 'F0ADAFACE1' }]);
  });

  it('shows nothing from conversations the viewer is not in', async () => {
    expectChannels();
    bot.slack.expect('views.publish');
    await open(BEN);
    expect(shown()).not.toContain('Lovelace');
    expect(shown()).not.toContain('Grace');
    expect(shown()).not.toContain('https://test.slack.com');
    expect(shown()).toContain('Nobody has been named yet in the conversations you are in.');
  });

  it('does not count faces as waiting that are none, to be left unnamed, or recognised', async () => {
    await bot.recognizer.tags.flag({ photoId: HERE, faceId: 'b', kind: 'not a face', flaggedBy: ADA });
    await bot.recognizer.tags.flag({ photoId: HERE, faceId: 'c', kind: 'left unnamed', flaggedBy: ADA });
    expectChannels(CHANNEL);
    bot.slack.expect('views.publish');
    expectFace('F0ADAFACE1');
    bot.slack.expect('views.publish');
    await open();
    expect(shown()).toContain('No face is waiting');
  });

  it('goes without faces when Slack does not show them', async () => {
    const refused = { ok: false, error: 'invalid_arguments', response_metadata: { messages: ['invalid slack_file'] } };
    expectChannels(CHANNEL);
    expectLink();
    bot.slack.expect('views.publish');
    expectFace('F0ADAFACE1');
    for (let each = 0; each < 6; each++) bot.slack.expect('views.publish', refused);
    bot.slack.expect('views.publish');
    await open();
    expect(shown()).toContain('*Ada Lovelace*');
    expect(shown()).not.toContain('slack_file');
  });

  it('says what is wrong when the face service is away', async () => {
    bot.recognizer.failNext('tags.listAsGiven', clarifaiError('unavailable'));
    expectChannels(CHANNEL);
    bot.slack.expect('views.publish');
    await open();
    expect(shown()).toContain('not answering');
  });

  it('leaves the messages tab alone', async () => {
    await open(ADA, 'messages');
    expect(bot.slack.callsOf('views.publish')).toEqual([]);
  });

  it('turns the page for whoever asks', async () => {
    expectChannels();
    bot.slack.expect('views.publish');
    await bot.send({
      type: 'block_actions',
      team: { id: TEAM, domain: 'test' },
      user: { id: BEN, team_id: TEAM },
      container: { type: 'view', view_id: 'V1' },
      view: { id: 'V1', type: 'home', team_id: TEAM },
      trigger_id: '1.2.3',
      actions: [{ type: 'button', action_id: 'home_page:1', block_id: 'b', value: '1', action_ts: '1' }],
    });
    expect(bot.slack.callsOf('views.publish')[0]).toMatchObject({ user_id: BEN });
  });
});
