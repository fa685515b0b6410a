import { z } from 'zod';
import type { Database } from '../../store/database.js';
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
import { createTagTable } from './tags.js';
import { createWorkflowTable } from './workflows.js';

const changesRow = z.object({ changes: z.number() });

/** Everything that local Clarifai stores, with one file per table or group of tables. There is no SQL elsewhere. */
export type Tables = ReturnType<typeof createTables>;

/** Opens the tables of a database with the schema of schema.ts. */
export function createTables(database: Database) {
  return {
    apps: createAppTable(database),
    inputs: createInputTable(database),
    indexing: createIndexingTable(database),
    addJobs: createAddJobTable(database),
    datasets: createDatasetTable(database),
    datasetVersions: createDatasetVersionTable(database),
    faces: createFaceTable(database),
    concepts: createConceptTable(database),
    annotations: createAnnotationTable(database),
    tags: createTagTable(database),
    models: createModelTable(database),
    modelVersions: createModelVersionTable(database),
    workflows: createWorkflowTable(database),
    /** See {@link Database.transaction}. */
    transaction: <T>(work: () => T): T => database.transaction(work),
    /**
     * Handles one item of a request in a transaction.
     * @returns the error if the item is refused. Nothing of the item is stored then.
     */
    attempt<T>(work: () => T): T | ApiError {
      try {
        return database.transaction(work);
      } catch (error) {
        if (error instanceof ApiError) return error;
        throw error;
      }
    },
    /** Grows with every row that is added, changed or deleted. */
    countChanges: (): number => database.row(changesRow, 'SELECT total_changes() AS changes')?.changes ?? 0,
    /** See {@link Database.purge}. */
    purge: (): void => database.purge(),
  };
}
