/**
 * Many photos at once: `npm run bench:burst -- [photos] [--members 12000] [--channels 300]`.
 *
 * With `--members` or `--channels` the workspace is that large, 300 people are tagged, and Slack's rate limits hold. Rollcall reads all members, is
 * started again, and menus are opened at once, before the burst. Members and channels default to those of a new local workspace.
 *
 * Several people upload a hundred different drawn photos and then post them all at the same moment. Rollcall runs as it does for
 * users, in a separate process with local Clarifai. Local Slack runs in this process and measures the time from sending each event
 * to its acknowledgement. Each post should be answered exactly once.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalSlack } from '../src/local-slack/start-local-slack.js';
import { cast, drawPortrait, randomMember, renderJpeg } from '../test/support/cast/index.js';
import { createRandom } from '../test/support/cast/random.js';
import { startFaultProxy } from '../test/support/chaos/fault-proxy.js';
import { controlsOf, Person, type SeenMessage } from '../test/support/person.js';
import { freePort } from '../test/support/rollcall-process.js';
import { startBotProcess } from './support/bot-process.js';
import { nameOf } from './support/large-ids.js';
import { seedLargeWorkspace } from './support/large-workspace.js';
import { createRateLimits, type RateLimits } from './support/rate-limits.js';
import { drawSeedPicture } from './support/seed-picture.js';
import { percentile, round } from './support/statistics.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { members: { type: 'string' }, channels: { type: 'string' } },
});
const count = Number(positionals[0] ?? 100);
const isLarge = values.members !== undefined || values.channels !== undefined;
const [members, channels] = [Number(values.members ?? 12_000), Number(values.channels ?? 300)];

/** Slack would have given up on an acknowledgement after 3 s; replies take as long as the machine needs. */
const TIMEOUT_MS = 10 * 60_000;
const POSTERS = 5;
/** Of a large workspace: photos that were posted before, and the people who are tagged on them. */
const [SEEDED_PHOTOS, PEOPLE] = [1000, 300];
const ENGINE = 'rollcall-face-1';
/** Tiers 2 and 3 of Slack's rate limits, for the methods that grow with a workspace, in calls a minute. */
const RATE_LIMITS = {
  'users.list': 20,
  'users.conversations': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
};
/** How long the calls after a restart are counted: catch-up and everything else that a start reads. */
const CATCH_UP_MS = 60_000;

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
  const channel = channels.find(({ name }) => name === 'photos' || name === 'channel-0');
  if (channel === undefined) throw new Error('the local workspace has no channel for photos');
  const people = users.filter((user) => !user.is_bot).slice(0, POSTERS);
  return { people: people.map(({ id }) => new Person(url, id)), channel: channel.id };
}

/** Fills an empty data folder. */
async function seed(dataDir: string): Promise<void> {
  const size = { photos: SEEDED_PHOTOS, people: PEOPLE, members, channels };
  await seedLargeWorkspace(dataDir, size, {
    engine: ENGINE,
    picture: await drawSeedPicture(dataDir),
    now: Date.now(),
  });
}

/** Waits until all members are read, starts Rollcall again, and uses a menu from the first moment. */
async function restart(
  { people, channel }: Workspace,
  { dataDir, limits, startAgain }: { dataDir: string; limits: RateLimits; startAgain: () => Promise<void> },
): Promise<{ readonly menuP95Ms: number; readonly callsAtRestart: number }> {
  const [person] = people;
  const [photo] = await drawPhotos(1);
  if (person === undefined || photo === undefined) throw new Error('the workspace has no one in it');
  const reply = await person.waitForReply(await person.postPhotos(channel, [photo]), hasMenu);
  const reading = performance.now();
  while (!(await readdir(dataDir)).some((name) => name.startsWith('slack-members-'))) {
    if (performance.now() - reading > TIMEOUT_MS) throw new Error('the members were not read in time');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  console.log(`${members} members read ${round((performance.now() - reading) / 1000, 0)} s after the first reply`);
  limits.takeCounts();
  await startAgain();
  const menuP95Ms = await typeInMenu(person, reply);
  await new Promise((resolve) => setTimeout(resolve, CATCH_UP_MS));
  const counts = [...limits.takeCounts()].sort(([, a], [, b]) => b - a);
  console.log(
    `calls to Slack in the first ${CATCH_UP_MS / 1000} s: ${counts.map(([method, calls]) => `${calls} ${method}`).join(', ')}`,
  );
  return { menuP95Ms, callsAtRestart: counts.reduce((sum, [, calls]) => sum + calls, 0) };
}

function hasMenu(message: SeenMessage): boolean {
  return controlsOf(message).some(({ element }) => element.type === 'external_select');
}

async function typeInMenu(person: Person, reply: SeenMessage): Promise<number> {
  const menu = controlsOf(reply).find(({ element }) => element.type === 'external_select');
  if (menu === undefined) throw new Error('there is no menu');
  const times: number[] = [];
  let isComplete = false;
  // The last name has one owner, who comes last in the list of members.
  const last = nameOf(members - 1);
  for (const query of [last, 'a', 'ad', 'ada', 'berg', 'bjorn', 'haddad', 'zz', 'jun', 'Ch', '@eszter', last]) {
    for (let repeat = 0; repeat < 3; repeat += 1) {
      const start = performance.now();
      const options = await person.openMenu(reply, menu, query);
      times.push(performance.now() - start);
      if (query === last) isComplete = options.some(({ text }) => text.text.includes(last));
    }
  }
  console.log(`menus right after the start: ${times.map((ms) => round(ms, 0)).join(', ')} ms`);
  if (!isComplete) throw new Error('a member is missing in the menu');
  return percentile(times, 0.95);
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

/** @param since when posting began, in seconds since 1970. @returns the number of replies to each post, once every post has one or the time is up. */
async function waitForReplies({ people, channel }: Workspace, posts: number, since: number): Promise<number[]> {
  const [reader] = people;
  const until = performance.now() + TIMEOUT_MS;
  for (;;) {
    const { messages = [] } =
      (await reader?.api.conversations.history({ channel, limit: 999, oldest: String(since) })) ?? {};
    const replies = messages.filter(({ files }) => files !== undefined).map(({ reply_count = 0 }) => reply_count);
    if (replies.filter((count) => count > 0).length >= posts || performance.now() > until) return replies;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function main(): Promise<void> {
  const slackDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const botDir = isLarge ? slackDir : await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  if (isLarge) await seed(slackDir);
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
  const limits = createRateLimits(RATE_LIMITS);
  const proxy = isLarge
    ? await startFaultProxy(new URL(slack.apiUrl).origin, createRandom(1), limits.limit)
    : undefined;
  const start = () => startBotProcess({ ...slack, apiUrl: proxy?.apiUrl ?? slack.apiUrl }, botDir);
  let bot = await start();
  const startAgain = async () => {
    await bot.stop();
    bot = await start();
  };
  try {
    const workspace = await enter(slack.url.replace('localhost', '127.0.0.1'));
    const restarted = isLarge ? await restart(workspace, { dataDir: botDir, limits, startAgain }) : undefined;
    const photos = await drawPhotos(count);
    acks.length = 0;
    const since = Date.now() / 1000;
    const startedAt = await postAtOnce(workspace, photos);
    const replies = await waitForReplies(workspace, count, since);
    const seconds = (performance.now() - startedAt) / 1000;
    const answered = replies.filter((each) => each === 1).length;
    const [p50, p99] = [percentile(acks, 0.5), percentile(acks, 0.99)];
    console.log(
      `${count} photos posted at once: ${answered} answered once, ${replies.filter((each) => each > 1).length} more than once, in ${round(seconds, 1)} s`,
    );
    console.log(`acknowledged after ${round(p50, 0)} ms (p50), ${round(p99, 0)} ms (p99), ${acks.length} events`);
    const large = restarted && {
      members,
      channels,
      menuP95Ms: round(restarted.menuP95Ms, 0),
      callsAtRestart: restarted.callsAtRestart,
    };
    console.log(JSON.stringify({ photos: count, answered, ackP99Ms: round(p99, 1), ...large }));
  } finally {
    await bot.stop();
    await proxy?.close();
    await slack.close();
    await Promise.all([...new Set([slackDir, botDir])].map((folder) => rm(folder, { recursive: true })));
  }
}

await main();
