import { sql } from 'kysely';
import { resources, Struct } from '../clarifai-protocol.js';
import { stackOf } from '../errors.js';
import type { Log } from '../log.js';
import { EVALUATION_LIFETIME_MS, type Evaluations, evaluate } from './evaluations.js';
import type { Evaluation, EvaluationOutcome } from './messages/evaluations.js';
import type { Db } from './tables/database-schema.js';
import type { Tables } from './tables/tables.js';

/** How long a server that no longer answers keeps an evaluation, in ms. */
const LEASE_MS = 30_000;

const UNTIL = sql`clock_timestamp() + make_interval(secs => ${LEASE_MS / 1000})`;
const OLDEST = sql`clock_timestamp() - make_interval(secs => ${EVALUATION_LIFETIME_MS / 1000})`;

interface EvaluationRow {
  readonly model_id: string;
  readonly version: number;
  readonly version_id: string;
  readonly model: number;
  readonly failed: boolean;
  readonly test_set: Uint8Array | null;
  readonly summary: Uint8Array | null;
  readonly user_metrics: Uint8Array | null;
  readonly is_abandoned: boolean;
}

/**
 * Creates the evaluations of servers that share a PostgreSQL database: each can be asked for every evaluation. If the server that computes
 * one is killed, the next one that is asked computes it anew.
 * @param embeddingSize of the engine.
 */
export function createStoredEvaluations(
  { db, tables }: { readonly db: Db; readonly tables: Tables },
  embeddingSize: number,
  log: Log,
): Evaluations {
  async function run(app: number, id: string, version: number): Promise<void> {
    const renewal = setInterval(() => {
      sql`UPDATE evaluation SET leased_until = ${UNTIL} WHERE app = ${app} AND id = ${id}`.execute(db).catch(() => {
        // Then another server computes it, too, and one of the two results is stored.
      });
    }, LEASE_MS / 3);
    try {
      const { testSet, summary, userMetrics } = await evaluate(tables, version, embeddingSize);
      await sql`UPDATE evaluation SET test_set = ${testSet}, summary = ${summary.serializeBinary()},
        user_metrics = ${userMetrics.serializeBinary()} WHERE app = ${app} AND id = ${id}`.execute(db);
    } catch (error) {
      log.error(`Evaluating a model failed: ${stackOf(error)}`);
      await sql`UPDATE evaluation SET failed = true WHERE app = ${app} AND id = ${id}`.execute(db);
    } finally {
      clearInterval(renewal);
    }
  }

  function runInBackground(app: number, id: string, version: number): void {
    run(app, id, version).catch((error: unknown) => log.error(`Storing an evaluation failed: ${stackOf(error)}`));
  }

  return {
    async start({ app, id, modelId, version }) {
      await sql`DELETE FROM evaluation WHERE created_at < ${OLDEST}`.execute(db);
      await sql`INSERT INTO evaluation (app, id, model_id, version, leased_until)
        VALUES (${app}, ${id}, ${modelId}, ${version.pk}, ${UNTIL})`.execute(db);
      runInBackground(app, id, version.pk);
      return { app, id, modelId, version, outcome: undefined };
    },
    async find(app, id) {
      const { rows } = await sql<EvaluationRow>`
        SELECT evaluation.*, model_version.id AS version_id, model_version.model,
          test_set IS NULL AND NOT failed AND leased_until < clock_timestamp() AS is_abandoned
        FROM evaluation JOIN model_version ON model_version.pk = evaluation.version
        WHERE evaluation.app = ${app} AND evaluation.id = ${id} AND evaluation.created_at >= ${OLDEST}`.execute(db);
      const [row] = rows;
      if (row === undefined) return undefined;
      if (row.is_abandoned && (await takeOver(db, app, id))) runInBackground(app, id, row.version);
      return evaluationOf(app, id, row);
    },
    // Evaluations end with their versions, which are rows that theirs refer to.
    deleteOfVersion: () => {},
    deleteOfModel: () => {},
  };
}

/** @returns whether this server now computes it. */
async function takeOver(db: Db, app: number, id: string): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`UPDATE evaluation SET leased_until = ${UNTIL}
    WHERE app = ${app} AND id = ${id} AND leased_until < clock_timestamp()`.execute(db);
  return numAffectedRows > 0n;
}

function evaluationOf(app: number, id: string, row: EvaluationRow): Evaluation {
  const version = { pk: row.version, id: row.version_id, model: row.model };
  return { app, id, modelId: row.model_id, version, outcome: outcomeOf(row) };
}

function outcomeOf({ failed, test_set, summary, user_metrics }: EvaluationRow): EvaluationOutcome | Error | undefined {
  if (failed) return new Error('The evaluation failed on another server');
  if (test_set === null || summary === null || user_metrics === null) return undefined;
  return {
    testSet: test_set,
    summary: resources.MetricsSummary.deserializeBinary(summary),
    userMetrics: Struct.deserializeBinary(user_metrics),
  };
}
