import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person } from '../support/person.js';
import { type RollcallProcess, startRollcall } from '../support/rollcall-process.js';
import { samplePhoto } from '../support/sample-photo.js';

let folder: string;
let rollcall: RollcallProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  rollcall = await startRollcall({ ROLLCALL_DATA: folder, ROLLCALL_TRAINERS: 'U0LOCAL002' });
}, 60_000);
afterAll(async () => {
  await rollcall.stop();
  await rm(folder, { recursive: true });
});

async function channelNamed(name: string): Promise<{ channel: string; bot: string }> {
  const workspace = (await (await fetch(`${rollcall.url}/local/workspace`)).json()) as {
    channels: { id: string; name: string }[];
    bot_user_id: string;
  };
  return { channel: workspace.channels.find((one) => one.name === name)?.id ?? '', bot: workspace.bot_user_id };
}

it('Rollcall introduces itself where it is invited, once', async () => {
  const amara = new Person(rollcall.url, 'U0LOCAL001');
  const { channel, bot } = await channelNamed('random');
  const seen = await amara.listen();
  const introductions = () => seen.events.filter(({ type, text }) => type === 'message' && text.startsWith('Hi, I’m'));
  await amara.api.conversations.kick({ channel, user: bot });
  await amara.api.conversations.invite({ channel, users: bot });
  await seen.next((event) => event.type === 'message' && event.text.startsWith('Hi, I’m'));
  expect(introductions()).toMatchObject([{ channel, text: expect.stringContaining(`<@${amara.id}> invited me.`) }]);
  await amara.api.conversations.kick({ channel, user: bot });
  await amara.api.conversations.invite({ channel, users: bot });
  // Whatever it does about the second invitation is over when it answers what comes after.
  await amara.postPhotos(channel, [(await samplePhoto('team-lunch.jpg')).bytes]);
  await seen.next((event) => event.type === 'message' && event.channel === channel && event.thread_ts !== undefined);
  expect(introductions()).toHaveLength(1);
  seen.stop();
});

it('“Name faces” links to the reply of a photo that has one', async () => {
  const amara = new Person(rollcall.url, 'U0LOCAL001');
  const { channel } = await channelNamed('photos');
  const seen = await amara.listen();
  const post = await amara.postPhotos(channel, [(await samplePhoto('team-lunch.jpg')).bytes]);
  await amara.waitForReply(post);
  await amara.local('shortcuts', { callback_id: 'name_faces', channel, message_ts: post.ts });
  const note = await seen.next((event) => event.type === 'ephemeral');
  expect(note.text).toMatch(
    /^I’ve already replied to this photo\. <http:\/\/localhost:\d+\/archives\/\S+\|Open my reply/,
  );
  seen.stop();
});

it('only people who may train can train, and they are answered in one message', async () => {
  const { channel } = await channelNamed('photos');
  const [amara, other] = [new Person(rollcall.url, 'U0LOCAL001'), new Person(rollcall.url, 'U0LOCAL002')];
  const refused = await amara.command(channel, '/train-faces');
  expect(refused.ack?.['text']).toContain('Please ask <@U0LOCAL002>');
  const seen = await other.listen();
  const started = await other.command(channel, '/train-faces');
  expect(started.ack?.['text']).toBeUndefined();
  await seen.next((event) => event.type === 'ephemeral' && event.text.includes('No one has been named yet'));
  expect(seen.events.filter(({ type }) => type === 'ephemeral')).toHaveLength(1);
  seen.stop();
});
