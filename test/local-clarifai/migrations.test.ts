import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../src/local-clarifai/tables/embedded-store.js';
import { MIGRATIONS } from '../../src/local-clarifai/tables/schema.js';
import { createTables } from '../../src/local-clarifai/tables/tables.js';
import { openDatabase } from '../../src/store/open-database.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-migrations-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a database of an earlier version', () => {
  it('has “too small” set on faces that the earlier version would not name', async () => {
    const file = join(folder, 'clarifai.db');
    const old = openDatabase(file, { migrations: MIGRATIONS.slice(0, 1) });
    old.run("INSERT INTO app VALUES (1, 'me', 'app', 'Face', x'', 0, 0)");
    old.run(
      "INSERT INTO input (pk, app, id, url, status, created_at, modified_at) VALUES (1, 1, 'photo', '', 30000, 0, 0)",
    );
    for (const nameable of [1, 0]) {
      old.run("INSERT INTO face VALUES (?, 1, ?, 'engine', 0, 0, 1, 1, 0.9, ?, x'0000803f')", [
        nameable + 1,
        `face-${nameable}`,
        nameable,
      ]);
    }
    old.close();

    const store = openEmbeddedStore(file);
    const faces = await createTables(store).faces.ofInput(1);
    expect(
      faces.map(({ id, qualityIssue, confidence, embedding }) => [id, qualityIssue, confidence, [...embedding]]),
    ).toEqual([
      ['face-0', 'too small', 0.9, [1]],
      ['face-1', undefined, 0.9, [1]],
    ]);
    await store.db.destroy();
  });

  it('still knows which faces its models learned from', async () => {
    const file = join(folder, 'clarifai.db');
    const old = openDatabase(file, { migrations: MIGRATIONS.slice(0, 8) });
    old.run("INSERT INTO app VALUES (1, 'me', 'app', 'Face', x'', 0, 0)");
    old.run("INSERT INTO input (pk, app, id, url, status, created_at, modified_at) VALUES (7, 1, 'p', '', 1, 0, 0)");
    for (const face of [3, 4]) {
      old.run("INSERT INTO face VALUES (?, 7, ?, 'engine', 0, 0, 1, 1, 0.9, x'0000803f', '')", [face, `face-${face}`]);
    }
    old.run("INSERT INTO concept VALUES (1, 1, 'ada', 'Ada', NULL, 0, 0), (2, 1, 'grace', 'Grace', NULL, 0, 0)");
    old.run("INSERT INTO model VALUES (1, 1, 'faces', 'knn-concept', x'', 0, 0)");
    old.run("INSERT INTO model_version VALUES (1, 1, 'v1', 'engine', x'', 0)");
    old.run("INSERT INTO model_concept VALUES (1, 1, 2, x'0000803f', 0), (1, 2, 0, NULL, 0)");
    old.run('INSERT INTO model_example VALUES (1, 1, 3), (1, 1, 4)');
    old.close();

    const store = openEmbeddedStore(file);
    const { modelVersions } = createTables(store);
    expect(await modelVersions.knowsExamples(1)).toBe(true);
    expect([...(await modelVersions.examples(1))]).toEqual([
      [
        1,
        [
          { face: 3, input: 7 },
          { face: 4, input: 7 },
        ],
      ],
      [2, []],
    ]);
    await store.db.destroy();
  });
});
