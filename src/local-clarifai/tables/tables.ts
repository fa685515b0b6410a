import type { Database } from '../../store/open-database.js';
import { ApiError } from '../status.js';
import { createAddJobTable } from './add-jobs.js';
import { createAnnotationTable } from './annotations.js';
import { createAppTable } from './apps.js';
import { createConceptTable } from './concepts.js';
import { createFaceTable } from './faces.js';
import { createInputTable } from './inputs.js';
import { createModelTable } from './models.js';
import { createWorkflowTable } from './workflows.js';

/** Everything the local Clarifai keeps, one table (or family of tables) to a file. No SQL elsewhere. */
export type Tables = ReturnType<typeof createTables>;

export function createTables(database: Database) {
  return {
    apps: createAppTable(database),
    inputs: createInputTable(database),
    addJobs: createAddJobTable(database),
    faces: createFaceTable(database),
    concepts: createConceptTable(database),
    annotations: createAnnotationTable(database),
    models: createModelTable(database),
    workflows: createWorkflowTable(database),
    /** See {@link Database.transaction}. */
    transaction: <T>(work: () => T): T => database.transaction(work),
    /** Does one of several things: all of it, or nothing of it and its refusal is returned. */
    attempt<T>(work: () => T): T | ApiError {
      try {
        return database.transaction(work);
      } catch (error) {
        if (error instanceof ApiError) return error;
        throw error;
      }
    },
    /** See {@link Database.purge}. */
    purge: (): void => database.purge(),
  };
}
