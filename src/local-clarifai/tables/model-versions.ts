import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes, countRow, json } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { FaceKey, LearnedMean } from '../recognition/learn.js';
import { embeddingFromBytes, embeddingToBytes } from './embedding-bytes.js';

const modelVersionRow = z.object({
  pk: z.number(),
  model: z.number(),
  id: z.string(),
  /** Id of the engine that computed the embeddings it learned from. */
  engine: z.string(),
  /** ModelVersion message as it was posted. */
  message: bytes,
  created_at: z.number(),
});
export type ModelVersionRow = Readonly<z.infer<typeof modelVersionRow>>;

const examplesRow = z.object({
  concept: z.number(),
  /** Keys of faces, each with the key of its input. */
  faces: json(z.array(z.tuple([z.number(), z.number()]))),
});

const learnedRow = z.object({
  concept: z.number(),
  concept_id: z.string(),
  name: z.string(),
  examples: z.number(),
  fused_examples: z.number(),
  mean: bytes.nullable(),
});

/** What a version learned about one concept when it was trained. */
export interface LearnedConcept {
  /** Key of the concept. */
  readonly concept: number;
  readonly conceptId: string;
  readonly name: string;
  /** How many tagged faces went into the mean. */
  readonly examples: number;
  /** How many of these have the second network's part in their embedding. */
  readonly fusedExamples: number;
  /** Mean of their embeddings; undefined if `examples` is 0. */
  readonly mean: Float32Array | undefined;
}

/** Versions of models, with the concepts and faces each learned from. */
export function createModelVersionTable(database: Database) {
  return {
    find: (model: number, id: string) =>
      database.row(modelVersionRow, 'SELECT * FROM model_version WHERE model = ? AND id = ?', [model, id]),

    latest: (model: number) =>
      database.row(modelVersionRow, 'SELECT * FROM model_version WHERE model = ? ORDER BY pk DESC LIMIT 1', [model]),

    /** Versions that learned all of `conceptIds`, newest first unless `ascending`. */
    list(model: number, options: { readonly conceptIds: readonly string[]; readonly ascending: boolean }, page: Page) {
      return database.rows(
        modelVersionRow,
        `SELECT * FROM model_version WHERE model = ?1 AND NOT EXISTS (
           SELECT value FROM json_each(?2) EXCEPT
           SELECT concept.id FROM model_concept JOIN concept ON concept.pk = model_concept.concept
           WHERE model_concept.version = model_version.pk)
         ORDER BY pk ${options.ascending ? 'ASC' : 'DESC'} LIMIT ?3 OFFSET ?4`,
        [model, JSON.stringify(options.conceptIds), page.limit, page.offset],
      );
    },

    count: (model: number) =>
      database.row(countRow, 'SELECT count(*) AS count FROM model_version WHERE model = ?', [model])?.count ?? 0,

    add(
      version: { readonly model: number; readonly id: string; readonly engine: string; readonly message: Uint8Array },
      concepts: readonly LearnedMean[],
    ): void {
      const now = Date.now();
      const pk = database.run(
        'INSERT INTO model_version (model, id, engine, message, created_at) VALUES (?, ?, ?, ?, ?)',
        [version.model, version.id, version.engine, version.message, now],
      ).lastInsertRowid;
      for (const { concept, examples, fusedExamples, mean } of concepts) {
        database.run(
          'INSERT INTO model_concept (version, concept, examples, fused_examples, mean, faces) VALUES (?, ?, ?, ?, ?, ?)',
          [
            pk,
            concept,
            examples.length,
            fusedExamples,
            mean === undefined ? null : embeddingToBytes(mean),
            JSON.stringify(examples.map(({ face, input }) => [face, input])),
          ],
        );
      }
      database.run('UPDATE model SET modified_at = ? WHERE pk = ?', [now, version.model]);
    },

    /** Replaces the message that the version was posted with. */
    update(pk: number, message: Uint8Array): void {
      database.run('UPDATE model_version SET message = ? WHERE pk = ?', [message, pk]);
    },

    /** The faces that a version learned from, by the key of the concept. Some may be deleted by now. */
    examples: (version: number): ReadonlyMap<number, readonly FaceKey[]> =>
      new Map(
        database
          .rows(examplesRow, 'SELECT concept, faces FROM model_concept WHERE version = ?', [version])
          .map(({ concept, faces }) => [concept, faces.map(([face, input]) => ({ face, input }))]),
      ),

    /** Whether the faces that a version learned from are recorded. Early versions of Rollcall didn't record them. */
    knowsExamples: (version: number): boolean =>
      database.exists(
        `SELECT 1 WHERE EXISTS (SELECT 1 FROM model_concept WHERE version = ? AND faces <> '[]')
           OR NOT EXISTS (SELECT 1 FROM model_concept WHERE version = ? AND examples > 0)`,
        [version, version],
      ),

    remove(pk: number): void {
      database.run('DELETE FROM model_version WHERE pk = ?', [pk]);
    },

    /** What the version learned about each concept, oldest concept first. */
    learned: (version: number): LearnedConcept[] =>
      database
        .rows(
          learnedRow,
          `SELECT model_concept.*, concept.id AS concept_id, concept.name FROM model_concept
           JOIN concept ON concept.pk = model_concept.concept WHERE version = ? ORDER BY concept`,
          [version],
        )
        .map((row) => ({
          concept: row.concept,
          conceptId: row.concept_id,
          name: row.name,
          examples: row.examples,
          fusedExamples: row.fused_examples,
          mean: row.mean === null ? undefined : embeddingFromBytes(row.mean),
        })),
  };
}
