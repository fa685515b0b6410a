import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADA, PHOTOS, startTestSlack } from '../support/local-slack.js';
import { waitUntil } from '../support/wait-until.js';

const slack = await startTestSlack();
const ada = slack.person(ADA);
let app: App;
let photo: Buffer;

const menu = {
  type: 'actions',
  block_id: 'face-1',
  elements: [
    {
      type: 'external_select',
      action_id: 'name_face',
      placeholder: { type: 'plain_text', text: 'Who is this?' },
      min_query_length: 0,
    },
    { type: 'button', action_id: 'open_modal', text: { type: 'plain_text', text: 'New person' }, value: 'face-1' },
  ],
} as const;

/** A small app that uses Slack in every way that Rollcall does. */
function buildTestApp(): App {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } } },
  });
  const testApp = new App({
    token: slack.botToken,
    receiver,
    convoStore: false,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });

  testApp.event('message', async ({ event, client }) => {
    if (!('files' in event) || !event.files?.length || event.subtype !== 'file_share') return;
    const url = event.files[0]?.url_private_download ?? '';
    const downloaded = await fetch(url, { headers: { Authorization: `Bearer ${slack.botToken}` } });
    const picture = await sharp(await downloaded.arrayBuffer())
      .negate()
      .jpeg()
      .toBuffer();
    const uploaded = await client.filesUploadV2({ file: picture, filename: 'faces.jpg', alt_text: 'Faces' });
    const id = (uploaded as { files?: { files?: { id?: string }[] }[] }).files?.[0]?.files?.[0]?.id ?? '';
    await client.chat.postMessage({
      channel: event.channel,
      thread_ts: event.thread_ts ?? event.ts,
      text: 'Found one face',
      blocks: [{ type: 'image', slack_file: { id }, alt_text: 'One face' }, structuredClone(menu)],
      metadata: { event_type: 'faces', event_payload: { photo: 'p1' } },
    });
  });
  testApp.options<'block_suggestion'>('name_face', async ({ ack, options }) => {
    await ack({ options: [{ text: { type: 'plain_text', text: `Ada ${options.value}` }, value: 'person-ada' }] });
  });
  testApp.action('name_face', async ({ ack, body, client, respond, action }) => {
    await ack();
    if (body.type !== 'block_actions' || action.type !== 'external_select') return;
    const { message_ts, channel_id } = body.container as { message_ts: string; channel_id: string };
    await client.chat.update({
      channel: channel_id,
      ts: message_ts,
      text: `Named ${action.selected_option?.value} by ${body.user.id}`,
    });
    await respond({ text: 'Thank you', replace_original: false });
  });
  testApp.action('open_modal', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    await client.views.open({
      trigger_id: body.trigger_id ?? '',
      view: {
        type: 'modal',
        callback_id: 'new_person',
        title: { type: 'plain_text', text: 'New person' },
        submit: { type: 'plain_text', text: 'Save' },
        private_metadata: body.actions[0]?.type === 'button' ? (body.actions[0].value ?? '') : '',
        blocks: [
          {
            type: 'input',
            block_id: 'name',
            label: { type: 'plain_text', text: 'Name' },
            element: { type: 'plain_text_input', action_id: 'name' },
          },
        ],
      },
    });
  });
  testApp.view('new_person', async ({ ack, view }) => {
    const name = view.state.values['name']?.['name']?.value ?? '';
    if (name === 'Taken') await ack({ response_action: 'errors', errors: { name: 'That name is taken' } });
    else await ack();
  });
  testApp.command('/train-faces', async ({ ack, respond, command }) => {
    await ack(`Training for ${command.user_name}`);
    await respond({ text: 'Trained', response_type: 'in_channel' });
  });
  testApp.shortcut('name_faces', async ({ ack, shortcut, respond }) => {
    await ack();
    if (shortcut.type === 'message_action') await respond(`Looking at ${shortcut.message_ts}`);
  });
  testApp.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'People' } }] },
    });
  });
  return testApp;
}

beforeAll(async () => {
  photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#c84' } })
    .jpeg()
    .toBuffer();
  app = buildTestApp();
  await app.start();
});

afterAll(() => app.stop());

describe('a Bolt app in Socket Mode', () => {
  it('answers a photo with a picture and controls that work', async () => {
    const stream = await ada.listen();
    const post = await ada.postPhotos(PHOTOS, [photo]);
    const reply = await ada.waitForReply(post);
    expect(reply.text).toBe('Found one face');
    expect(reply.thread_ts).toBe(post.ts);

    const image = reply.blocks?.[0] as unknown as { slack_file: { url: string }; image_width: number };
    expect(image.image_width).toBe(64);
    const path = `${slack.url}${new URL(image.slack_file.url).pathname}?user=${ADA}`;
    const shown = await fetch(path);
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect((await sharp(await shown.arrayBuffer()).metadata()).width).toBe(64);

    const control = { blockId: 'face-1', element: { type: 'external_select', action_id: 'name_face' } };
    const [option] = await ada.openMenu(reply, control, 'x');
    expect(option).toEqual({ text: { type: 'plain_text', text: 'Ada x', emoji: true }, value: 'person-ada' });
    if (option === undefined) return;
    expect(await ada.choose(reply, control, option)).toEqual({ ok: true, ack: {} });
    const changed = await ada.waitForReply(post, ({ text }) => text === `Named person-ada by ${ADA}`);
    expect(changed.blocks).toBeUndefined();
    const types = await waitUntil(() => {
      const seen = stream.events.map(({ type }) => type);
      return seen.includes('ephemeral') && seen;
    });
    expect(types).toEqual(['message', 'message', 'message_changed', 'ephemeral']);
    stream.stop();
  });

  it('opens a modal, shows the errors of a submission, and closes it', async () => {
    const post = await ada.postPhotos(PHOTOS, [photo]);
    const reply = await ada.waitForReply(post);
    const stream = await ada.listen();
    await ada.press(reply, { blockId: 'face-1', element: { type: 'button', action_id: 'open_modal' } });
    const opened = await waitUntil(() => stream.events.find(({ type }) => type === 'view_opened'));
    const view = (opened as unknown as { view: { id: string; private_metadata: string } }).view;
    expect(view.private_metadata).toBe('face-1');

    const submit = (value: string) =>
      ada.local('view_submission', { view_id: view.id, state: { values: { name: { name: { value } } } } });
    expect(await submit('')).toMatchObject({ ok: false, error: 'invalid_input' });
    expect(await submit('Taken')).toEqual({
      ok: true,
      ack: { response_action: 'errors', errors: { name: 'That name is taken' } },
    });
    expect(await submit('Ada')).toEqual({ ok: true, ack: {} });
    await waitUntil(() => stream.events.find(({ type }) => type === 'view_closed'));
    expect(await submit('Ada')).toMatchObject({ ok: false, error: 'view_not_found' });
    stream.stop();
  });

  it('runs a command: the first answer is for one person, the result for everyone', async () => {
    const stream = await ada.listen();
    const answer = await ada.command(PHOTOS, '/train-faces');
    expect(answer).toEqual({ ok: true, ack: { text: 'Training for ada.one' } });
    await waitUntil(() => stream.events.find(({ text }) => text === 'Trained'));
    const [first, second] = stream.events;
    expect(first).toMatchObject({ type: 'ephemeral', text: 'Training for ada.one' });
    expect(second).toMatchObject({ type: 'message', text: 'Trained' });
    stream.stop();
  });

  it('handles a message shortcut and shows App Home', async () => {
    const stream = await ada.listen();
    const post = await ada.postPhotos(PHOTOS, [photo]);
    await ada.waitForReply(post);
    const body = { callback_id: 'name_faces', channel: PHOTOS, message_ts: post.ts };
    expect(await ada.local('shortcuts', body)).toEqual({ ok: true, ack: {} });
    await waitUntil(() => stream.events.find(({ text }) => text === `Looking at ${post.ts}`));
    expect(await ada.local('app_home_opened', {})).toEqual({ ok: true, ack: {} });
    const home = await waitUntil(() => stream.events.find(({ type }) => type === 'home'));
    expect(home).toMatchObject({ view: { type: 'home', blocks: [{ type: 'header' }] } });
    stream.stop();
  });
});
