/**
 * How one and two engine servers do with many faces: `npm run bench:scale -- [--postgres URL] [--faces 100000] [--people 1000]
 * [--photos 60] [--namings 200] [--workers 1]`
 *
 * Faces with made embeddings are stored, each tagged, and a model is trained on them. Then servers start, as `npm run local-clarifai` does,
 * and get drawn portraits, all at once, and questions who is in a portrait that is indexed. First with the embedded file, then with one and
 * two servers on the PostgreSQL that `--postgres` names, in a schema that is deleted afterwards. Each server has `--workers` threads.
 * The last line is JSON. docs/running.md has the figures.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { StatusCode } from '../src/clarifai-protocol.js';
import { createFaceEngine } from '../src/local-clarifai/engine/create-face-engine.js';
import { clarifaiFolder } from '../src/local-clarifai/start-local-clarifai.js';
import { openEmbeddedStore } from '../src/local-clarifai/tables/embedded-store.js';
import { openPostgresStore } from '../src/local-clarifai/tables/postgres-store.js';
import type { Store } from '../src/local-clarifai/tables/queries.js';
import { openPostgres } from '../src/store/postgres/open-postgres.js';
import { cast, drawPortrait, renderJpeg } from '../test/support/cast/index.js';
import {
  createStaticClient,
  postInputs,
  predictRequest,
  statusOf,
  type TestClient,
  trainAndPublish,
  waitUntilIndexed,
} from '../test/support/clarifai/static-client.js';
import { freePort } from '../test/support/rollcall-process.js';
import { readTreeUsage } from './support/process-tree.js';
import { seedFaces } from './support/scale-data.js';
import { percentile, round } from './support/statistics.js';

const { values } = parseArgs({
  options: {
    postgres: { type: 'string' },
    faces: { type: 'string', default: '100000' },
    people: { type: 'string', default: '1000' },
    photos: { type: 'string', default: '60' },
    namings: { type: 'string', default: '200' },
    workers: { type: 'string', default: '1' },
  },
});
const [faces, people, photos, namings] = [values.faces, values.people, values.photos, values.namings].map(Number) as [
  number,
  number,
  number,
  number,
];

const ENGINE = 'rollcall-face-1';
const KEY = 'key-of-the-benchmark';
const POSTED_AT_ONCE = 10;
const SAMPLE_MS = 500;
const log = { debug() {}, info() {}, warn: console.warn, error: console.error };

/** What a setup needs to start servers. */
interface Setup {
  readonly name: string;
  readonly servers: number;
  readonly store: Store;
  /** The environment of the servers. */
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
}

interface Figures {
  readonly setup: string;
  readonly startMs: number;
  readonly photosPerSecond: number;
  readonly namingP50Ms: number;
  readonly namingP95Ms: number;
  readonly memoryMb: number;
}

interface Server {
  readonly client: TestClient;
  readonly startMs: number;
  readonly pid: number;
  stop(): Promise<void>;
}

async function startServer({ env, dataDir }: Setup): Promise<Server> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/bin/local-clarifai.js'], {
    env: {
      PATH: process.env['PATH'],
      ROLLCALL_DATA: dataDir,
      ROLLCALL_CLARIFAI_PORT: String(port),
      ROLLCALL_LOCAL_CLARIFAI_KEY: KEY,
      ROLLCALL_WORKERS: values.workers,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('is ready') && resolve());
    void closed.then(() => reject(new Error('The server ended before it was ready')));
  });
  const startMs = performance.now() - startedAt;
  const client = createStaticClient(`127.0.0.1:${port}`, KEY);
  return {
    client,
    startMs,
    pid: child.pid ?? 0,
    async stop() {
      client.close();
      child.kill('SIGTERM');
      await closed;
    },
  };
}

async function postAll(clients: readonly TestClient[], pictures: readonly Uint8Array[], name: string): Promise<number> {
  const startedAt = performance.now();
  const ids = pictures.map((_, index) => `${name}-${index}`.replaceAll(' ', '-'));
  for (let start = 0; start < pictures.length; start += POSTED_AT_ONCE) {
    const client = clients[(start / POSTED_AT_ONCE) % clients.length] as TestClient;
    const some = pictures.slice(start, start + POSTED_AT_ONCE);
    const posted = await client.call(
      'postInputs',
      postInputs(...some.map((picture, index) => ({ id: ids[start + index] ?? '', picture }))),
    );
    if (statusOf(posted).code !== StatusCode.SUCCESS) throw new Error(statusOf(posted).details);
  }
  for (const id of ids) await waitUntilIndexed(clients[0] as TestClient, id);
  return pictures.length / ((performance.now() - startedAt) / 1000);
}

async function nameAll(clients: readonly TestClient[], pictures: readonly Uint8Array[]): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < namings; index++) {
    const client = clients[index % clients.length] as TestClient;
    const startedAt = performance.now();
    const reply = await client.call(
      'postWorkflowResults',
      predictRequest(pictures[index % pictures.length] as Uint8Array),
    );
    times.push(performance.now() - startedAt);
    if (statusOf(reply).code !== StatusCode.SUCCESS) throw new Error(statusOf(reply).details);
  }
  return times;
}

async function measure(setup: Setup, pictures: readonly Uint8Array[], ids: readonly string[]): Promise<Figures> {
  const servers = [await startServer(setup)];
  while (servers.length < setup.servers) servers.push(await startServer(setup));
  let memoryMb = 0;
  const sample = () => {
    const used = servers.map(({ pid }) => readTreeUsage(pid).memoryMb);
    memoryMb = Math.max(memoryMb, ...used);
  };
  const sampling = setInterval(sample, SAMPLE_MS);
  try {
    const clients = servers.map(({ client }) => client);
    if (ids.length > 0) await trainAndPublish(clients[0] as TestClient, ...ids);
    const photosPerSecond = await postAll(clients, pictures, setup.name);
    const times = await nameAll(clients, pictures);
    const figures = {
      setup: setup.name,
      startMs: round(Math.max(...servers.map(({ startMs }) => startMs)), 0),
      photosPerSecond: round(photosPerSecond, 1),
      namingP50Ms: round(percentile(times, 0.5), 1),
      namingP95Ms: round(percentile(times, 0.95), 1),
      memoryMb: round(memoryMb, 0),
    };
    console.log(
      `${figures.setup}: starts in ${figures.startMs} ms, ${figures.photosPerSecond} photos a second, names in ${figures.namingP50Ms} ms (p95 ${figures.namingP95Ms} ms), up to ${figures.memoryMb} MB each`,
    );
    return figures;
  } finally {
    clearInterval(sampling);
    for (const server of servers) await server.stop();
  }
}

async function seed(store: Store): Promise<string[]> {
  const startedAt = performance.now();
  const ids = await seedFaces(store, { engine: ENGINE, faces, people });
  console.log(`${faces} faces of ${people} people stored in ${round((performance.now() - startedAt) / 1000, 0)} s`);
  return ids;
}

async function measureEmbedded(dataDir: string, pictures: readonly Uint8Array[]): Promise<Figures> {
  await mkdir(clarifaiFolder(dataDir), { recursive: true, mode: 0o700 });
  await symlink(models, join(dataDir, 'models'));
  const store = openEmbeddedStore(join(clarifaiFolder(dataDir), 'clarifai.db'));
  const ids = await seed(store).finally(() => store.db.destroy());
  return measure({ name: 'embedded file', servers: 1, store, env: {}, dataDir }, pictures, ids);
}

async function measurePostgres(url: string, dataDir: string, pictures: readonly Uint8Array[]): Promise<Figures[]> {
  await mkdir(dataDir);
  await symlink(models, join(dataDir, 'models'));
  const schema = `rollcall_bench_${randomUUID().replaceAll('-', '')}`;
  const admin = await openPostgres<never>({ url, connections: 1, log });
  const within = new URL(url);
  within.searchParams.set('options', `-c search_path=${schema}`);
  const databaseUrl = within.href.replaceAll('+', '%20');
  try {
    await sql.raw(`CREATE SCHEMA ${schema}`).execute(admin.db);
    const { store, close } = await openPostgresStore(databaseUrl, log);
    const ids = await seed(store).finally(close);
    await sql.raw('ANALYZE').execute(admin.db);
    const setup = { store, env: { DATABASE_URL: databaseUrl }, dataDir };
    return [
      await measure({ ...setup, name: 'one server on PostgreSQL', servers: 1 }, pictures, ids),
      await measure({ ...setup, name: 'two servers on PostgreSQL', servers: 2 }, pictures, []),
    ];
  } finally {
    await sql.raw(`DROP SCHEMA IF EXISTS ${schema} CASCADE`).execute(admin.db);
    await admin.close();
  }
}

const pictures: Uint8Array[] = [];
for (let index = 0; index < photos; index++) {
  const member = cast[index % cast.length];
  if (member !== undefined) pictures.push(await renderJpeg(drawPortrait(member, { seed: 1000 + index })));
}
const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-scale-'));
/** The networks, which only the first start on a machine builds. */
const models = join(dataDir, 'models');
try {
  await (await createFaceEngine({ workers: 1, cacheDir: models, log })).close();
  const figures = [await measureEmbedded(join(dataDir, 'embedded'), pictures)];
  if (values.postgres === undefined) {
    console.log(
      'PostgreSQL is not measured: name a server with --postgres postgres://user:password@host:5432/database',
    );
  } else {
    figures.push(...(await measurePostgres(values.postgres, join(dataDir, 'shared'), pictures)));
  }
  console.log(JSON.stringify({ faces, people, photos, namings, workers: Number(values.workers), figures }));
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
