import { sql } from 'kysely';
import { z } from 'zod';
import { StatusCode } from '../../clarifai-protocol.js';
import type { Code } from '../status.js';
import type { Queries } from './queries.js';

const keyRow = z.object({ pk: z.number() });
const waitingFileRow = z.object({ waiting_file: z.string() });

/** The progress of indexing, stored in the rows of the input table (inputs.ts). */
export function createIndexingTable({ db, rows, exists }: Queries) {
  return {
    async begin(pk: number): Promise<void> {
      await db
        .updateTable('input')
        .set((eb) => ({
          status: StatusCode.INPUT_IN_PROGRESS,
          attempts: eb('attempts', '+', 1),
          modified_at: Date.now(),
        }))
        .where('pk', '=', pk)
        .execute();
    },

    /** Whether a server holds the lease of an input. Keeps others from taking it until the transaction ends. In PostgreSQL only. */
    isLeasedBy: (pk: number, server: string): Promise<boolean> =>
      exists(sql`SELECT 1 FROM input WHERE pk = ${pk} AND leased_by = ${server} FOR NO KEY UPDATE`),

    /** Undoes {@link begin} after an interruption that wasn't the picture's fault, so that it doesn't count as an attempt. */
    async undoBegin(pk: number): Promise<void> {
      await db
        .updateTable('input')
        .set((eb) => ({ status: StatusCode.INPUT_PENDING, attempts: eb('attempts', '-', 1) }))
        .where('pk', '=', pk)
        .where('status', '=', StatusCode.INPUT_IN_PROGRESS)
        .execute();
    },

    /** Ends indexing and clears the name of the file with the bytes, which can then be deleted. */
    async settle(
      pk: number,
      outcome: {
        readonly status: Code;
        readonly details: string;
        readonly pictureHash: string | null;
        readonly engine: string | null;
      },
    ): Promise<void> {
      const { status, details, pictureHash: picture_hash, engine } = outcome;
      await db
        .updateTable('input')
        .set({ status, details, picture_hash, engine, waiting_file: null, modified_at: Date.now() })
        .where('pk', '=', pk)
        .execute();
    },

    /** Keys of the inputs of all applications that still need indexing, oldest first. */
    async unsettled(): Promise<number[]> {
      const statuses = [StatusCode.INPUT_PENDING, StatusCode.INPUT_IN_PROGRESS];
      const found = await rows(
        keyRow,
        db.selectFrom('input').select('pk').where('status', 'in', statuses).orderBy('pk'),
      );
      return found.map((row) => row.pk);
    },

    /** Names of the files that hold bytes of inputs not indexed yet. */
    async waitingFiles(): Promise<string[]> {
      const found = await rows(
        waitingFileRow,
        db.selectFrom('input').select('waiting_file').where('waiting_file', 'is not', null),
      );
      return found.map((row) => row.waiting_file);
    },
  };
}
