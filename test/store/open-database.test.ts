import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserFacingError } from '../../src/errors.js';
import type { Database } from '../../src/store/database.js';
import { openDatabase } from '../../src/store/open-database.js';
import { bytes, json } from '../../src/store/row-shapes.js';
import { bundleScript } from '../support/bundle-script.js';

const note = z.object({ text: z.string() });
const MIGRATIONS = ['CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)'];

let folder: string;
let file: string;
let database: Database | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-store-'));
  file = join(folder, 'notes.db');
});

afterEach(() => {
  database?.close();
  database = undefined;
  rmSync(folder, { recursive: true });
});

function open(migrations = MIGRATIONS): Database {
  database = openDatabase(file, { migrations });
  return database;
}

describe('openDatabase', () => {
  it.each([
    ['missing', () => rmSync(file)],
    ['empty', () => writeFileSync(file, '')],
  ])('does not take a file that is %s for a new one if a folder made after it is there', (_state, lose) => {
    const madeAfter = join(folder, 'files');
    openDatabase(file, { migrations: MIGRATIONS, madeAfter }).close();
    mkdirSync(madeAfter);
    openDatabase(file, { migrations: MIGRATIONS, madeAfter }).close();
    lose();
    const reopen = () => openDatabase(file, { migrations: MIGRATIONS, madeAfter });
    expect(reopen).toThrow(UserFacingError);
    expect(reopen).toThrow(/notes\.db is missing or empty, but the folder .*files beside it is not new\. Restore/);
  });

  it('returns what was written before the database was closed', () => {
    open().run('INSERT INTO note (text) VALUES (?)', ['hello']);
    database?.close();

    expect(open().rows(note, 'SELECT text FROM note')).toEqual([{ text: 'hello' }]);
  });

  it('applies only new migrations', () => {
    open().run('INSERT INTO note (text) VALUES (?)', ['before']);
    database?.close();

    open([...MIGRATIONS, "ALTER TABLE note ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'"]);

    expect(database?.row(note.extend({ mood: z.string() }), 'SELECT text, mood FROM note')).toEqual({
      text: 'before',
      mood: 'calm',
    });
  });

  it('does not change the schema if a migration fails', () => {
    open();
    database?.close();

    expect(() => open([...MIGRATIONS, 'CREATE TABLE other (id); CREATE TABLE note (id)'])).toThrow(/already exists/);
    expect(open().exists("SELECT name FROM sqlite_master WHERE name = 'other'")).toBe(false);
  });

  it('refuses a file of a newer version and says so', () => {
    open([...MIGRATIONS, 'CREATE TABLE future (id)']);
    database?.close();

    expect(() => open()).toThrow(UserFacingError);
    expect(() => open()).toThrow(/written by a newer Rollcall\. Update Rollcall/);
  });

  it('rolls back a transaction that throws, also from within a nested one', () => {
    open();
    const failing = () =>
      database?.transaction(() => {
        database?.run('INSERT INTO note (text) VALUES (?)', ['outer']);
        database?.transaction(() => {
          throw new Error('no');
        });
      });

    expect(failing).toThrow('no');
    expect(database?.rows(note, 'SELECT * FROM note')).toEqual([]);
  });

  it('rolls back only the nested transaction if its error is caught', () => {
    open().transaction(() => {
      database?.run('INSERT INTO note (text) VALUES (?)', ['kept']);
      try {
        database?.transaction(() => {
          database?.run('INSERT INTO note (text) VALUES (?)', ['undone']);
          throw new Error('no');
        });
      } catch {
        database?.run('INSERT INTO note (text) VALUES (?)', ['kept too']);
      }
    });

    expect(database?.rows(note, 'SELECT text FROM note')).toEqual([{ text: 'kept' }, { text: 'kept too' }]);
  });

  it('can be used after a statement broke a constraint', () => {
    open().run('INSERT INTO note (text) VALUES (?)', ['once']);

    expect(() => database?.run('INSERT INTO note (text) VALUES (?)', ['once'])).toThrow(/UNIQUE/);
    expect(database?.run('INSERT INTO note (text) VALUES (?)', ['twice']).changes).toBe(1);
  });

  it('refuses a row that doesn’t match its shape, without showing the contents', () => {
    open(['CREATE TABLE setting (name TEXT, body TEXT)']);
    const setting = z.object({ name: z.string(), body: json(z.object({ size: z.number() })) });
    const write = (body: string) => database?.run('INSERT INTO setting VALUES (?, ?)', ['box', body]);
    const read = (name: string) => database?.row(setting, 'SELECT * FROM setting WHERE name = ?', [name]);

    write('{"size": 3}');
    expect(read('box')).toEqual({ name: 'box', body: { size: 3 } });
    expect(read('none')).toBeUndefined();
    for (const body of ['{"size": "secret"}', '{secret']) {
      database?.run('DELETE FROM setting');
      write(body);
      expect(() => read('box')).toThrow(UserFacingError);
      expect(() => read('box')).toThrow(/notes\.db is damaged/);
      expect(() => read('box')).not.toThrow(/secret/);
    }
  });

  it('checks ten thousand rows in little more time than reading them takes', () => {
    open(['CREATE TABLE face (pk INTEGER PRIMARY KEY, id TEXT, left REAL, top REAL, status INTEGER, embedding BLOB)']);
    const face = z.object({
      pk: z.number(),
      id: z.string(),
      left: z.number(),
      top: z.number(),
      status: z.number(),
      embedding: bytes,
    });
    database?.transaction(() => {
      for (let index = 0; index < 10_000; index++) {
        const values = [`face-${index}`, 0.25, 0.75, 30000, new Uint8Array(512)];
        database?.run('INSERT INTO face (id, left, top, status, embedding) VALUES (?, ?, ?, ?, ?)', values);
      }
    });
    // The fastest of three runs, because another thread may be busy during one of them.
    const cpuMs = (work: () => unknown) =>
      Math.min(
        ...Array.from({ length: 3 }, () => {
          const before = process.cpuUsage();
          work();
          const { user, system } = process.cpuUsage(before);
          return (user + system) / 1000;
        }),
      );
    const rows = database?.rows(face, 'SELECT * FROM face') ?? [];
    const checking = cpuMs(() => {
      for (const row of rows) face.parse(row);
    });
    const reading = cpuMs(() => database?.rows(face, 'SELECT * FROM face'));

    expect(rows).toHaveLength(10_000);
    expect(checking).toBeLessThan(reading * 0.75);
  });

  it('binds parameters by name and returns bytes unchanged', () => {
    open(['CREATE TABLE blob (id TEXT PRIMARY KEY, bytes BLOB)']);
    database?.run('INSERT INTO blob VALUES (:id, :bytes)', { ':id': 'a', ':bytes': Buffer.from([0, 1, 255]) });

    expect(database?.row(z.object({ bytes }), 'SELECT bytes FROM blob')).toEqual({
      bytes: new Uint8Array([0, 1, 255]),
    });
  });

  it('leaves no copy of deleted data in its files after a purge', () => {
    open();
    const filesWithSecret = () =>
      readdirSync(folder).filter(
        (name) => statSync(join(folder, name)).isFile() && readFileSync(join(folder, name)).includes('Ada'),
      );
    database?.run('INSERT INTO note (text) VALUES (?)', ['Ada was here']);
    database?.run('DELETE FROM note');
    expect(filesWithSecret()).toEqual(['notes.db-wal']);

    database?.purge();

    expect(filesWithSecret()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner only', () => {
    open().run('INSERT INTO note (text) VALUES (?)', ['private']);

    for (const name of ['notes.db', 'notes.db-wal']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('says what to do about a damaged file', () => {
    writeFileSync(file, 'this was never a database. '.repeat(500));

    expect(() => open()).toThrow(UserFacingError);
    expect(() => open()).toThrow(/notes\.db is damaged\. Restore the file from a backup/);
  });

  it('says what to do if the folder does not exist', () => {
    file = join(folder, 'missing', 'notes.db');

    expect(() => open()).toThrow(/can’t use .*missing/);
  });

  it('refuses to open the same file twice', () => {
    open();

    expect(() => openDatabase(file, { migrations: MIGRATIONS })).toThrow(/already open in this process/);
  });
});

describe('a database whose process was killed with SIGKILL', () => {
  let writer: Awaited<ReturnType<typeof bundleScript>>;

  beforeAll(async () => {
    writer = await bundleScript(new URL('../support/programs/endless-writer.ts', import.meta.url));
  });

  afterAll(() => writer.remove());

  it.each(['between writes', 'in the middle of a transaction'])(
    'has every acknowledged row and no other if it was killed %s',
    (moment) => {
      for (let round = 0; round < 3; round++) {
        const child = spawnSync(process.execPath, [writer.path, file, moment], { encoding: 'utf8' });
        expect(child.stderr).toBe('');
        expect(child.signal).toBe('SIGKILL');
        expect(existsSync(`${file}.lock`)).toBe(true);
        const acknowledged = child.stdout.trim().split('\n').map(Number);

        const reopened = openDatabase(file, { migrations: ['CREATE TABLE row (id INTEGER PRIMARY KEY, filler BLOB)'] });
        const ids = reopened.rows(z.object({ id: z.number() }), 'SELECT id FROM row ORDER BY id').map((row) => row.id);
        const check = reopened.row(z.object({ integrity_check: z.string() }), 'PRAGMA integrity_check');
        reopened.close();

        expect(check).toEqual({ integrity_check: 'ok' });
        expect(acknowledged.length).toBe(20);
        expect(ids.slice(-20)).toEqual(acknowledged);
        expect(ids.length).toBe(20 * (round + 1));
      }
    },
  );
});
