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

/** The filter as a condition on the tables `annotation` and `input`, with the values of its parameters. */
export function filterToSql(app: number, filter: AnnotationFilter): { sql: string; values: SqlValue[] } {
  const parts = ['annotation.app = ?'];
  const values: SqlValue[] = [app];
  const add = (sql: string, ...lists: (readonly unknown[])[]) => {
    parts.push(sql);
    values.push(...lists.map((list) => JSON.stringify(list)));
  };

  if (filter.ids.length > 0) {
    add(
      '(annotation.id, input.id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))',
      filter.ids.map((id, index) => [id, filter.inputIds[index]]),
    );
  } else if (filter.inputIds.length > 0) {
    add('input.id IN (SELECT value FROM json_each(?))', filter.inputIds);
  }

  const byWorker = filter.userIds.length + filter.modelVersionIds.length + filter.workflowVersionIds.length > 0;
  if (byWorker) {
    // Workflows create no annotations here, so their versions match none.
    add(
      `(annotation.kind <> 'detection' AND annotation.worker IN (SELECT value FROM json_each(?))
        OR annotation.kind = 'detection' AND annotation.worker IN (SELECT value FROM json_each(?)))`,
      filter.userIds,
      filter.modelVersionIds,
    );
  } else if (filter.trustedOnly) {
    add("annotation.kind <> 'detection'");
  }

  if (filter.statuses.length > 0) add('annotation.status IN (SELECT value FROM json_each(?))', filter.statuses);
  return { sql: parts.join(' AND '), values };
}
