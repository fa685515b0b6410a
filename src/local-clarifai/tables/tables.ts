import { sql } from 'kysely';
import { ApiError } from '../status.js';
import { createAddJobTable } from './add-jobs.js';
import { createAnnotationTable } from './annotations.js';
import { createAppTable } from './apps.js';
import { createConceptTable } from './concepts.js';
import { createDatasetVersionTable } from './dataset-versions.js';
import { createDatasetTable } from './datasets.js';
import { createFaceTable } from './faces.js';
import { createIndexingTable } from './indexing.js';
import { createInputTable } from './inputs.js';
import { createModelVersionTable } from './model-versions.js';
import { createModelTable } from './models.js';
import { createQueries, type Store } from './queries.js';
import { createTagTable } from './tags.js';
import { createWorkflowTable } from './workflows.js';

/** Stands for the key of the application in a transaction that concerns several, or one that doesn't exist yet. */
export const SEVERAL_APPS = 0;

/** Everything that local Clarifai stores, with one file per table or group of tables. There is no SQL elsewhere. */
export interface Tables extends ReturnType<typeof createEachTable> {
  /**
   * Runs `work` as a transaction, which is stored when this returns and is rolled back when `work` throws. One follows the other.
   * `work` must use the tables it is given, and await nothing but them (store/kysely.ts).
   * @param app key of the application that it changes, or {@link SEVERAL_APPS}.
   */
  transaction<T>(app: number, work: (tables: Tables) => Promise<T>): Promise<T>;
  /**
   * Handles one item of a request, in a transaction. Items are handled one after the other.
   * @returns the error if the item is refused. Nothing of the item is stored then.
   */
  attempt<T>(work: () => Promise<T>): Promise<T | ApiError>;
  /** A number that is another one after anything of an application was changed. @param app its key. */
  revision(app: number): Promise<number>;
  /** Makes deleted data unrecoverable. Call it after erasing a person. */
  purge(): Promise<void>;
}

/** Opens the tables of a database with the schema of schema.ts. */
export function createTables(store: Store): Tables {
  const { db, dialect } = store;
  return {
    ...createEachTable(store),
    transaction: (app, work) =>
      db.transaction().execute(async (transaction) => {
        await dialect.lock(transaction, app);
        const result = await work(createTables({ db: transaction, dialect }));
        await dialect.unlock(transaction, app);
        return result;
      }),
    async attempt(work) {
      await sql`savepoint item`.execute(db);
      try {
        const result = await work();
        await sql`release savepoint item`.execute(db);
        return result;
      } catch (error) {
        // Any other error ends the transaction.
        if (!(error instanceof ApiError)) throw error;
        await sql`rollback to savepoint item`.execute(db);
        await sql`release savepoint item`.execute(db);
        return error;
      }
    },
    revision: (app) => dialect.revision(db, app),
    purge: () => dialect.purge(db),
  };
}

function createEachTable(store: Store) {
  const queries = createQueries(store);
  return {
    apps: createAppTable(queries),
    inputs: createInputTable(queries),
    indexing: createIndexingTable(queries),
    addJobs: createAddJobTable(queries),
    datasets: createDatasetTable(queries),
    datasetVersions: createDatasetVersionTable(queries),
    faces: createFaceTable(queries),
    concepts: createConceptTable(queries),
    annotations: createAnnotationTable(queries),
    tags: createTagTable(queries),
    models: createModelTable(queries),
    modelVersions: createModelVersionTable(queries),
    workflows: createWorkflowTable(queries),
  };
}
