import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../cast/random.js';
import { enter } from '../reply-rows.js';
import { freePort, launch, shareModels } from '../rollcall-process.js';
import { ACTS, type ActKind, act, type Scene } from './acts.js';
import { findFaceless, findOrphans } from './find-orphans.js';
import { inspectReplies } from './inspect.js';
import { createLedger } from './ledger.js';
import { type Outcome, settle } from './settle.js';

/** What is going on when Rollcall is killed. */
export type KillMoment = ActKind | 'start';

export interface KillRun {
  readonly dataDir: string;
  /** What each kill interrupts. Default: 200 random moments. */
  readonly moments: readonly KillMoment[];
  readonly seed: number;
  /** How long everything may take to be right after the last kill, in ms. */
  readonly settleMs: number;
  readonly draw?: Scene['draw'];
  readonly say?: (line: string) => void;
}

export interface KillResult extends Outcome {
  readonly kills: number;
  /** How many kills came during each kind of act. */
  readonly during: Readonly<Record<string, number>>;
  readonly photos: number;
}

/** The latest moment of a kill, in ms after the request that is interrupted. */
const LATEST_MS: Record<KillMoment, number> = {
  start: 4_000,
  post: 2_500,
  tag: 500,
  undo: 500,
  forget: 2_500,
  train: 2_500,
};
const START_LIMIT_MS = 120_000;

/** Random moments; posting comes more often because everything else needs a photo. */
export function drawMoments(kills: number, seed: number): KillMoment[] {
  const random = createRandom(seed);
  return Array.from({ length: kills }, (_, index) =>
    index < 2 ? 'post' : random.pick<KillMoment>(['post', 'start', ...ACTS]),
  );
}

/** Starts Rollcall as users do, kills all of its processes in the middle of something, again and again, and checks what is left. */
export async function runKills({ dataDir, moments, seed, settleMs, draw, say }: KillRun): Promise<KillResult> {
  const random = createRandom(seed);
  const port = await freePort();
  const ledger = createLedger();
  const during: Record<string, number> = {};
  let kills = 0;
  await shareModels(dataDir);

  function start() {
    const { child, output } = launch(
      { PORT: String(port), ROLLCALL_DATA: dataDir, ROLLCALL_WORKERS: '1' },
      { isGroup: true },
    );
    const closed = once(child, 'close');
    const isRunning = () => child.exitCode === null && child.signalCode === null;
    return {
      async ready() {
        const until = performance.now() + START_LIMIT_MS;
        while (!output().includes(`http://localhost:${port}`)) {
          if (!isRunning() || performance.now() > until) throw new Error(`Rollcall did not start:\n${output()}`);
          await sleep(25);
        }
      },
      async kill() {
        if (isRunning() && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        await closed;
      },
      async stop() {
        if (isRunning()) child.kill('SIGINT');
        await closed;
      },
    };
  }

  async function openScene(): Promise<Scene> {
    const { people, photos: channel } = await enter(`http://127.0.0.1:${port}`);
    const [first, ...others] = people;
    if (first === undefined) throw new Error('the workspace has no people');
    return { people: [first, ...others], channel, random, ledger, replyLimitMs: 20_000, ...(draw && { draw }) };
  }

  async function killDuring(moment: KillMoment): Promise<void> {
    const rollcall = start();
    const killAfterMs = random.next() * LATEST_MS[moment];
    try {
      if (moment === 'start') {
        await sleep(killAfterMs);
        await rollcall.kill();
        during[moment] = (during[moment] ?? 0) + 1;
        return;
      }
      await rollcall.ready();
      const scene = await openScene();
      // Otherwise there would be few photos to act on.
      if (random.next() < 0.5) await act('post', scene);
      let kind: ActKind = moment;
      let killed: Promise<void> | undefined;
      const onCritical = () => {
        killed ??= sleep(killAfterMs).then(() => rollcall.kill());
      };
      if (!(await act(kind, scene, onCritical))) {
        kind = 'post';
        await act(kind, scene, onCritical);
      }
      await killed;
      during[kind] = (during[kind] ?? 0) + 1;
    } finally {
      await rollcall.kill();
      kills += 1;
    }
  }

  for (const [index, moment] of moments.entries()) {
    await killDuring(moment);
    say?.(`kill ${index + 1} of ${moments.length}: ${moment}, ${ledger.photos.length} photos`);
  }
  const rollcall = start();
  try {
    await rollcall.ready();
    const { people, channel } = await openScene();
    const botUserId = await findBot(`http://127.0.0.1:${port}`);
    const outcome = await settle(
      async () => {
        const broken = await inspectReplies(people[0], channel, ledger, await findFaceless(dataDir));
        return { ...broken, orphaned: await findOrphans(dataDir, dataDir, botUserId) };
      },
      settleMs,
      say,
    );
    return { ...outcome, kills, during, photos: ledger.photos.length };
  } finally {
    await rollcall.stop();
  }
}

async function findBot(url: string): Promise<string> {
  const { bot_user_id: id } = (await (await fetch(`${url}/local/workspace`)).json()) as { bot_user_id: string };
  return id;
}
