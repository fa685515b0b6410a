import { sql } from 'kysely';
import { z } from 'zod';
import { StatusCode } from '../../clarifai-protocol.js';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Code } from '../status.js';
import type { Queries } from './queries.js';

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
export function createInputTable({ db, dialect, row, rows, exists }: Queries) {
  const select = () => db.selectFrom('input').selectAll();
  const countByStatus = () =>
    db
      .selectFrom('input')
      .select(['status', db.fn.countAll().as('count')])
      .groupBy('status');

  return {
    find: (app: number, id: string) => row(inputRow, select().where('app', '=', app).where('id', '=', id)),

    /** All inputs of an application, oldest first. */
    ofApp: (app: number) => rows(inputRow, select().where('app', '=', app).orderBy('pk')),

    byPks: (pks: readonly number[]) => rows(inputRow, select().where(dialect.isIn('input.pk', pks)).orderBy('pk')),

    byPk: (pk: number) => row(inputRow, select().where('pk', '=', pk)),

    hasUrl: (app: number, url: string) =>
      exists(
        db
          .selectFrom('input')
          .select('pk')
          .where('app', '=', app)
          .where('url', '=', url)
          // As in the index.
          .where('url', '<>', sql.lit(''))
          .limit(1),
      ),

    /** @returns the new row's key. */
    async add(
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
    ): Promise<number> {
      const now = Date.now();
      const { id, url, metadata, geo, waitingFile: waiting_file, addJob: add_job } = input;
      const times = { created_at: now, modified_at: now };
      const { pk } = await db
        .insertInto('input')
        .values({ app, id, url, metadata, geo, status: StatusCode.INPUT_PENDING, waiting_file, add_job, ...times })
        .returning('pk')
        .executeTakeFirstOrThrow();
      return pk;
    },

    /** Oldest first. Empty `ids` and `statuses` do not filter. */
    list(
      app: number,
      filter: { readonly ids: readonly string[]; readonly statuses: readonly Code[] },
      page: Page,
    ): Promise<InputRow[]> {
      const { ids, statuses } = filter;
      const withIds = db.selectFrom('input').select('pk').where('app', '=', app).where(dialect.isIn('input.id', ids));
      const query = ids.length > 0 ? select().where('pk', 'in', withIds) : select().where('app', '=', app);
      return rows(
        inputRow,
        query
          .$if(statuses.length > 0, (each) => each.where(dialect.isIn('input.status', statuses)))
          .orderBy('pk')
          .limit(page.limit)
          .offset(page.offset),
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
    ): Promise<InputRow[]> {
      const { lastId, descending, limit } = options;
      const column = options.byId ? 'id' : 'pk';
      const last = db.selectFrom('input').select(column).where('app', '=', app).where('id', '=', lastId);
      return rows(
        inputRow,
        select()
          .where('app', '=', app)
          .$if(lastId !== '', (query) => query.where(column, descending ? '<' : '>', last))
          .orderBy(column, descending ? 'desc' : 'asc')
          .limit(limit),
      );
    },

    /** How many inputs of an application have each status. */
    countByStatus: (app: number) => rows(statusCount, countByStatus().where('app', '=', app)),

    /** How many inputs of a job have each status. */
    countOfAddJob: (addJob: number) => rows(statusCount, countByStatus().where('add_job', '=', addJob)),

    async update(
      pk: number,
      change: { readonly metadata: Uint8Array | null; readonly geo: Uint8Array | null },
    ): Promise<void> {
      const { metadata, geo } = change;
      await db.updateTable('input').set({ metadata, geo, modified_at: Date.now() }).where('pk', '=', pk).execute();
    },

    async markDeleting(pk: number): Promise<void> {
      await db.updateTable('input').set({ deleting: 1 }).where('pk', '=', pk).execute();
    },

    deleting: () => rows(inputRow, select().where('deleting', '=', 1)),

    async remove(pk: number): Promise<void> {
      await db.deleteFrom('input').where('pk', '=', pk).execute();
    },
  };
}
