/**
 * Many photos at once: `npm run bench:burst -- [photos]`.
 *
 * Several people upload a hundred different drawn photos and then post them all at the same moment. Rollcall runs as it does for
 * users, in a separate process with local Clarifai. Local Slack runs in this process and measures the time from sending each event
 * to its acknowledgement. Each post should be answered exactly once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalSlack } from '../src/local-slack/start-local-slack.js';
import { cast, drawPortrait, randomMember, renderJpeg } from '../test/support/cast/index.js';
import { Person } from '../test/support/person.js';
import { freePort } from '../test/support/rollcall-process.js';
import { startBotProcess } from './support/bot-process.js';
import { percentile, round } from './support/statistics.js';

/** Slack would have given up on an acknowledgement after 3 s; replies take as long as the machine needs. */
const TIMEOUT_MS = 10 * 60_000;
const POSTERS = 5;

const log = { debug() {}, info() {}, warn: console.warn, error: console.error };

interface Workspace {
  readonly people: readonly Person[];
  readonly channel: string;
}

async function enter(url: string): Promise<Workspace> {
  const { users, channels } = (await (await fetch(`${url}/local/workspace`)).json()) as {
    users: { id: string; is_bot: boolean }[];
    channels: { id: string; name: string }[];
  };
  const channel = channels.find(({ name }) => name === 'photos');
  if (channel === undefined) throw new Error('the local workspace has no #photos');
  const people = users.filter((user) => !user.is_bot).slice(0, POSTERS);
  return { people: people.map(({ id }) => new Person(url, id)), channel: channel.id };
}

function drawPhotos(count: number): Promise<Uint8Array[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const member = cast[index % cast.length] ?? randomMember(index);
      return renderJpeg(drawPortrait(member, { pose: { turn: (index % 17) - 8, nod: 0, tilt: (index % 13) - 6 } }));
    }),
  );
}

/** Uploads every photo, then posts them all. @returns when posting began. */
async function postAtOnce({ people, channel }: Workspace, photos: readonly Uint8Array[]): Promise<number> {
  const uploads: { person: Person; id: string }[] = [];
  for (const [index, photo] of photos.entries()) {
    const person = people[index % people.length];
    if (person === undefined) throw new Error('the workspace has no one in it');
    uploads.push({ person, id: await person.uploadPhoto(photo) });
  }
  const start = performance.now();
  await Promise.all(
    uploads.map(({ person, id }) => person.api.files.completeUploadExternal({ files: [{ id }], channel_id: channel })),
  );
  return start;
}

/** @returns the number of replies to each post, once every post has one or the time is up. */
async function waitForReplies({ people, channel }: Workspace, posts: number): Promise<number[]> {
  const [reader] = people;
  const until = performance.now() + TIMEOUT_MS;
  for (;;) {
    const { messages = [] } = (await reader?.api.conversations.history({ channel, limit: 999 })) ?? {};
    const replies = messages.filter(({ files }) => files !== undefined).map(({ reply_count = 0 }) => reply_count);
    if (replies.filter((count) => count > 0).length >= posts || performance.now() > until) return replies;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 100);
  const slackDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const botDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const acks: number[] = [];
  const slack = await startLocalSlack({
    port: await freePort(),
    dataDir: slackDir,
    pageDir: slackDir,
    assetsDir: 'assets',
    manifestFile: 'manifest.yml',
    log,
    onAcknowledged(payload, ms) {
      const { event } = payload as { event?: { files?: unknown } };
      if (event?.files !== undefined) acks.push(ms);
    },
  });
  const bot = await startBotProcess(slack, botDir);
  try {
    const workspace = await enter(slack.url.replace('localhost', '127.0.0.1'));
    const photos = await drawPhotos(count);
    const start = await postAtOnce(workspace, photos);
    const replies = await waitForReplies(workspace, count);
    const seconds = (performance.now() - start) / 1000;
    const answered = replies.filter((each) => each === 1).length;
    const [p50, p99] = [percentile(acks, 0.5), percentile(acks, 0.99)];
    console.log(
      `${count} photos posted at once: ${answered} answered once, ${replies.filter((each) => each > 1).length} more than once, in ${round(seconds, 1)} s`,
    );
    console.log(`acknowledged after ${round(p50, 0)} ms (p50), ${round(p99, 0)} ms (p99), ${acks.length} events`);
    console.log(JSON.stringify({ photos: count, answered, ackP99Ms: round(p99, 1) }));
  } finally {
    await bot.stop();
    await slack.close();
    await Promise.all([slackDir, botDir].map((folder) => rm(folder, { recursive: true })));
  }
}

await main();
