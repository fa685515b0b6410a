/**
 * Does memory stay flat? `npm run soak -- [--minutes 20] [--rate 6] [--warm-up 3] [--workers 2]`
 *
 * Runs the built program with local Slack and local Clarifai, and posts photos of one person at a steady rate, for example 6 a second:
 * 3,600 in ten minutes. Whenever twenty posts wait for their reply, the next one waits, too. Meanwhile people open App Home, name
 * faces and train. Prints memory and handles of all processes, and the time from post to reply, for each minute. Memory is flat if
 * it grows by at most 5 % from the first to the last quarter of the minutes after the warm-up.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LRUCache } from 'lru-cache';
import { createRandom } from '../test/support/cast/random.js';
import { act, type Scene } from '../test/support/chaos/acts.js';
import { createLedger } from '../test/support/chaos/ledger.js';
import { enter } from '../test/support/reply-rows.js';
import { startRollcall } from '../test/support/rollcall-process.js';
import { readTreeUsage, type TreeUsage } from './support/process-tree.js';
import { percentile, round } from './support/statistics.js';
import { createPhotos, createPoster, drawPhotos } from './support/steady-posts.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    rate: { type: 'string', default: '6' },
    'warm-up': { type: 'string', default: '3' },
    workers: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const warmUp = Number(values['warm-up']);
const rate = Number(values.rate);

const MINUTE_MS = 60_000;
const MAX_WAITING = 20;
const HOME_EVERY_MS = 10_000;
const TAG_EVERY_MS = 10_000;
const TRAIN_EVERY_MS = 120_000;
const POLL_MS = 100;
const MAX_GROWTH = 0.05;
const MAX_MB = 700;

/** What was seen in one minute. */
interface Minute {
  readonly posts: number;
  readonly replies: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Median over the minute. */
  readonly memoryMb: number;
  readonly peakMb: number;
  readonly last: TreeUsage;
}

async function main(): Promise<void> {
  const seed = Number(values.seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-soak-'));
  // Those of the C library, if they are set: docs/running.md recommends them for servers.
  const malloc = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('MALLOC_') && value !== undefined ? [[name, value] as const] : [],
  );
  const rollcall = await startRollcall({
    ROLLCALL_DATA: dataDir,
    ROLLCALL_WORKERS: values.workers,
    ...Object.fromEntries(malloc),
  });
  let isOver = false;
  try {
    const { people, photos: channel } = await enter(rollcall.url);
    const [first, ...others] = people;
    if (first === undefined) throw new Error('the workspace has no people');
    const poster = createPoster(people, channel, createPhotos(await drawPhotos(seed, first, channel), seed));
    const ledger = createLedger();
    const scene: Scene = {
      people: [first, ...others],
      channel,
      random: createRandom(seed),
      ledger,
      replyLimitMs: 2_000,
    };
    console.log(`${rate} photos a second for ${minutes} minutes, ${values.workers} workers`);

    const post = async () => {
      const startedAt = performance.now();
      for (let count = 0; !isOver; count += 1) {
        const dueMs = startedAt + (count * 1000) / rate - performance.now();
        if (dueMs > 0) await sleep(dueMs);
        while (poster.waiting.size >= MAX_WAITING && !isOver) {
          await sleep(20);
          poster.dropLate();
        }
        const fileIds: string[] = [];
        await poster.post(fileIds);
        // Names are given to photos from now and then only, as people do.
        if (count % 40 === 0) {
          for (const fileId of fileIds)
            ledger.photos.push({ fileId, isOfPoster: false, faces: [{ number: 1, state: 'untagged' }] });
        }
      }
    };
    const watchReplies = async () => {
      const fileOf = new LRUCache<string, string>({ max: 1_000 });
      const listening = await first.listen(({ type, ts, thread_ts: threadTs, files }) => {
        if (type !== 'message') return;
        const [file] = files ?? [];
        if (threadTs === undefined && file !== undefined) fileOf.set(ts, file.id);
        if (threadTs !== undefined) poster.answered(fileOf.get(threadTs) ?? '');
      });
      while (!isOver) await sleep(100);
      listening.stop();
    };
    const every = async (ms: number, work: () => Promise<unknown>) => {
      for (let waitedMs = 0; !isOver; waitedMs += POLL_MS) {
        await sleep(POLL_MS);
        if (waitedMs < ms) continue;
        await work();
        waitedMs = 0;
      }
    };
    const running = [
      watchReplies(),
      post(),
      every(HOME_EVERY_MS, () => scene.random.pick(scene.people).local('app_home_opened', {})),
      every(TAG_EVERY_MS, () => act('tag', scene)),
      every(TRAIN_EVERY_MS, () => act('train', scene)),
    ];
    const seen: Minute[] = [];
    const measure = async () => {
      for (let minute = 1; minute <= minutes; minute += 1) {
        seen.push(await watchMinute(rollcall.pid, () => poster.take()));
        report(minute, seen.at(-1));
      }
      isOver = true;
    };
    await Promise.all([measure(), ...running]);
    conclude(seen, poster.take().missing);
  } finally {
    isOver = true;
    await rollcall.stop();
    await rm(dataDir, { recursive: true });
  }
}

async function watchMinute(pid: number, take: () => { posts: number; latencies: readonly number[] }): Promise<Minute> {
  const memory: number[] = [];
  let last = readTreeUsage(pid);
  const until = performance.now() + MINUTE_MS;
  while (performance.now() < until) {
    await sleep(1_000);
    last = readTreeUsage(pid);
    memory.push(last.memoryMb);
  }
  const { posts, latencies } = take();
  return {
    posts,
    replies: latencies.length,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    memoryMb: percentile(memory, 0.5),
    peakMb: Math.max(...memory),
    last,
  };
}

function report(minute: number, seen: Minute | undefined): void {
  if (seen === undefined) return;
  const { posts, replies, p50Ms, p95Ms, memoryMb, peakMb, last } = seen;
  console.log(
    `minute ${minute}: ${posts} posted, ${replies} answered in ${round(p50Ms, 0)} ms (p50), ${round(p95Ms, 0)} ms (p95); ` +
      `memory ${round(memoryMb, 0)} MB (peak ${round(peakMb, 0)}, main process ${round(last.mainMb, 0)}); ` +
      `${last.handles} handles, ${last.threads} threads, ${last.processes} processes`,
  );
}

function conclude(seen: readonly Minute[], missing: number): void {
  const after = seen.slice(Math.min(warmUp, seen.length - 1));
  const quarter = Math.max(1, Math.floor(after.length / 4));
  const mean = (part: readonly Minute[]) => part.reduce((sum, { memoryMb }) => sum + memoryMb, 0) / part.length;
  const [before, end] = [mean(after.slice(0, quarter)), mean(after.slice(-quarter))];
  const growth = end / before - 1;
  const peakMb = Math.max(...seen.map((each) => each.peakMb));
  const flat = growth <= MAX_GROWTH && peakMb <= MAX_MB;
  console.log(
    JSON.stringify({
      minutes,
      rate,
      photos: seen.reduce((sum, { posts }) => sum + posts, 0),
      missing,
      afterWarmUpMb: round(before, 0),
      atEndMb: round(end, 0),
      growthPercent: round(growth * 100, 1),
      peakMb: round(peakMb, 0),
      handles: [after[0]?.last.handles, seen.at(-1)?.last.handles],
      p50Ms: round(
        percentile(
          seen.map(({ p50Ms }) => p50Ms),
          0.5,
        ),
        0,
      ),
      p95Ms: round(
        percentile(
          seen.map(({ p95Ms }) => p95Ms),
          0.5,
        ),
        0,
      ),
      flat,
    }),
  );
  if (!flat || missing > 0) process.exitCode = 1;
}

await main();
