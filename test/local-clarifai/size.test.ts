import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { service } from '../../src/clarifai-protocol.js';
import { openEmbeddedStore } from '../../src/local-clarifai/tables/embedded-store.js';
import { createTables } from '../../src/local-clarifai/tables/tables.js';
import {
  detectedRegions,
  faceModelId,
  nodes,
  postWorkflow,
  predictedNames,
  train,
} from '../support/clarifai/static-client.js';
import { createFakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai } from '../support/local-clarifai.js';

const FACES = 10_000;
const PEOPLE = 200;

let dataDir: string;

/** Writes ten thousand tagged faces in one transaction, in the form that indexing writes them. */
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rollcall-clarifai-'));
  await (await startTestClarifai({ dataDir })).close();
  const engine = createFakeFaceEngine();
  const faces = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, person) => (await engine.analyze(fakePicture(`person-${person}`)))[0]),
  );
  const store = openEmbeddedStore(join(dataDir, 'clarifai', 'clarifai.db'));
  await createTables(store).transaction(1, async (tables) => {
    for (let person = 0; person < PEOPLE; person++)
      await tables.concepts.add(1, { id: `person-${person}`, name: `Person ${person}`, metadata: null });
    for (let index = 0; index < FACES; index++) {
      const face = faces[index % PEOPLE];
      if (face === undefined) throw new Error('no face');
      const input = await tables.inputs.add(1, {
        id: `photo-${index}`,
        url: '',
        metadata: null,
        geo: null,
        addJob: null,
        waitingFile: null,
      });
      await tables.indexing.settle(input, { status: 30000, details: '', pictureHash: `${index}`, engine: engine.id });
      const row = { app: 1, input, worker: 'x', status: 24150, message: new Uint8Array() };
      const key = await tables.faces.add(input, engine.id, { ...face, id: `face-${index}` });
      await tables.annotations.add({ ...row, id: 'detection', kind: 'detection', face: key });
      const annotation = await tables.annotations.add({ ...row, id: 'tag', kind: 'user', face: key });
      await tables.tags.replace(annotation, [{ concept: (index % PEOPLE) + 1, value: 1 }]);
    }
  });
  await store.db.destroy();
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

it('local Clarifai starts, lists, trains and predicts quickly with ten thousand faces', async () => {
  const cpuMs: Record<string, number> = {};
  /** Processor time, which depends less on other programs than elapsed time does. */
  async function measured<T>(what: string, work: () => Promise<T>): Promise<T> {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    cpuMs[what] = Math.round((user + system) / 1000);
    return result;
  }
  const clarifai = await measured('start', () => startTestClarifai({ dataDir }));
  const { client } = clarifai;
  await client.call('myScopes', new service.MyScopesRequest());

  expect(await measured('one photo', () => detectedRegions(client, 'photo-7777'))).toHaveLength(1);
  const page = new service.ListAnnotationsRequest().setPage(9).setPerPage(1000);
  const listed = await measured('a page of 1000', () => client.call('listAnnotations', page));
  expect(listed.getAnnotationsList()).toHaveLength(1000);
  const ids = Array.from({ length: PEOPLE }, (_, person) => `person-${person}`);
  const versionId = await measured('train', () => train(client, ...ids));
  await client.call('postWorkflows', postWorkflow(nodes(await faceModelId(client), versionId)));
  expect(await measured('name', () => predictedNames(client, fakePicture('person-42:5', 'stranger')))).toEqual([
    'person-42',
    undefined,
  ]);
  await clarifai.close();

  expect(cpuMs['start'], JSON.stringify(cpuMs)).toBeLessThan(500);
  expect(cpuMs['one photo'], JSON.stringify(cpuMs)).toBeLessThan(200);
  expect(cpuMs['train'], JSON.stringify(cpuMs)).toBeLessThan(1500);
  expect(Math.max(...Object.values(cpuMs)), JSON.stringify(cpuMs)).toBeLessThan(1500);
});
