import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import { FaceEngineError } from '../../src/local-clarifai/engine/face-engine.js';
import { openEmbeddedStore } from '../../src/local-clarifai/tables/embedded-store.js';
import { createTables } from '../../src/local-clarifai/tables/tables.js';
import { bundleScript } from '../support/bundle-script.js';
import {
  addPicture,
  addTagged,
  createStaticClient,
  detectedRegions,
  faceModelId,
  nodes,
  postInputs,
  postWorkflow,
  predictedNames,
  statusOf,
  type TestClient,
  train,
  waitUntilIndexed,
} from '../support/clarifai/static-client.js';
import { eventually } from '../support/eventually.js';
import { createFakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { readFilesIn } from '../support/files-in.js';
import { startTestClarifai } from '../support/local-clarifai.js';
import { SHORT_LIVED } from '../support/rollcall-process.js';

let script: Awaited<ReturnType<typeof bundleScript>>;
let dataDir: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  script = await bundleScript(new URL('../support/programs/local-clarifai.ts', import.meta.url));
});

afterAll(() => script.remove());

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rollcall-clarifai-'));
});

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A server in a separate process. `stuck` never finishes analyzing a picture. */
async function startProcess(mode: 'working' | 'stuck' = 'working') {
  const child = spawn(process.execPath, [...SHORT_LIVED, script.path, dataDir, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { address, key } = JSON.parse(line) as { address: string; key: string };
  const client = createStaticClient(address, key);
  return {
    client,
    async kill() {
      client.close();
      child.kill('SIGKILL');
      await once(child, 'exit');
      running.delete(child);
    },
  };
}

describe('local Clarifai, killed with SIGKILL,', () => {
  it('finishes acknowledged work after the next start, and then stores no pictures', async () => {
    const before = await startProcess('stuck');
    const names = ['one', 'two', 'three', 'four'];
    await before.client.call('postInputs', postInputs(...names.map((id) => ({ id, picture: fakePicture(id) }))));
    const unwanted = new service.DeleteInputsRequest().setIdsList(['four']);
    expect(statusOf(await before.client.call('deleteInputs', unwanted)).code).toBe(StatusCode.SUCCESS);
    await before.kill();
    expect(readdirSync(join(dataDir, 'clarifai', 'waiting')).length).toBeGreaterThanOrEqual(3);

    const after = await startProcess();
    for (const id of names.slice(0, 3)) {
      expect((await waitUntilIndexed(after.client, id)).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
      expect(await detectedRegions(after.client, id)).toHaveLength(1);
    }
    const gone = await after.client.call('getInput', new service.GetInputRequest().setInputId('four'));
    expect(statusOf(gone).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    await eventually(() => readdirSync(join(dataDir, 'clarifai', 'waiting'))).toEqual([]);
  });

  it('loses no tag, model or input that it had acknowledged, even while writing', async () => {
    const before = await startProcess();
    await addTagged(before.client, 'ada-1', fakePicture('ada:1'), 'ada');
    await addTagged(before.client, 'grace-1', fakePicture('grace:1'), 'grace');
    const versionId = await train(before.client, 'ada', 'grace');
    await before.client.call('postWorkflows', postWorkflow(nodes(await faceModelId(before.client), versionId)));
    const acknowledged: string[] = [];
    const writing = postUntilItFails(before.client, acknowledged);
    await eventually(() => acknowledged.length).toBeGreaterThan(20);
    await before.kill();
    await writing;

    const { client } = await startProcess();
    for (const id of acknowledged) {
      expect((await waitUntilIndexed(client, id)).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    }
    // At most one input, the one in progress, was stored without being acknowledged.
    const all = await client.call('listInputs', new service.ListInputsRequest().setPerPage(1000));
    expect(all.getInputsList().length - acknowledged.length - 2).toBeLessThanOrEqual(1);
    const tags = await client.call('listAnnotations', new service.ListAnnotationsRequest().setInputIdsList(['ada-1']));
    expect(tags.getAnnotationsList()).toHaveLength(2);
    expect(await predictedNames(client, fakePicture('grace:2', 'stranger', 'ada:2'))).toEqual([
      'grace',
      undefined,
      'ada',
    ]);
  });

  /** Adds inputs one by one until the server is gone, and collects the acknowledged ids. */
  async function postUntilItFails(client: TestClient, acknowledged: string[]): Promise<void> {
    for (let index = 0; ; index++) {
      const id = `input-${index}`;
      try {
        const reply = await client.call('postInputs', postInputs({ id, picture: fakePicture(id) }));
        if (statusOf(reply).code === StatusCode.SUCCESS) acknowledged.push(id);
      } catch {
        return;
      }
    }
  }
});

describe('a picture during whose search the program ended twice', () => {
  /** What two killed processes leave behind. */
  async function interruptTwice(): Promise<void> {
    const engine = createFakeFaceEngine();
    engine.hold();
    const first = await startTestClarifai({ dataDir, engine });
    const { client } = first;
    await client.call('postInputs', postInputs({ id: 'poison', picture: fakePicture('ada') }));
    await first.close();
    const store = openEmbeddedStore(join(dataDir, 'clarifai', 'clarifai.db'));
    for (let attempt = 1; attempt <= 2; attempt++) await createTables(store).indexing.begin(1);
    await store.db.destroy();
  }

  it('is searched in a process of its own, so that a killed program is not its fault', async () => {
    await interruptTwice();
    const engine = createFakeFaceEngine();
    const analyze = vi.spyOn(engine, 'analyze');
    const second = await startTestClarifai({ dataDir, engine });
    const { client } = second;
    expect((await waitUntilIndexed(client, 'poison')).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    expect(analyze).toHaveBeenCalledExactlyOnceWith(expect.anything(), expect.objectContaining({ isAlone: true }));
    await second.close();
  });

  it('is given up if it ends that process', async () => {
    await interruptTwice();
    const engine = createFakeFaceEngine();
    vi.spyOn(engine, 'analyze').mockRejectedValue(new FaceEngineError('The process ended twice.'));
    const second = await startTestClarifai({ dataDir, engine });
    const { client } = second;
    expect((await waitUntilIndexed(client, 'poison')).getStatus()?.toObject()).toMatchObject({
      code: StatusCode.INPUT_FAILED,
      details: expect.stringContaining('ends the face engine every time'),
    });
    await second.close();
  });
});

describe('local Clarifai, stopped while it analyzes a picture,', () => {
  it('ends at once, and analyzes the picture again after the next start', async () => {
    const engine = createFakeFaceEngine();
    engine.hold();
    const first = await startTestClarifai({ dataDir, engine });
    const { client } = first;
    await client.call('postInputs', postInputs({ id: 'one', picture: fakePicture('ada') }));
    await eventually(engine.analyzed).toBe(1);
    await first.close();

    const second = await startTestClarifai({ dataDir });
    const { client: again } = second;
    expect((await waitUntilIndexed(again, 'one')).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    await second.close();
  });
});

describe('erasing a person', () => {
  it('leaves neither the name nor the face in any file', async () => {
    const server = await startTestClarifai({ dataDir });
    const { client } = server;
    await addPicture(client, 'one', fakePicture('zaphod'));
    const [region] = await detectedRegions(client, 'one');
    const concept = new resources.Concept().setId('p1').setName('Zaphod Beeblebrox').setValue(1);
    const labelled = new resources.Region()
      .setId(region?.getId() ?? '')
      .setData(new resources.Data().setConceptsList([concept]));
    await client.call(
      'postAnnotations',
      new service.PostAnnotationsRequest().setAnnotationsList([
        new resources.Annotation().setInputId('one').setData(new resources.Data().setRegionsList([labelled])),
      ]),
    );
    const [face] = await createFakeFaceEngine().analyze(fakePicture('zaphod'));
    const embedding = Buffer.from(face?.embedding.buffer ?? new ArrayBuffer()).subarray(0, 64);
    expect(filesWith('Zaphod').length).toBeGreaterThan(0);
    expect(filesWith(embedding).length).toBeGreaterThan(0);

    await client.call('deleteInputs', new service.DeleteInputsRequest().setIdsList(['one']));
    await eventually(
      async () => statusOf(await client.call('getInput', new service.GetInputRequest().setInputId('one'))).code,
    ).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    const renamed = new resources.Concept().setId('p1').setName('forgotten');
    await client.call(
      'patchConcepts',
      new service.PatchConceptsRequest().setConceptsList([renamed]).setAction('overwrite'),
    );

    expect(filesWith('Zaphod')).toEqual([]);
    expect(filesWith(embedding)).toEqual([]);
    await server.close();
  });

  function filesWith(content: string | Buffer): string[] {
    return readFilesIn(dataDir).flatMap(({ path, bytes }) => (bytes.includes(content) ? [path] : []));
  }
});
