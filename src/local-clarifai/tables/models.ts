import { z } from 'zod';
import type { Database } from '../../store/open-database.js';
import { bytes, countRow } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Box } from '../recognition/boxes.js';
import type { LearnedMean } from '../recognition/learn.js';
import { embeddingFromBytes, embeddingToBytes } from './embedding-bytes.js';

const modelRow = z.object({
  pk: z.number(),
  app: z.number(),
  id: z.string(),
  type: z.string(),
  /** Model message as it was posted. */
  message: bytes,
  created_at: z.number(),
  modified_at: z.number(),
});
export type ModelRow = Readonly<z.infer<typeof modelRow>>;

const modelVersionRow = z.object({
  pk: z.number(),
  model: z.number(),
  id: z.string(),
  /** The engine whose embeddings it was made from. */
  engine: z.string(),
  /** ModelVersion message as it was posted. */
  message: bytes,
  created_at: z.number(),
});
export type ModelVersionRow = Readonly<z.infer<typeof modelVersionRow>>;

const exampleRow = z.object({
  concept: z.number(),
  concept_id: z.string(),
  input_id: z.string(),
  face_id: z.string(),
  embedding: bytes,
  box_left: z.number(),
  box_top: z.number(),
  box_right: z.number(),
  box_bottom: z.number(),
});

const learnedRow = z.object({
  concept: z.number(),
  concept_id: z.string(),
  name: z.string(),
  examples: z.number(),
  fused_examples: z.number(),
  mean: bytes.nullable(),
});

/** What a version knows about one concept, as it was when the version was made. */
export interface LearnedConcept {
  /** Key of the concept. */
  readonly concept: number;
  readonly conceptId: string;
  readonly name: string;
  /** How many tagged faces went into the mean. */
  readonly examples: number;
  /** How many of these have the second network's part. */
  readonly fusedExamples: number;
  /** Mean of their embeddings; undefined when there was none. */
  readonly mean: Float32Array | undefined;
}

/** A face that taught a version. */
export interface ModelExample {
  /** Key of the concept. */
  readonly concept: number;
  readonly conceptId: string;
  readonly inputId: string;
  readonly face: { readonly id: string; readonly box: Box };
  readonly embedding: Float32Array;
}

export function createModelTable(database: Database) {
  return {
    find: (app: number, id: string) =>
      database.row(modelRow, 'SELECT * FROM model WHERE app = ? AND id = ?', [app, id]),

    list: (app: number, type: string, page: Page) =>
      database.rows(
        modelRow,
        "SELECT * FROM model WHERE app = ?1 AND (?2 = '' OR type = ?2) ORDER BY pk LIMIT ?3 OFFSET ?4",
        [app, type, page.limit, page.offset],
      ),

    /** @returns the new row's key. */
    add(model: {
      readonly app: number;
      readonly id: string;
      readonly type: string;
      readonly message: Uint8Array;
    }): number {
      const now = Date.now();
      return database.run(
        'INSERT INTO model (app, id, type, message, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?)',
        [model.app, model.id, model.type, model.message, now, now],
      ).lastInsertRowid;
    },

    update(pk: number, message: Uint8Array): void {
      database.run('UPDATE model SET message = ?, modified_at = ? WHERE pk = ?', [message, Date.now(), pk]);
    },

    /** Its versions go with it. */
    remove(pk: number): void {
      database.run('DELETE FROM model WHERE pk = ?', [pk]);
    },

    findVersion: (model: number, id: string) =>
      database.row(modelVersionRow, 'SELECT * FROM model_version WHERE model = ? AND id = ?', [model, id]),

    latestVersion: (model: number) =>
      database.row(modelVersionRow, 'SELECT * FROM model_version WHERE model = ? ORDER BY pk DESC LIMIT 1', [model]),

    /** Newest first, unless `ascending`. Only versions that know every one of `conceptIds`. */
    listVersions(
      model: number,
      options: { readonly conceptIds: readonly string[]; readonly ascending: boolean },
      page: Page,
    ) {
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

    countVersions: (model: number) =>
      database.row(countRow, 'SELECT count(*) AS count FROM model_version WHERE model = ?', [model])?.count ?? 0,

    addVersion(
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
          'INSERT INTO model_concept (version, concept, examples, fused_examples, mean) VALUES (?, ?, ?, ?, ?)',
          [pk, concept, examples.length, fusedExamples, mean === undefined ? null : embeddingToBytes(mean)],
        );
        for (const face of examples) {
          database.run('INSERT OR IGNORE INTO model_example (version, concept, face) VALUES (?, ?, ?)', [
            pk,
            concept,
            face,
          ]);
        }
      }
      database.run('UPDATE model SET modified_at = ? WHERE pk = ?', [now, version.model]);
    },

    /** Replaces the message a version was posted with. */
    updateVersion(pk: number, message: Uint8Array): void {
      database.run('UPDATE model_version SET message = ? WHERE pk = ?', [message, pk]);
    },

    /** The faces that taught a version and still carry the concept they taught, in the order they were found. */
    examples: (version: number): ModelExample[] =>
      database
        .rows(
          exampleRow,
          `SELECT model_example.concept, concept.id AS concept_id, input.id AS input_id, face.id AS face_id, face.embedding,
             face.box_left, face.box_top, face.box_right, face.box_bottom
           FROM model_example JOIN face ON face.pk = model_example.face JOIN input ON input.pk = face.input
             JOIN concept ON concept.pk = model_example.concept
           WHERE model_example.version = ? AND EXISTS (
             SELECT 1 FROM annotation JOIN tag ON tag.annotation = annotation.pk
             WHERE annotation.face = face.pk AND tag.concept = model_example.concept AND tag.value >= 0.5)
           ORDER BY face.pk`,
          [version],
        )
        .map((row) => ({
          concept: row.concept,
          conceptId: row.concept_id,
          inputId: row.input_id,
          face: {
            id: row.face_id,
            box: { left: row.box_left, top: row.box_top, right: row.box_right, bottom: row.box_bottom },
          },
          embedding: embeddingFromBytes(row.embedding),
        })),

    /** Whether it is known which faces taught a version, were it none: it is not for one that an earlier Rollcall made. */
    knowsExamples: (version: number): boolean =>
      database.exists(
        `SELECT 1 WHERE EXISTS (SELECT 1 FROM model_example WHERE version = ?)
           OR NOT EXISTS (SELECT 1 FROM model_concept WHERE version = ? AND examples > 0)`,
        [version, version],
      ),

    removeVersion(pk: number): void {
      database.run('DELETE FROM model_version WHERE pk = ?', [pk]);
    },

    /** In the order the concepts were first used in the application. */
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
