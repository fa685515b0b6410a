import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedStore } from '../../src/local-clarifai/tables/embedded-store.js';
import { MIGRATIONS } from '../../src/local-clarifai/tables/schema.js';
import { createTables, type Tables } from '../../src/local-clarifai/tables/tables.js';
import type { Database } from '../../src/store/database.js';
import { openDatabase } from '../../src/store/open-database.js';
import { plansOf } from '../support/query-plans.js';

const EVERYTHING = {
  ids: [],
  inputIds: [],
  trustedOnly: false,
  userIds: [],
  modelVersionIds: [],
  workflowVersionIds: [],
  statuses: [],
};
const PAGE = { limit: 500, offset: 10_000 };
const ANNOTATION = { input: 1, worker: 'w', face: null, status: 1, message: new Uint8Array() };

let folder: string;
let database: Database;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-plans-'));
  database = openDatabase(join(folder, 'plans.db'), { migrations: MIGRATIONS });
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const plansFor = (work: (tables: Tables) => unknown) =>
  plansOf(database, (of) => work(createTables(embeddedStore(of))));

describe('however many photos there are, SQLite reads only what is asked for', () => {
  it.each<[string, (tables: Tables) => unknown]>([
    [
      'the annotations of one photo',
      ({ annotations }) => annotations.list(1, { ...EVERYTHING, inputIds: ['a'] }, PAGE),
    ],
    [
      'some annotations by id',
      ({ annotations }) => annotations.list(1, { ...EVERYTHING, ids: ['x'], inputIds: ['a'] }, PAGE),
    ],
    ['one annotation', ({ annotations }) => annotations.find(1, 'a', 'x')],
    ['some photos by id', ({ inputs }) => inputs.list(1, { ids: ['a'], statuses: [] }, PAGE)],
    ['the quality issues of some faces', ({ faces }) => faces.qualityIssues([1, 2])],
    ['the faces of other engines', ({ faces }) => faces.countFromOtherEngines('engine')],
    ['the faces a version learned from', ({ modelVersions }) => modelVersions.examples(1)],
    ['the faces of some annotations', ({ annotations }) => annotations.facesOf([1, 2])],
    ['some faces with their photos', ({ faces }) => faces.withInputs([1, 2])],
  ])('%s', async (_what, work) => {
    const plans = await plansFor(work);
    expect(plans).not.toEqual([]);
    // One person may have thousands of tags, and an application many more photos.
    expect(plans.filter((step) => /^SCAN (?!json_each|wanted)|\((app|concept)=\?\)$/.test(step))).toEqual([]);
  });

  it.each<[string, (tables: Tables) => unknown]>([
    ['those to learn from', ({ faces }) => faces.learnable([1, 2], 'engine')],
    ['some photos', ({ faces }) => faces.ofInputs([1, 2], 'engine')],
    ['some keys', ({ faces }) => faces.byPks([1, 2], 'engine')],
  ])('the faces of %s, not all that the engine found', async (_what, work) => {
    const plans = await plansFor(work);
    expect(plans).not.toEqual([]);
    expect(plans.filter((step) => /^SCAN face|engine=/.test(step))).toEqual([]);
  });

  it.each<[string, (tables: Tables) => unknown]>([
    [
      'a page of what people posted',
      ({ annotations }) => annotations.list(1, { ...EVERYTHING, trustedOnly: true }, PAGE),
    ],
    ['the newest photos', ({ inputs }) => inputs.stream(1, { lastId: '', byId: false, descending: true, limit: 10 })],
    ['later photos', ({ inputs }) => inputs.stream(1, { lastId: 'a', byId: false, descending: true, limit: 10 })],
    ['a page of photos', ({ inputs }) => inputs.list(1, { ids: [], statuses: [] }, PAGE)],
  ])('%s, without sorting all of them', async (_what, work) => {
    const plans = await plansFor(work);
    expect(plans.join('\n')).toMatch(/_by_(person|app)/);
    expect(plans.filter((step) => step.includes('FOR ORDER BY'))).toEqual([]);
  });
});

it('the page of annotations is in the order they were added, without what models found', async () => {
  const tables = createTables(embeddedStore(database));
  await tables.apps.add({ userId: 'u', id: 'a', baseWorkflow: 'Face', message: new Uint8Array() });
  const input = { id: 'i', url: '', metadata: null, geo: null, waitingFile: null, addJob: null };
  await tables.inputs.add(1, input);
  for (const id of ['c', 'b', 'a']) {
    await tables.annotations.add({ ...ANNOTATION, app: 1, id, kind: 'user' });
    await tables.annotations.add({ ...ANNOTATION, app: 1, id: `${id}-found`, kind: 'detection' });
  }
  const page = await tables.annotations.list(1, { ...EVERYTHING, trustedOnly: true }, { limit: 2, offset: 1 });
  expect(page.map(({ id }) => id)).toEqual(['b', 'a']);
});
