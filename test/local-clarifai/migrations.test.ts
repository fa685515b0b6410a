import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaceTable } from '../../src/local-clarifai/tables/faces.js';
import { MIGRATIONS } from '../../src/local-clarifai/tables/schema.js';
import { openDatabase } from '../../src/store/open-database.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-migrations-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a database of an earlier version', () => {
  it('has “too small” set on faces that the earlier version would not name', () => {
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

    const database = openDatabase(file, { migrations: MIGRATIONS });
    const faces = createFaceTable(database).ofInput(1);
    expect(
      faces.map(({ id, qualityIssue, confidence, embedding }) => [id, qualityIssue, confidence, [...embedding]]),
    ).toEqual([
      ['face-0', 'too small', 0.9, [1]],
      ['face-1', undefined, 0.9, [1]],
    ]);
    database.close();
  });
});
