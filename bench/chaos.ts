/**
 * Kills and bad connections, again and again: does everything that was acknowledged hold?
 *
 *   npm run chaos -- --kills 200 [--seed 1]    kills all processes of Rollcall while people post, tag, undo, are forgotten and train,
 *                                              and while it starts
 *   npm run chaos -- --faults [--acts 200]     delays, drops, repeats and refuses what the bot and Slack tell each other, and cuts
 *                                              the connection
 *
 * Runs the built program with local Clarifai. The people and photos are drawn, and the same for the same seed. Afterwards every
 * acknowledged post, name, undone name and forgotten person must show, every photo must have exactly one reply with its picture,
 * and there must be no file that nothing refers to. Anything else is printed, and the exit code is 1.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalSlack } from '../src/local-slack/start-local-slack.js';
import { findFaceless, findOrphans } from '../test/support/chaos/find-orphans.js';
import { runFaults } from '../test/support/chaos/run-faults.js';
import { drawMoments, runKills } from '../test/support/chaos/run-kills.js';
import type { Outcome } from '../test/support/chaos/settle.js';
import { freePort, shareModels } from '../test/support/rollcall-process.js';
import { startBotProcess } from './support/bot-process.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    faults: { type: 'boolean', default: false },
    acts: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
/** Forgetting someone and reading what was posted meanwhile share the 50 calls a minute that background work may make. */
const SETTLE_MS = 20 * 60_000;
const PEOPLE_AT_ONCE = 3;
const say = (line: string) => console.log(line);

async function kills(count: number, dataDir: string) {
  return runKills({ dataDir, moments: drawMoments(count, seed), seed, settleMs: SETTLE_MS, say });
}

async function faults(acts: number, folder: string) {
  const slackDir = join(folder, 'slack');
  const botDir = join(folder, 'bot');
  await shareModels(botDir);
  const slack = await startLocalSlack({
    port: await freePort(),
    dataDir: slackDir,
    pageDir: slackDir,
    assetsDir: 'assets',
    manifestFile: 'manifest.yml',
    log: { debug() {}, info() {}, warn: console.warn, error: console.error },
    // Slack tries again after a minute and five minutes.
    retryDelaysMs: [0, 2_000, 5_000],
  });
  const slackUrl = slack.url.replace('localhost', '127.0.0.1');
  try {
    const { bot_user_id: bot } = (await (await fetch(`${slackUrl}/local/workspace`)).json()) as { bot_user_id: string };
    const result = await runFaults({
      slackUrl,
      startBot: (apiUrl) => startBotProcess({ ...slack, apiUrl }, botDir),
      acts,
      atOnce: PEOPLE_AT_ONCE,
      seed,
      settleMs: SETTLE_MS,
      findOrphans: () => findOrphans(slackDir, botDir, bot),
      findFaceless: () => findFaceless(botDir),
      say,
    });
    return { kills: 0, ...result };
  } finally {
    await slack.close();
  }
}

function report({ lost, unanswered, doubled, withoutPicture, orphaned, ...others }: Outcome & { kills: number }): void {
  const broken = { lost, unanswered, doubled, withoutPicture, orphaned };
  for (const [kind, items] of Object.entries(broken)) for (const item of items) console.log(`${kind}: ${item}`);
  const counts = Object.fromEntries(Object.entries(broken).map(([kind, items]) => [kind, items.length]));
  const { kills: killed, ...rest } = others;
  console.log(JSON.stringify({ kills: killed, ...counts, seed, ...rest }));
  if (Object.values(counts).some((count) => count > 0)) process.exitCode = 1;
}

const folder = await mkdtemp(join(tmpdir(), 'rollcall-chaos-'));
try {
  report(values.faults ? await faults(Number(values.acts), folder) : await kills(Number(values.kills ?? 200), folder));
} finally {
  if (values.keep) console.error(`The data is in ${folder}`);
  else await rm(folder, { recursive: true });
}
