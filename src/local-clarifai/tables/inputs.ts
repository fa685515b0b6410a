import { z } from 'zod';
import { StatusCode } from '../../clarifai-protocol.js';
import type { Database, SqlValue } from '../../store/database.js';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Code } from '../status.js';

const inputRow = z.object({
  pk: z.number(),
  app: z.number(),
  id: z.string(),
  /** Empty if the picture was posted as bytes. */
  url: z.string(),
  /** Struct message. */
  metadata: bytes.nullable(),
  /** Geo message. */
  geo: bytes.nullable(),
  status: z.number(),
  details: z.string(),
  /** How many attempts to index it have started. */
  attempts: z.number(),
  /** 1 if a client has deleted it; the row is deleted soon after. */
  deleting: z.literal([0, 1]),
  /** Name of the file that holds the bytes until they are indexed; null afterwards, and for URLs. */
  waiting_file: z.string().nullable(),
  /** SHA-256 of the picture, hexadecimal, and the id of the engine that indexed it; null until then. */
  picture_hash: z.string().nullable(),
  engine: z.string().nullable(),
  created_at: z.number(),
  modified_at: z.number(),
});
export type InputRow = Readonly<z.infer<typeof inputRow>>;

const statusCount = z.object({ status: z.number(), count: z.number() });

/** Inputs. Their pictures are not stored (pictures/upload-spool.ts). */
export function createInputTable(database: Database) {
  return {
    find: (app: number, id: string) =>
      database.row(inputRow, 'SELECT * FROM input WHERE app = ? AND id = ?', [app, id]),

    /** All inputs of an application, oldest first. */
    ofApp: (app: number) => database.rows(inputRow, 'SELECT * FROM input WHERE app = ? ORDER BY pk', [app]),

    byPks: (pks: readonly number[]) =>
      database.rows(inputRow, 'SELECT * FROM input WHERE pk IN (SELECT value FROM json_each(?)) ORDER BY pk', [
        JSON.stringify(pks),
      ]),

    byPk: (pk: number) => database.row(inputRow, 'SELECT * FROM input WHERE pk = ?', [pk]),

    hasUrl: (app: number, url: string) =>
      database.exists("SELECT 1 FROM input WHERE app = ? AND url = ? AND url <> ''", [app, url]),

    /** @returns the new row's key. */
    add(
      app: number,
      input: {
        readonly id: string;
        readonly url: string;
        readonly metadata: Uint8Array | null;
        readonly geo: Uint8Array | null;
        readonly waitingFile: string | null;
        /** Key of its job. */
        readonly addJob: number | null;
      },
    ): number {
      const now = Date.now();
      return database.run(
        `INSERT INTO input (app, id, url, metadata, geo, status, waiting_file, add_job, created_at, modified_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          app,
          input.id,
          input.url,
          input.metadata,
          input.geo,
          StatusCode.INPUT_PENDING,
          input.waitingFile,
          input.addJob,
          now,
          now,
        ],
      ).lastInsertRowid;
    },

    /** Oldest first. Empty `ids` and `statuses` do not filter. */
    list(
      app: number,
      filter: { readonly ids: readonly string[]; readonly statuses: readonly Code[] },
      page: Page,
    ): InputRow[] {
      // The plus sign keeps SQLite from going through all inputs of the application.
      const conditions = [filter.ids.length > 0 ? '+app = ?' : 'app = ?'];
      const values: SqlValue[] = [app];
      if (filter.ids.length > 0) {
        conditions.push('pk IN (SELECT pk FROM input WHERE app = ? AND id IN (SELECT value FROM json_each(?)))');
        values.push(app, JSON.stringify(filter.ids));
      }
      if (filter.statuses.length > 0) {
        conditions.push('status IN (SELECT value FROM json_each(?))');
        values.push(JSON.stringify(filter.statuses));
      }
      return database.rows(
        inputRow,
        `SELECT * FROM input WHERE ${conditions.join(' AND ')} ORDER BY pk LIMIT ? OFFSET ?`,
        [...values, page.limit, page.offset],
      );
    },

    /** Inputs after `lastId`, or from the first if it is empty, in the order they were added or by id. */
    stream(
      app: number,
      options: {
        readonly lastId: string;
        readonly byId: boolean;
        readonly descending: boolean;
        readonly limit: number;
      },
    ): InputRow[] {
      const column = options.byId ? 'id' : 'pk';
      const [after, order] = options.descending ? ['<', 'DESC'] : ['>', 'ASC'];
      if (options.lastId === '') {
        return database.rows(inputRow, `SELECT * FROM input WHERE app = ? ORDER BY ${column} ${order} LIMIT ?`, [
          app,
          options.limit,
        ]);
      }
      return database.rows(
        inputRow,
        `SELECT * FROM input WHERE app = ?1 AND ${column} ${after} (SELECT ${column} FROM input WHERE app = ?1 AND id = ?2)
         ORDER BY ${column} ${order} LIMIT ?3`,
        [app, options.lastId, options.limit],
      );
    },

    /** How many inputs of an application have each status. */
    countByStatus: (app: number) =>
      database.rows(statusCount, 'SELECT status, count(*) AS count FROM input WHERE app = ? GROUP BY status', [app]),

    /** How many inputs of a job have each status. */
    countOfAddJob: (addJob: number) =>
      database.rows(statusCount, 'SELECT status, count(*) AS count FROM input WHERE add_job = ? GROUP BY status', [
        addJob,
      ]),

    update(pk: number, change: { readonly metadata: Uint8Array | null; readonly geo: Uint8Array | null }): void {
      database.run('UPDATE input SET metadata = ?, geo = ?, modified_at = ? WHERE pk = ?', [
        change.metadata,
        change.geo,
        Date.now(),
        pk,
      ]);
    },

    markDeleting(pk: number): void {
      database.run('UPDATE input SET deleting = 1 WHERE pk = ?', [pk]);
    },

    deleting: () => database.rows(inputRow, 'SELECT * FROM input WHERE deleting = 1'),

    remove(pk: number): void {
      database.run('DELETE FROM input WHERE pk = ?', [pk]);
    },
  };
}
