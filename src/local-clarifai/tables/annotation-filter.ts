import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { Code } from '../status.js';
import type { DatabaseSchema } from './database-schema.js';
import type { Queries } from './queries.js';

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

/** The filter as a condition on the table `annotation`. */
export function filterToCondition(
  { db, dialect }: Queries,
  app: number,
  filter: AnnotationFilter,
): Expression<SqlBool> {
  const { ids, inputIds } = filter;
  const eb = expressionBuilder<DatabaseSchema, 'annotation'>();
  const isOfApp = eb('annotation.app', '=', app);
  const parts: Expression<SqlBool>[] = [];

  if (ids.length > 0) {
    const wanted = dialect.items(ids.map((id, index) => ({ id, input: inputIds[index] })));
    parts.push(sql<SqlBool>`(annotation.input, annotation.id) in (
      select input.pk, wanted.value ->> 'id' from ${wanted} as wanted
      cross join input where input.app = ${app} and input.id = wanted.value ->> 'input')`);
  } else if (inputIds.length > 0) {
    const inputs = db.selectFrom('input').select('pk').where('app', '=', app).where(dialect.isIn('input.id', inputIds));
    parts.push(eb('annotation.input', 'in', inputs));
  } else {
    parts.push(isOfApp);
  }

  const isDetection = eb('annotation.kind', '=', sql.lit('detection'));
  // As in the index.
  const isOfPerson = eb('annotation.kind', '<>', sql.lit('detection'));
  const byWorker = filter.userIds.length + filter.modelVersionIds.length + filter.workflowVersionIds.length > 0;
  if (byWorker) {
    // Workflows create no annotations here, so their versions match none.
    const byUser = eb.and([isOfPerson, dialect.isIn('annotation.worker', filter.userIds)]);
    const byModel = eb.and([isDetection, dialect.isIn('annotation.worker', filter.modelVersionIds)]);
    parts.push(eb.or([byUser, byModel]));
  } else if (filter.trustedOnly) {
    parts.push(isOfPerson);
  }

  if (filter.statuses.length > 0) parts.push(dialect.isIn('annotation.status', filter.statuses));
  return eb.and(parts);
}
