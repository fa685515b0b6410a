import { z } from 'zod';
import { StatusCode } from '../../clarifai-protocol.js';
import type { Database } from '../../store/database.js';
import type { Code } from '../status.js';

const keyRow = z.object({ pk: z.number() });
const waitingFileRow = z.object({ waiting_file: z.string() });

/** The progress of indexing, stored in the rows of the input table (inputs.ts). */
export function createIndexingTable(database: Database) {
  return {
    begin(pk: number): void {
      database.run('UPDATE input SET status = ?, attempts = attempts + 1, modified_at = ? WHERE pk = ?', [
        StatusCode.INPUT_IN_PROGRESS,
        Date.now(),
        pk,
      ]);
    },

    /** Undoes {@link begin} after an interruption that wasn't the picture's fault, so that it doesn't count as an attempt. */
    undoBegin(pk: number): void {
      database.run('UPDATE input SET status = ?, attempts = attempts - 1 WHERE pk = ? AND status = ?', [
        StatusCode.INPUT_PENDING,
        pk,
        StatusCode.INPUT_IN_PROGRESS,
      ]);
    },

    /** Ends indexing and clears the name of the file with the bytes, which can then be deleted. */
    settle(
      pk: number,
      outcome: {
        readonly status: Code;
        readonly details: string;
        readonly pictureHash: string | null;
        readonly engine: string | null;
      },
    ): void {
      database.run(
        `UPDATE input SET status = ?, details = ?, picture_hash = ?, engine = ?, waiting_file = NULL, modified_at = ?
         WHERE pk = ?`,
        [outcome.status, outcome.details, outcome.pictureHash, outcome.engine, Date.now(), pk],
      );
    },

    /** Keys of the inputs of all applications that still need indexing, oldest first. */
    unsettled: () =>
      database
        .rows(keyRow, 'SELECT pk FROM input WHERE status IN (?, ?) ORDER BY pk', [
          StatusCode.INPUT_PENDING,
          StatusCode.INPUT_IN_PROGRESS,
        ])
        .map((row) => row.pk),

    /** Names of the files that hold bytes of inputs not indexed yet. */
    waitingFiles: () =>
      database
        .rows(waitingFileRow, 'SELECT waiting_file FROM input WHERE waiting_file IS NOT NULL')
        .map((row) => row.waiting_file),
  };
}
