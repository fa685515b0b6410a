import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addPhoto } from '../support/add-photo.js';
import {
  ADA,
  BEN,
  BOT_USER,
  blockAction,
  CHANNEL,
  messageEvent,
  slackFile,
  startTestBot,
  TEAM,
  type TestBot,
} from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

const POST_TS = '1700000000.000100';
const REPLY_TS = '1700000001.000100';
const PHOTO = 'slack-f0000000a';
const OLD = 'slack-f00000old';
const SECRET = 'slack-f00secret';
const SECRET_CHANNEL = 'C0SECRET1';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

let bot: TestBot;
let metadata: unknown;

/** Ada was tagged where Ben is, Grace only where Ben is not. */
beforeEach(async () => {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({
      people: [ada, grace],
      trained: true,
      faces: {
        [PHOTO]: [fakeFace('left', 0.1, { ada: 0.96, grace: 0.02 }), fakeFace('right', 0.5, { grace: 0.2 })],
        [OLD]: [fakeFace('o', 0.1)],
        [SECRET]: [fakeFace('s', 0.1)],
      },
    }),
  });
  const source = { teamId: TEAM, channelId: CHANNEL, messageTs: '1600000000.000100' };
  await addPhoto(bot.recognizer, {
    id: SECRET,
    picture: new Uint8Array(),
    source: { ...source, channelId: SECRET_CHANNEL },
  });
  await addPhoto(bot.recognizer, { id: OLD, picture: new Uint8Array(), source });
  await bot.recognizer.tags.add({ photoId: SECRET, faceId: 's', person: grace, taggedBy: ADA });
  await bot.recognizer.tags.add({ photoId: OLD, faceId: 'o', person: ada, taggedBy: ADA });
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expectUpload('F0PICTURE1');
  bot.slack.expect('chat.postMessage', (args) => {
    metadata = args.metadata;
    return { ts: REPLY_TS };
  });
  await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
});
afterEach(() => bot.slack.assertDone());

/** @param updates how often the open modal is expected to change. */
async function ask(faceId: string, updates: number, explains = 'name'): Promise<void> {
  bot.slack.expect('views.open', { view: { id: 'V1' } });
  for (let each = 0; each < updates; each++) bot.slack.expect('views.update');
  // A menu shows what was chosen in it until its message changes.
  bot.slack.expect('conversations.replies', {
    messages: [
      { ts: POST_TS, user: ADA },
      { ts: REPLY_TS, user: BOT_USER, metadata },
    ],
  });
  bot.slack.expect('chat.update', { ts: REPLY_TS });
  const action = {
    type: 'external_select',
    action_id: 'pick_person',
    block_id: `face:${PHOTO}:${faceId}::old`,
    selected_option: { text: { type: 'plain_text', text: 'shown' }, value: `w:${explains}` },
  };
  expect(await bot.send(blockAction(action, { ts: REPLY_TS, thread_ts: POST_TS }, BEN))).toBe('ok');
}

const expectChannels = (...ids: string[]) =>
  bot.slack.expect('users.conversations', { channels: ids.map((id) => ({ id })) });
function expectPhotos(...fileIds: string[]): void {
  for (const id of fileIds) bot.slack.expect('files.info', { file: slackFile(id) });
}
const shown = () => bot.slack.callsOf('views.update').map(({ view }) => JSON.stringify(view));

describe('why this name', () => {
  it('opens at once, then says why, then shows the faces, but none from where the viewer is not', async () => {
    expectChannels(CHANNEL);
    expectPhotos('F0000000A', 'F00000OLD');
    bot.slack.expectUpload('F0PAIR0001');
    await ask('left', 2);
    expect(bot.slack.callsOf('views.open')[0]).toMatchObject({ trigger_id: '1.2.3', view: { type: 'modal' } });
    expect(JSON.stringify(bot.slack.callsOf('views.open')[0])).toContain('Looking…');
    const [words = '', faces = ''] = shown();
    expect(words).toContain(
      '*Face 1*: 96 % that this is *Ada Lovelace*, from 1 tag. The next closest is Grace Hopper at 2 %.',
    );
    expect(words).not.toContain('slack_file');
    expect(faces).toContain('F0PAIR0001');
    expect(faces).toContain('the tagged face of Ada Lovelace most like it');
    expect(faces).not.toContain('the tagged face of Grace Hopper');
    expect(bot.downloads.join()).not.toContain('F00SECRET');
    expect(bot.slack.callsOf('views.update')[0]).toMatchObject({ view_id: 'V1' });
  });

  it('shows the faces of a private conversation to whoever is in it', async () => {
    expectChannels(CHANNEL, SECRET_CHANNEL);
    expectPhotos('F0000000A', 'F00000OLD', 'F00SECRET');
    bot.slack.expectUpload('F0PAIR0001');
    bot.slack.expectUpload('F0PAIR0002');
    await ask('left', 2);
    expect(shown()[1]).toContain('the tagged face of Grace Hopper most like it');
  });

  it('says of somebody unknown who they are most like, and why that is not enough', async () => {
    expectChannels(CHANNEL);
    expectPhotos('F0000000A', 'F00000OLD');
    bot.slack.expectUpload('F0PAIR0001');
    await ask('right', 2, 'likeness');
    expect(shown()[0]).toContain('*Face 2*: 20 % that this is *Grace Hopper*, from 1 tag.');
    expect(shown()[0]).toContain('that is too little');
    expect(shown()[1]).toContain('the tagged face of Ada Lovelace');
    expect(shown()[1]).not.toContain('the tagged face of Grace Hopper');
  });

  it('is told in words alone where the service cannot search by a face', async () => {
    bot.recognizer.failNext('tags.findSimilar', clarifaiError('rejected'));
    expectChannels(CHANNEL);
    await ask('left', 2);
    expect(shown()[1]).toContain('96 % that this is *Ada Lovelace*');
    expect(shown()[1]).toContain('cannot search by a face');
  });

  it('goes without faces when Slack does not show them', async () => {
    expectChannels(CHANNEL);
    expectPhotos('F0000000A', 'F00000OLD');
    bot.slack.expectUpload('F0PAIR0001');
    const refused = { ok: false, error: 'invalid_arguments', response_metadata: { messages: ['invalid slack_file'] } };
    bot.slack.expect('views.update');
    for (let each = 0; each < 6; each++) bot.slack.expect('views.update', refused);
    await ask('left', 1);
    expect(shown().at(-1)).toContain('96 % that this is');
    expect(shown().at(-1)).not.toContain('slack_file');
  });

  it('does no more for whoever closed it', async () => {
    bot.slack.expect('views.update', { ok: false, error: 'not_found' });
    await ask('left', 0);
    expect(bot.slack.callsOf('chat.postEphemeral')).toEqual([]);
    expect(bot.downloads).toHaveLength(1);
  });

  it('says in the modal what went wrong', async () => {
    bot.recognizer.failNext('tags.list', clarifaiError('unavailable'));
    await ask('left', 1);
    expect(shown()).toEqual([expect.stringContaining('not answering')]);
  });

  it('has nothing to explain once somebody named the face', async () => {
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: grace, taggedBy: ADA });
    await ask('left', 1);
    expect(shown()).toEqual([expect.stringContaining('There is nothing to explain')]);
  });
});
