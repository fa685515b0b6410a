import type { SqlValue } from '../../store/database.js';
import type { Code } from '../status.js';

/** Which annotations to list (ListAnnotationsRequest in Clarifai's service.proto). */
export interface AnnotationFilter {
  /** Empty for all inputs. */
  readonly inputIds: readonly string[];
  /** Empty for all, or one for each of `inputIds`, in the same order. */
  readonly ids: readonly string[];
  readonly trustedOnly: boolean;
  /** If this list or one of the next two isn't empty, only annotations by one of those workers. */
  readonly userIds: readonly string[];
  readonly modelVersionIds: readonly string[];
  readonly workflowVersionIds: readonly string[];
  /** Empty for all. */
  readonly statuses: readonly Code[];
}

/** The filter as a condition on the table `annotation`, with the values of its parameters. */
export function filterToSql(app: number, filter: AnnotationFilter): { sql: string; values: SqlValue[] } {
  const isOfInputs = filter.ids.length + filter.inputIds.length > 0;
  // The plus sign keeps SQLite from going through all annotations of the application instead of those of the inputs.
  const parts = [isOfInputs ? '+annotation.app = ?' : 'annotation.app = ?'];
  const values: SqlValue[] = [app];
  const add = (sql: string, ...more: SqlValue[]) => {
    parts.push(sql);
    values.push(...more);
  };

  if (filter.ids.length > 0) {
    add(
      `(annotation.input, annotation.id) IN (
         SELECT input.pk, wanted.value ->> 0 FROM json_each(?) AS wanted
         CROSS JOIN input ON input.app = ? AND input.id = wanted.value ->> 1)`,
      JSON.stringify(filter.ids.map((id, index) => [id, filter.inputIds[index]])),
      app,
    );
  } else if (filter.inputIds.length > 0) {
    add(
      'annotation.input IN (SELECT pk FROM input WHERE app = ? AND id IN (SELECT value FROM json_each(?)))',
      app,
      JSON.stringify(filter.inputIds),
    );
  }

  const byWorker = filter.userIds.length + filter.modelVersionIds.length + filter.workflowVersionIds.length > 0;
  if (byWorker) {
    // Workflows create no annotations here, so their versions match none.
    add(
      `(annotation.kind <> 'detection' AND annotation.worker IN (SELECT value FROM json_each(?))
        OR annotation.kind = 'detection' AND annotation.worker IN (SELECT value FROM json_each(?)))`,
      JSON.stringify(filter.userIds),
      JSON.stringify(filter.modelVersionIds),
    );
  } else if (filter.trustedOnly) {
    add("annotation.kind <> 'detection'");
  }

  if (filter.statuses.length > 0) {
    add('annotation.status IN (SELECT value FROM json_each(?))', JSON.stringify(filter.statuses));
  }
  return { sql: parts.join(' AND '), values };
}
