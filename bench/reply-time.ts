/**
 * How long a person waits for a reply: `npm run bench:walk -- [posts]`.
 *
 * Photos of 1, 4 and 29 drawn people, all different, are posted in local Slack one after another. Time is measured from the end of
 * the upload to the reply on the stream that the page reads. The bot's steps and the engine's work are measured separately. The
 * rest of adding a photo and asking for names is polling and the protocol. Memory is that of a separate `npm start`, after the same kinds of photos.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../src/app.js';
import { createRecognizer } from '../src/clarifai/create-recognizer.js';
import { createFaceEngine } from '../src/local-clarifai/engine/create-face-engine.js';
import type { FaceEngine } from '../src/local-clarifai/engine/face-engine.js';
import { startLocalClarifai } from '../src/local-clarifai/start-local-clarifai.js';
import { startLocalSlack } from '../src/local-slack/start-local-slack.js';
import { onMeasurement, type Step } from '../src/measurements.js';
import { cast, crowd, drawGroup, drawPortrait, renderJpeg } from '../test/support/cast/index.js';
import { Person } from '../test/support/person.js';
import { freePort } from '../test/support/rollcall-process.js';
import { percentile, round } from './support/statistics.js';

const FACES = [1, 4, 29] as const;
/** Not counted, because the first photos meet cold caches. */
const WARM_UP = 2;

/** Milliseconds of one reply by part. `total` is how long the person waits. */
interface ReplyTime {
  readonly total: number;
  readonly download: number;
  readonly decode: number;
  readonly engine: number;
  readonly waiting: number;
  readonly rendering: number;
  readonly upload: number;
  readonly post: number;
}

const log = { debug() {}, info() {}, warn: console.warn, error: console.error };

function drawPhoto(faces: number, seed: number): Promise<Uint8Array> {
  const [member] = cast;
  if (faces === 1 && member !== undefined) {
    return renderJpeg(drawPortrait(member, { pose: { turn: (seed % 17) - 8, nod: 0, tilt: (seed % 9) - 4 } }));
  }
  const members = faces <= cast.length ? cast.slice(0, faces) : crowd(faces);
  return renderJpeg(drawGroup(members, { seed }));
}

/** Wraps an engine and adds up its time per picture. */
function timed(engine: FaceEngine, spend: (ms: number) => void): FaceEngine {
  return {
    id: engine.id,
    embeddingSize: engine.embeddingSize,
    async analyze(picture, options) {
      const start = performance.now();
      const faces = await engine.analyze(picture, options);
      spend(performance.now() - start);
      return faces;
    },
    close: () => engine.close(),
  };
}

async function measureReplies(dataDir: string, posts: number): Promise<Map<number, ReplyTime[]>> {
  const spent = new Map<Step | 'engine', number>();
  const spend = (step: Step | 'engine', ms: number) => spent.set(step, (spent.get(step) ?? 0) + ms);
  const engine = await createFaceEngine({ workers: 2, cacheDir: join(dataDir, 'models'), log });
  const clarifai = await startLocalClarifai({
    dataDir,
    engine: timed(engine, (ms) => spend('engine', ms)),
    urls: 'public',
    log,
  });
  const { key, userId, appId } = clarifai;
  const recognizer = createRecognizer({ apiBase: `http://${clarifai.address}`, key, userId, appId, log });
  const slack = await startLocalSlack({
    port: await freePort(),
    dataDir,
    pageDir: dataDir,
    assetsDir: 'assets',
    log,
  });
  const { botToken, appToken, apiUrl } = slack;
  const app = buildApp({ slack: { kind: 'socket', botToken, appToken, apiUrl }, recognizer, log });
  const stopMeasuring = onMeasurement('step', ({ step, ms }) => spend(step, ms));
  await app.start();
  const poster = await firstPerson(slack.url.replace('localhost', '127.0.0.1'));
  const replies = new Map<number, ReplyTime[]>();
  try {
    for (const faces of FACES) {
      const measured: ReplyTime[] = [];
      for (let post = 0; post < posts + WARM_UP; post += 1) {
        const photo = await drawPhoto(faces, post);
        spent.clear();
        const total = await timeReply(poster, photo);
        if (post >= WARM_UP) measured.push(split(total, spent));
      }
      replies.set(faces, measured);
    }
  } finally {
    stopMeasuring();
    await app.stop();
    await recognizer.close();
    await slack.close();
    await clarifai.close();
    await engine.close();
  }
  return replies;
}

function split(total: number, spent: ReadonlyMap<Step | 'engine', number>): ReplyTime {
  const of = (...steps: (Step | 'engine')[]) => steps.reduce((sum, step) => sum + (spent.get(step) ?? 0), 0);
  const engine = of('engine');
  return {
    total,
    download: of('download'),
    decode: of('decode'),
    engine,
    waiting: Math.max(0, of('add', 'read', 'suggest') - engine),
    rendering: of('draw', 'render'),
    upload: of('upload'),
    post: of('post'),
  };
}

interface Poster {
  readonly person: Person;
  readonly channel: string;
}

async function firstPerson(url: string): Promise<Poster> {
  const workspace = (await (await fetch(`${url}/local/workspace`)).json()) as {
    users: { id: string; is_bot: boolean }[];
    channels: { id: string; name: string }[];
  };
  const user = workspace.users.find((one) => !one.is_bot);
  const channel = workspace.channels.find((one) => one.name === 'photos');
  if (user === undefined || channel === undefined)
    throw new Error('the local workspace has no #photos or no one in it');
  return { person: new Person(url, user.id), channel: channel.id };
}

/** Milliseconds from the end of the upload to the reply on the stream. */
async function timeReply({ person, channel }: Poster, photo: Uint8Array): Promise<number> {
  const stream = await person.listen();
  try {
    const file = await person.uploadPhoto(photo);
    const start = performance.now();
    await person.api.files.completeUploadExternal({ files: [{ id: file }], channel_id: channel });
    const reply = await stream.next((event) => event.type === 'message' && event.bot_id !== undefined);
    if (reply.thread_ts === undefined) throw new Error('the bot wrote outside the thread');
    return performance.now() - start;
  } finally {
    stream.stop();
  }
}

/** Peak memory in MB of `npm start` with this many workers, after photos of every kind; undefined without /proc. */
async function measureMemory(workers: number): Promise<number | undefined> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const port = await freePort();
  const child = spawn(process.execPath, ['dist/index.js'], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      ROLLCALL_DATA: dataDir,
      ROLLCALL_WORKERS: String(workers),
      ROLLCALL_AUTO_TRAIN: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await waitForOutput(child, 'ready');
    const poster = await firstPerson(`http://127.0.0.1:${port}`);
    for (const faces of FACES) {
      const photos = await Promise.all([1, 2, 3].map((seed) => drawPhoto(faces, seed)));
      await Promise.all(photos.map((photo) => timeReply(poster, photo)));
    }
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    return peak === undefined ? undefined : round(Number(peak) / 1024, 0);
  } finally {
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGINT');
    await closed;
    await rm(dataDir, { recursive: true });
  }
}

/** Waits until a program prints the word. */
function waitForOutput(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes(word) && resolve());
    child.once('close', () => reject(new Error('Rollcall ended before it was ready')));
  });
}

async function main(): Promise<void> {
  const posts = Number(process.argv[2] ?? 20);
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const replies = await measureReplies(dataDir, posts).finally(() => rm(dataDir, { recursive: true }));
  const figures: Record<string, Record<string, { p50: number; p95: number }>> = {};
  for (const [faces, measured] of replies) {
    const parts = ['total', 'download', 'decode', 'engine', 'waiting', 'rendering', 'upload', 'post'] as const;
    const of = (value: (time: ReplyTime) => number) => {
      const values = measured.map(value);
      return { p50: round(percentile(values, 0.5), 0), p95: round(percentile(values, 0.95), 0) };
    };
    const row = Object.fromEntries(parts.map((part) => [part, of((time) => time[part])]));
    row['rest'] = of((time) => time.total - time.decode - time.engine);
    figures[faces] = row;
    console.log(`${faces} face${faces === 1 ? '' : 's'}, ms (p50/p95) over ${measured.length} posts:`);
    console.log(
      `  ${Object.entries(row)
        .map(([part, { p50, p95 }]) => `${part} ${p50}/${p95}`)
        .join(', ')}`,
    );
  }
  const memoryMb = { '1': await measureMemory(1), '2': await measureMemory(2) };
  console.log(`peak memory: ${memoryMb['1']} MB with one worker, ${memoryMb['2']} MB with two`);
  console.log(JSON.stringify({ ms: figures, memoryMb }));
}

await main();
