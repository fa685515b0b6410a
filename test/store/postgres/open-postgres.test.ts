import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POSTGRES_MIGRATIONS } from '../../../src/local-clarifai/tables/schema-postgres.js';
import { migrate } from '../../../src/store/postgres/migrate.js';
import { openPostgres } from '../../../src/store/postgres/open-postgres.js';
import { createTestDatabase, type TestDatabase } from '../../support/postgres/test-database.js';
import { silentLog } from '../../support/silent-log.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const open = (url = database.url) => openPostgres<never>({ url, log: silentLog });

describe('a PostgreSQL database', () => {
  it('gives keys, counts and times as numbers, and bytes as bytes', async () => {
    const { db, close } = await open();
    const { rows } =
      await sql`SELECT 7::bigint AS key, count(*) AS count, 0.5::real AS score, '\\x0102'::bytea AS bytes,
      ${Date.UTC(2026, 0)}::bigint AS time, ${new Uint8Array([3, 4])}::bytea AS given`.execute(db);
    await close();
    expect(rows).toEqual([
      { key: 7, count: 1, score: 0.5, bytes: Buffer.of(1, 2), time: Date.UTC(2026, 0), given: Buffer.of(3, 4) },
    ]);
  });

  it('gets its schema once, however many servers start at the same time', async () => {
    const servers = await Promise.all([open(), open(), open()]);
    await Promise.all(servers.map(({ db }) => migrate(db, POSTGRES_MIGRATIONS)));
    const { rows } = await sql`SELECT version FROM rollcall_migration`.execute(servers[0].db);
    await Promise.all(servers.map(({ close }) => close()));
    expect(rows).toEqual(POSTGRES_MIGRATIONS.map((_, index) => ({ version: index + 1 })));
  });

  it('is refused if a newer Rollcall has changed it', async () => {
    const { db, close } = await open();
    await migrate(db, [...POSTGRES_MIGRATIONS, 'SELECT 1']);
    const refused = migrate(db, POSTGRES_MIGRATIONS);
    await expect(refused).rejects.toThrow(/was changed by a newer Rollcall/);
    await close();
  });

  it.each([
    [
      'postgres://postgres@127.0.0.1:9/rollcall',
      /can’t reach the database at 127\.0\.0\.1:9\/rollcall \(ECONNREFUSED\)/,
    ],
    ['postgres://someone:secret@db.invalid/rollcall', /can’t reach the database at db\.invalid:5432\/rollcall/],
  ])('that is not at %s is a sentence without the password', async (url, sentence) => {
    const refused = await open(url).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'UserFacingError', message: expect.stringMatching(sentence) });
    expect(String(refused)).not.toContain('secret');
  });
});
