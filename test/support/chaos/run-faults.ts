import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../cast/random.js';
import { enter } from '../reply-rows.js';
import { ACTS, type ActKind, act, type Scene } from './acts.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { inspectReplies } from './inspect.js';
import { createLedger } from './ledger.js';
import { type Outcome, settle } from './settle.js';

export interface FaultRun {
  /** `http://127.0.0.1:PORT` of local Slack. */
  readonly slackUrl: string;
  /** Starts the bot, which finds Slack at the given address. */
  readonly startBot: (apiUrl: string) => Promise<{ stop(): Promise<void> }>;
  /** How many acts of people there are. */
  readonly acts: number;
  /** How many people act at the same time. */
  readonly atOnce: number;
  readonly kinds?: readonly [ActKind, ...ActKind[]];
  readonly seed: number;
  /** How long a person waits for a reply to act on before they post a photo instead, in ms. Default: 15 s. */
  readonly replyLimitMs?: number;
  /** How long everything may take to be right after the last fault, in ms. */
  readonly settleMs: number;
  /** Files that nothing refers to. */
  readonly findOrphans: () => Promise<readonly string[]>;
  /** Ids of photos in which no face was found. Default: none. */
  readonly findFaceless?: () => Promise<ReadonlySet<string>>;
  readonly draw?: Scene['draw'];
  readonly say?: (line: string) => void;
}

export interface FaultResult extends Outcome {
  /** How often each fault happened. */
  readonly faults: Readonly<Record<string, number>>;
  readonly during: Readonly<Record<string, number>>;
  readonly photos: number;
}

/** Lets people use Rollcall over a bad connection to Slack, then checks what is left once the connection is good. */
export async function runFaults(run: FaultRun): Promise<FaultResult> {
  const proxy = await startFaultProxy(run.slackUrl, createRandom(run.seed + 1));
  try {
    let bot = await run.startBot(proxy.apiUrl);
    const restartBot = async () => {
      await bot.stop();
      bot = await run.startBot(proxy.apiUrl);
    };
    try {
      return await actAndCheck(run, proxy, restartBot);
    } finally {
      await bot.stop();
    }
  } finally {
    await proxy.close();
  }
}

/** After so many lost requests, a person posts a photo instead. */
const MAX_TRIES = 2;
const LAST_REPLIES_MS = 4_000;

async function actAndCheck(run: FaultRun, proxy: FaultProxy, restartBot: () => Promise<void>): Promise<FaultResult> {
  const { slackUrl, acts, atOnce, kinds = ACTS, seed, settleMs, draw, say } = run;
  const random = createRandom(seed);
  const ledger = createLedger();
  const { people, photos: channel } = await enter(slackUrl);
  const [first, ...others] = people;
  if (first === undefined) throw new Error('the workspace has no people');
  const scene: Scene = {
    people: [first, ...others],
    channel,
    random,
    ledger,
    replyLimitMs: run.replyLimitMs ?? 15_000,
    ...(draw && { draw }),
  };
  const during: Record<string, number> = {};
  let started = 0;
  proxy.setFaulty(true);
  const actOn = async () => {
    while (started < acts) {
      started += 1;
      const wanted = started <= atOnce ? 'post' : random.pick<ActKind>(['post', ...kinds]);
      let kind = wanted;
      for (let tries = 1; !(await act(kind, scene)); tries += 1) if (tries >= MAX_TRIES) kind = 'post';
      during[kind] = (during[kind] ?? 0) + 1;
      say?.(`act ${started} of ${acts}: ${kind}, ${ledger.photos.length} photos`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, actOn));
  const inspect = async () => inspectReplies(first, channel, ledger, await run.findFaceless?.());
  // The last replies come over the bad connection, too.
  await settle(async () => ({ ...(await inspect()), orphaned: [] }), LAST_REPLIES_MS);
  proxy.setFaulty(false);
  await sleep(0);
  proxy.cutSockets();
  await settle(async () => ({ ...(await inspect()), orphaned: [] }), settleMs, say);
  // Pictures whose reply failed are deleted at the next start.
  if ((await run.findOrphans()).length > 0) await restartBot();
  const outcome = await settle(
    async () => ({ ...(await inspect()), orphaned: await run.findOrphans() }),
    settleMs,
    say,
  );
  return { ...outcome, faults: Object.fromEntries(proxy.counts), during, photos: ledger.photos.length };
}
