import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../src/store/database.js';
import { openKysely } from '../../src/store/kysely.js';
import { openDatabase } from '../../src/store/open-database.js';

interface Schema {
  readonly counter: { readonly name: string; readonly value: number };
}

const MIGRATIONS = ['CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL)'];

let folder: string;
let file: string;
let database: Database;
let db: Kysely<Schema>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-kysely-'));
  file = join(folder, 'counters.db');
  database = openDatabase(file, { migrations: MIGRATIONS });
  db = openKysely<Schema>(database);
  await db.insertInto('counter').values({ name: 'a', value: 0 }).execute();
});

afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true });
});

async function readValue(queries: Kysely<Schema>): Promise<number> {
  return (await queries.selectFrom('counter').select('value').executeTakeFirstOrThrow()).value;
}

async function setValue(queries: Kysely<Schema>, value: number): Promise<void> {
  await queries.updateTable('counter').set({ value }).execute();
}

const addOne = () =>
  db.transaction().execute(async (transaction) => setValue(transaction, (await readValue(transaction)) + 1));

describe('openKysely', () => {
  it('runs transactions one after the other', async () => {
    await Promise.all([addOne(), addOne(), addOne()]);
    expect(await readValue(db)).toBe(3);
  });

  it('lets reads outside a transaction wait for it, so that they see nothing that is rolled back', async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await setValue(transaction, 1);
      await setValue(transaction, 2);
      throw new Error('no');
    });
    const [transaction, value] = await Promise.allSettled([failing, readValue(db)]);
    expect(transaction).toMatchObject({ status: 'rejected', reason: new Error('no') });
    expect(value).toMatchObject({ value: 0 });
  });

  it('says how many rows changed, and returns columns of new rows', async () => {
    const { name } = await db
      .insertInto('counter')
      .values({ name: 'b', value: 0 })
      .returning('name')
      .executeTakeFirstOrThrow();
    const { numUpdatedRows } = await db.updateTable('counter').set({ value: 3 }).executeTakeFirstOrThrow();
    expect([name, numUpdatedRows]).toEqual(['b', 2n]);
  });

  it('finishes the open transaction before it closes the file', async () => {
    const adding = addOne();
    await Promise.all([adding, db.destroy()]);
    const reopened = openDatabase(file, { migrations: MIGRATIONS });
    expect(reopened.row(z.object({ value: z.number() }), 'SELECT value FROM counter')).toEqual({ value: 1 });
    reopened.close();
  });

  it('has its open transaction in a copy of the file', async () => {
    const copy = join(folder, 'copy.db');
    const copying = await db.transaction().execute(async (transaction) => {
      await setValue(transaction, 1);
      const copied = database.copyTo(copy);
      await setValue(transaction, 2);
      // A list, so that the transaction doesn't wait for it.
      return [copied];
    });
    await Promise.all(copying);
    const copied = openDatabase(copy, { migrations: MIGRATIONS });
    expect(copied.row(z.object({ value: z.number() }), 'SELECT value FROM counter')).toEqual({ value: 2 });
    copied.close();
  });
});
