/** All tests of `npm test` that need PostgreSQL are in this file, because PGlite takes seconds to start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openSession } from '../../src/clarifai/open-session.js';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import { MIGRATIONS } from '../../src/local-clarifai/tables/schema.js';
import { POSTGRES_MIGRATIONS } from '../../src/local-clarifai/tables/schema-postgres.js';
import { openDatabase } from '../../src/store/open-database.js';
import { migrate } from '../../src/store/postgres/migrate.js';
import { openPostgres } from '../../src/store/postgres/open-postgres.js';
import { bundleScript } from '../support/bundle-script.js';
import {
  addPicture,
  addTagged,
  createStaticClient,
  detectedRegions,
  faceModelId,
  KNN_ID,
  nodes,
  postInputs,
  postWorkflow,
  predictedNames,
  statusOf,
  train,
  waitUntilIndexed,
} from '../support/clarifai/static-client.js';
import { eventually } from '../support/eventually.js';
import { createFakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';
import { runMainJob } from '../support/main-job.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { openWeakConnection } from '../support/postgres/weak-connection.js';
import { silentLog } from '../support/silent-log.js';
import { TEAM } from '../support/slack/ids.js';

const open = (url: string) => openPostgres<never>({ url, log: silentLog });

describe('a PostgreSQL database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('gives keys, counts and times as numbers, and bytes as bytes', async () => {
    const { db, close } = await open(database.url);
    const { rows } =
      await sql`SELECT 7::bigint AS key, count(*) AS count, 0.5::real AS score, '\\x0102'::bytea AS bytes,
      ${Date.UTC(2026, 0)}::bigint AS time, ${new Uint8Array([3, 4])}::bytea AS given`.execute(db);
    await close();
    expect(rows).toEqual([
      { key: 7, count: 1, score: 0.5, bytes: Buffer.of(1, 2), time: Date.UTC(2026, 0), given: Buffer.of(3, 4) },
    ]);
  });

  it('gets its schema once, however many servers start at the same time', async () => {
    const servers = await Promise.all([1, 2, 3].map(() => open(database.url)));
    await Promise.all(servers.map(({ db }) => migrate(db, POSTGRES_MIGRATIONS)));
    const { rows } = await sql`SELECT version FROM rollcall_migration`.execute(
      (servers[0] as (typeof servers)[number]).db,
    );
    await Promise.all(servers.map(({ close }) => close()));
    expect(rows).toEqual(POSTGRES_MIGRATIONS.map((_, index) => ({ version: index + 1 })));
  });

  it('has the tables and columns of the embedded file, and those that only several servers need', async () => {
    const { db, close } = await open(database.url);
    await migrate(db, POSTGRES_MIGRATIONS);
    const { rows } = await sql<{ name: string }>`SELECT table_name || '.' || column_name AS name
      FROM information_schema.columns WHERE table_schema = current_schema()`.execute(db);
    await close();
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-schema-'));
    const embedded = openDatabase(join(folder, 'clarifai.db'), { migrations: MIGRATIONS });
    const columns = embedded.rows(
      z.object({ name: z.string() }),
      `SELECT tables.name || '.' || columns.name AS name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite%'`,
    );
    embedded.close();
    rmSync(folder, { recursive: true });
    const names = new Set(rows.map(({ name }) => name));
    for (const { name } of columns) expect(names.delete(name), name).toBe(true);
    const more = [...names].filter((name) => !/^(evaluation|rollcall_migration|setting|waiting_upload)\./.test(name));
    expect(more.sort()).toEqual(['app.revision', 'input.leased_by', 'input.leased_until']);
  });

  it('that is away for a while makes calls fail as those to a service that is away, and then everything goes on', async () => {
    const weak = await openWeakConnection(database.url);
    const engine = createFakeFaceEngine();
    const clarifai = await startTestClarifai({ engine, databaseUrl: weak.url, leases: { leaseMs: 900, pollMs: 100 } });
    const release = engine.hold();
    await clarifai.client.call('postInputs', postInputs({ id: 'photo', picture: fakePicture('ada') }));
    await eventually(() => engine.analyzed()).toBe(1);
    weak.cut();
    release();
    const get = new service.GetInputRequest().setInputId('photo');
    await expect(clarifai.client.call('getInput', get)).rejects.toMatchObject({ code: 14 });
    weak.repair();
    await eventually(async () => {
      const input = await clarifai.client.call('getInput', get).catch(() => undefined);
      return input?.getInput()?.getStatus()?.getCode();
    }).toBe(StatusCode.INPUT_SUCCESS);
    await clarifai.remove();
    await weak.close();
  });

  it('finds the most similar faces by itself where pgvector is there, also those of servers that started before', async ({
    skip,
  }) => {
    const own = await createTestDatabase();
    const { db, close } = await open(own.url);
    const available = await sql`SELECT 1 FROM pg_available_extensions WHERE name = 'vector'`.execute(db);
    if (available.rows.length === 0) skip('pgvector is not installed');
    const before = await startTestClarifai({ databaseUrl: own.url, leases: { leaseMs: 900, pollMs: 100 } });
    for (const name of ['ada', 'grace', 'mary']) await addPicture(before.client, name, fakePicture(`${name}:1`));
    await sql`CREATE EXTENSION vector`.execute(db);
    const after = await startTestClarifai({ databaseUrl: own.url, leases: { leaseMs: 900, pollMs: 100 } });
    await addPicture(before.client, 'ada-2', fakePicture('ada:2'));

    const face = new resources.Annotation().setInputId('ada');
    const query = new resources.Query().setRanksList([new resources.Rank().setAnnotation(face)]);
    const request = new service.PostAnnotationsSearchesRequest()
      .setSearchesList([new resources.Search().setQuery(query)])
      .setPagination(new service.Pagination().setPage(1).setPerPage(3));
    const hitsOf = async ({ client }: TestClarifai) =>
      (await client.call('postAnnotationsSearches', request))
        .getHitsList()
        .map((hit) => [hit.getInput()?.getId(), hit.getScore()]);
    const hits = await hitsOf(after);
    expect(hits.map(([id]) => id).slice(0, 2)).toEqual(['ada', 'ada-2']);
    expect(hits).toEqual(await hitsOf(before));
    const { rows } = await sql<{ same: boolean }>`SELECT bool_and(vector_dims(vectors.embedding) = 128
      AND abs(vectors.embedding <-> rollcall_vector(face.embedding)) = 0) AS same
      FROM face JOIN face_vector AS vectors ON vectors.face = face.pk`.execute(db);
    expect(rows).toEqual([{ same: true }]);
    await Promise.all([before.remove(), after.remove()]);
    await close();
    await own.drop();
  });

  it('is refused if a newer Rollcall has changed it', async () => {
    const { db, close } = await open(database.url);
    await migrate(db, [...POSTGRES_MIGRATIONS, 'SELECT 1']);
    const refused = migrate(db, POSTGRES_MIGRATIONS);
    await expect(refused).rejects.toThrow(/was changed by a newer Rollcall/);
    await close();
  });
});

describe('two servers with one PostgreSQL database', () => {
  // Long, so that none runs out on a busy machine; that of the killed server is short (support/programs/local-clarifai.ts).
  const leases = { leaseMs: 10_000, pollMs: 100 };
  const engines = [createFakeFaceEngine(), createFakeFaceEngine()] as const;
  let database: TestDatabase;
  let [one, two]: TestClarifai[] = [];
  let servers: readonly [TestClarifai, TestClarifai];

  beforeAll(async () => {
    database = await createTestDatabase();
    // At the same time, as after a deployment.
    [one, two] = await Promise.all(
      engines.map((engine) => startTestClarifai({ engine, databaseUrl: database.url, leases })),
    );
    servers = [one as TestClarifai, two as TestClarifai];
  });

  afterAll(async () => {
    await Promise.all([one?.remove(), two?.remove()]);
    await database.drop();
  });

  it('accept the same key', () => {
    expect(servers[1].key).toBe(servers[0].key);
  });

  it('index a picture that either has accepted, once', async () => {
    const before = engines.map((engine) => engine.analyzed());
    const names = ['p1', 'p2', 'p3', 'p4'];
    await servers[0].client.call('postInputs', postInputs(...names.map((id) => ({ id, picture: fakePicture(id) }))));
    for (const id of names) {
      expect((await waitUntilIndexed(servers[1].client, id)).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
      expect(await detectedRegions(servers[1].client, id)).toHaveLength(1);
    }
    const after = engines.map((engine) => engine.analyzed());
    expect(after.reduce((sum, count, index) => sum + count - (before[index] ?? 0), 0)).toBe(names.length);
  });

  it('answer a call that waits for an input which the other server indexes', async () => {
    const release = engines.map((engine) => engine.hold());
    await servers[0].client.call('postInputs', postInputs({ id: 'slow', picture: fakePicture('slow') }));
    const get = new service.GetInputRequest().setInputId('slow');
    const waiting = servers.map(({ client }) => client.call('getInput', get, { prefer: 'wait=10' }));
    for (const open of release) open();
    for (const reply of await Promise.all(waiting)) {
      expect(reply.getInput()?.getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    }
  });

  it('name people by what was tagged and trained on the other, and forget whom the other forgets, at once', async () => {
    const [a, b] = servers;
    await addTagged(a.client, 'ada-1', fakePicture('ada:1'), 'ada');
    await addTagged(b.client, 'grace-1', fakePicture('grace:1'), 'grace');
    const versionId = await train(a.client, 'ada', 'grace');
    await b.client.call('postWorkflows', postWorkflow(nodes(await faceModelId(b.client), versionId)));
    expect(await predictedNames(a.client, fakePicture('ada:2', 'grace:2'))).toEqual(['ada', 'grace']);
    expect(await predictedNames(b.client, fakePicture('ada:2', 'grace:2'))).toEqual(['ada', 'grace']);

    await b.client.call('deleteInputs', new service.DeleteInputsRequest().setIdsList(['ada-1']));
    const later = await train(a.client, 'ada', 'grace');
    await eventually(
      async () => statusOf(await a.client.call('getInput', new service.GetInputRequest().setInputId('ada-1'))).code,
    ).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    const remove = new service.DeleteModelVersionRequest().setModelId(KNN_ID).setVersionId(versionId);
    await a.client.call('deleteModelVersion', remove);
    const gone = new service.GetModelVersionRequest().setModelId(KNN_ID).setVersionId(versionId);
    expect(statusOf(await b.client.call('getModelVersion', gone)).code).not.toBe(StatusCode.SUCCESS);
    expect(later).not.toBe(versionId);
  });

  it('can both be asked for an evaluation', async () => {
    const [a, b] = servers;
    for (const photo of [1, 2]) await addTagged(a.client, `mary-${photo}`, fakePicture(`mary:${photo}`), 'mary');
    const version = new resources.ModelVersion().setId(await train(b.client, 'mary'));
    const asked = new resources.EvalMetrics()
      .setId('evaluation')
      .setModel(new resources.Model().setId(KNN_ID).setModelVersion(version));
    await a.client.call('postEvaluations', new service.PostEvaluationsRequest().setEvalMetricsList([asked]));
    const get = new service.GetEvaluationRequest()
      .setEvaluationId('evaluation')
      .setFields(new resources.FieldsValue().setTestSet(true));
    const entries = async () =>
      (await b.client.call('getEvaluation', get))
        .getEvalMetrics()
        ?.getTestSetList()
        .map((each) => each.getInput()?.getId());
    await eventually(entries).toEqual(['mary-1', 'mary-2']);
  });

  it('are reached by a list of addresses, and one is enough', async () => {
    const { key, userId, appId } = servers[0];
    const third = await startTestClarifai({ databaseUrl: database.url, leases });
    const apiBase = `http://${servers[1].address},http://${third.address}`;
    const { session, close } = openSession({ apiBase, key, userId, appId, log: silentLog });
    const count = async () =>
      (await session.call('listInputs', new service.ListInputsRequest().setPerPage(1000))).getInputsList().length;
    const all = await count();
    await third.remove();
    expect(await Promise.all([1, 2, 3, 4].map(count))).toEqual([all, all, all, all]);
    close();
  });

  it('take over from a server that is killed', async () => {
    const script = await bundleScript(new URL('../support/programs/local-clarifai.ts', import.meta.url));
    const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-clarifai-'));
    let child: ChildProcess | undefined;
    try {
      const held = engines.map((engine) => engine.hold());
      child = spawn(process.execPath, [script.path, dataDir, 'stuck', database.url], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(createInterface(child.stdout as NodeJS.ReadableStream), 'line')) as [string];
      const { address, key } = JSON.parse(line) as { address: string; key: string };
      const client = createStaticClient(address, key);
      const names = Array.from({ length: 12 }, (_, index) => `left-${index}`);
      await client.call('postInputs', postInputs(...names.map((id) => ({ id, picture: fakePicture(id) }))));
      client.close();
      await eventually(() => engines.every((engine) => engine.analyzed() > 0)).toBe(true);
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (const open of held) open();
      for (const id of names) {
        expect((await waitUntilIndexed(servers[0].client, id)).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
      }
    } finally {
      child?.kill('SIGKILL');
      script.remove();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

describe('the whole main job', () => {
  it('works with two Rollcalls that reach two engine servers', async () => {
    const database = await createTestDatabase();
    const leases = { leaseMs: 10_000, pollMs: 100 };
    const [one, two] = await Promise.all([
      startTestClarifai({ databaseUrl: database.url, leases }),
      startTestClarifai({ databaseUrl: database.url, leases }),
    ]);
    await runMainJob({ userTeam: TEAM, copies: 2 }, { ...one, addresses: [one.address, two.address] });
    await Promise.all([one.remove(), two.remove()]);
    await database.drop();
  });
});
