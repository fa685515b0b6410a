import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../src/clarifai/open-session.js';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import { bundleScript } from '../support/bundle-script.js';
import {
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
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { silentLog } from '../support/silent-log.js';

const leases = { leaseMs: 900, pollMs: 100 };
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

describe('two servers with one PostgreSQL database', () => {
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
