import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Code } from '../status.js';
import { type AnnotationFilter, filterToSql } from './annotation-filter.js';

/** `input`: about the whole picture, added with it. `detection`: a face the engine found. `user`: posted by a user. */
const annotationKind = z.enum(['input', 'detection', 'user']);
export type AnnotationKind = z.infer<typeof annotationKind>;

const listedAnnotation = z.object({
  pk: z.number(),
  app: z.number(),
  input: z.number(),
  input_id: z.string(),
  id: z.string(),
  kind: annotationKind,
  /** A user id; for detections, a version id of the face model. */
  worker: z.string(),
  /** Key of its face; null for none. */
  face: z.number().nullable(),
  status: z.number(),
  /** Annotation message as it was posted. */
  message: bytes,
  created_at: z.number(),
  modified_at: z.number(),
});
/** An annotation with the id of its input. */
export type ListedAnnotation = Readonly<z.infer<typeof listedAnnotation>>;

const keyOfInput = z.object({ pk: z.number(), input: z.number() });

/** An annotation to add. The fields are those of {@link ListedAnnotation}. */
export interface NewAnnotation {
  readonly app: number;
  readonly input: number;
  readonly id: string;
  readonly kind: AnnotationKind;
  readonly worker: string;
  readonly face: number | null;
  readonly status: Code;
  readonly message: Uint8Array;
}

const LISTED = 'SELECT annotation.*, input.id AS input_id FROM annotation JOIN input ON input.pk = annotation.input';

/** Annotations of inputs and their faces, and the user or model version that made them. */
export function createAnnotationTable(database: Database) {
  return {
    find: (app: number, inputId: string, id: string) =>
      database.row(
        listedAnnotation,
        `${LISTED} WHERE annotation.input = (SELECT pk FROM input WHERE app = ? AND id = ?) AND annotation.id = ?`,
        [app, inputId, id],
      ),

    hasId: (input: number, id: string) =>
      database.exists('SELECT 1 FROM annotation WHERE input = ? AND id = ?', [input, id]),

    /** Whether this version of the face model has found a face in the application. */
    hasDetectionsOf: (app: number, versionId: string) =>
      database.exists("SELECT 1 FROM annotation WHERE app = ? AND kind = 'detection' AND worker = ? LIMIT 1", [
        app,
        versionId,
      ]),

    byPk: (pk: number) => database.row(listedAnnotation, `${LISTED} WHERE annotation.pk = ?`, [pk]),

    ofInput: (input: number) =>
      database.rows(listedAnnotation, `${LISTED} WHERE annotation.input = ? ORDER BY annotation.pk`, [input]),

    /**
     * All annotations of these kinds, oldest first.
     * @param concepts if given, only annotations with a positive tag of one of these concepts, given by id or else by name.
     */
    ofKinds(
      app: number,
      kinds: readonly AnnotationKind[],
      concepts?: readonly { readonly id: string; readonly name: string }[],
    ): ListedAnnotation[] {
      const sql = `${LISTED} WHERE annotation.app = ? AND annotation.kind IN (SELECT value FROM json_each(?))`;
      const values = [app, JSON.stringify(kinds)];
      if (concepts === undefined) return database.rows(listedAnnotation, `${sql} ORDER BY annotation.pk`, values);
      return database.rows(
        listedAnnotation,
        `${sql} AND annotation.pk IN (
           SELECT tag.annotation FROM json_each(?) AS wanted
           JOIN concept ON concept.app = ? AND CASE wanted.value ->> 'id'
             WHEN '' THEN concept.name = wanted.value ->> 'name' ELSE concept.id = wanted.value ->> 'id' END
           JOIN tag ON tag.concept = concept.pk WHERE tag.value >= 0.5)
         ORDER BY annotation.pk`,
        [...values, JSON.stringify(concepts.map(({ id, name }) => ({ id, name }))), app],
      );
    },

    /** The annotation about the whole picture; undefined if it was deleted. */
    ofWholeInput: (input: number) =>
      database.row(listedAnnotation, `${LISTED} WHERE annotation.input = ? AND annotation.kind = 'input'`, [input]),

    /** The keys of the annotations about whole pictures, by the key of their input. */
    ofWholeInputs: (inputs: readonly number[]): ReadonlyMap<number, number> =>
      new Map(
        database
          .rows(
            keyOfInput,
            "SELECT pk, input FROM annotation WHERE kind = 'input' AND input IN (SELECT value FROM json_each(?))",
            [JSON.stringify(inputs)],
          )
          .map(({ input, pk }) => [input, pk]),
      ),

    /** Oldest first. */
    list(app: number, filter: AnnotationFilter, page: Page): ListedAnnotation[] {
      const { sql, values } = filterToSql(app, filter);
      // Pages begin after many rows, so those are only counted in an index.
      return database.rows(
        listedAnnotation,
        `${LISTED} WHERE annotation.pk IN (
           SELECT annotation.pk FROM annotation WHERE ${sql} ORDER BY annotation.pk LIMIT ? OFFSET ?)
         ORDER BY annotation.pk`,
        [...values, page.limit, page.offset],
      );
    },

    /** @returns the new row's key. */
    add(annotation: NewAnnotation): number {
      const now = Date.now();
      return database.run(
        `INSERT INTO annotation (app, input, id, kind, worker, face, status, message, created_at, modified_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          annotation.app,
          annotation.input,
          annotation.id,
          annotation.kind,
          annotation.worker,
          annotation.face,
          annotation.status,
          annotation.message,
          now,
          now,
        ],
      ).lastInsertRowid;
    },

    update(
      pk: number,
      change: { readonly message: Uint8Array; readonly face: number | null; readonly status: Code },
    ): void {
      database.run('UPDATE annotation SET message = ?, face = ?, status = ?, modified_at = ? WHERE pk = ?', [
        change.message,
        change.face,
        change.status,
        Date.now(),
        pk,
      ]);
    },

    remove(pk: number): void {
      database.run('DELETE FROM annotation WHERE pk = ?', [pk]);
    },
  };
}
