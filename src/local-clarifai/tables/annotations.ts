import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { FaceKey } from '../recognition/learn.js';
import type { Code } from '../status.js';
import { type AnnotationFilter, filterToCondition } from './annotation-filter.js';
import type { Queries } from './queries.js';

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
const keyOfFace = keyOfInput.extend({ face: z.number() });

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

/** Annotations of inputs and their faces, and the user or model version that made them. */
export function createAnnotationTable(queries: Queries) {
  const { db, dialect, row, rows, exists } = queries;
  const listed = () =>
    db
      .selectFrom('annotation')
      .innerJoin('input', 'input.pk', 'annotation.input')
      .selectAll('annotation')
      .select('input.id as input_id');

  return {
    find: (app: number, inputId: string, id: string) =>
      row(
        listedAnnotation,
        listed()
          .where('annotation.input', '=', (eb) =>
            eb.selectFrom('input').select('input.pk').where('input.app', '=', app).where('input.id', '=', inputId),
          )
          .where('annotation.id', '=', id),
      ),

    hasId: (input: number, id: string) =>
      exists(db.selectFrom('annotation').select('pk').where('input', '=', input).where('id', '=', id)),

    /** Whether this version of the face model has found a face in the application. */
    hasDetectionsOf: (app: number, versionId: string) =>
      exists(
        db
          .selectFrom('annotation')
          .select('pk')
          .where('app', '=', app)
          .where('kind', '=', 'detection')
          .where('worker', '=', versionId)
          .limit(1),
      ),

    byPk: (pk: number) => row(listedAnnotation, listed().where('annotation.pk', '=', pk)),

    /** The detections of these faces, oldest first. */
    detectionsOf: (faces: readonly number[]) =>
      rows(
        listedAnnotation,
        listed()
          .where(dialect.isIn('annotation.face', faces))
          .where('annotation.kind', '=', 'detection')
          .orderBy('annotation.pk'),
      ),

    /** The faces that these annotations are about, with their inputs, by the key of the annotation. */
    async facesOf(annotations: readonly number[]): Promise<ReadonlyMap<number, FaceKey>> {
      const found = await rows(
        keyOfFace,
        db
          .selectFrom('annotation')
          .select(['pk', 'face', 'input'])
          .where(dialect.isIn('annotation.pk', annotations))
          .where('face', 'is not', null),
      );
      return new Map(found.map(({ pk, face, input }) => [pk, { face, input }]));
    },

    ofInput: (input: number) =>
      rows(listedAnnotation, listed().where('annotation.input', '=', input).orderBy('annotation.pk')),

    /**
     * All annotations of these kinds, oldest first.
     * @param concepts if given, only annotations with a positive tag of one of these concepts, given by id or else by name.
     */
    ofKinds(
      app: number,
      kinds: readonly AnnotationKind[],
      concepts?: readonly { readonly id: string; readonly name: string }[],
    ): Promise<ListedAnnotation[]> {
      const ofKinds = listed()
        .where('annotation.app', '=', app)
        .where(dialect.isIn('annotation.kind', kinds))
        .orderBy('annotation.pk');
      if (concepts === undefined) return rows(listedAnnotation, ofKinds);
      const wanted = dialect.items(concepts.map(({ id, name }) => ({ id, name })));
      const tagged = sql<SqlBool>`annotation.pk in (
        select tag.annotation from ${wanted} as wanted
        join concept on concept.app = ${app} and case wanted.value ->> 'id'
          when '' then concept.name = wanted.value ->> 'name' else concept.id = wanted.value ->> 'id' end
        join tag on tag.concept = concept.pk where tag.value >= 0.5)`;
      return rows(listedAnnotation, ofKinds.where(tagged));
    },

    /** The annotation about the whole picture; undefined if it was deleted. */
    ofWholeInput: (input: number) =>
      row(listedAnnotation, listed().where('annotation.input', '=', input).where('annotation.kind', '=', 'input')),

    /** The keys of the annotations about whole pictures, by the key of their input. */
    async ofWholeInputs(inputs: readonly number[]): Promise<ReadonlyMap<number, number>> {
      const found = await rows(
        keyOfInput,
        db
          .selectFrom('annotation')
          .select(['pk', 'input'])
          .where('kind', '=', 'input')
          .where(dialect.isIn('annotation.input', inputs)),
      );
      return new Map(found.map(({ input, pk }) => [input, pk]));
    },

    /** Oldest first. */
    list: (app: number, filter: AnnotationFilter, page: Page): Promise<ListedAnnotation[]> =>
      rows(
        listedAnnotation,
        listed()
          // Pages begin after many rows, so those are only counted in an index.
          .where('annotation.pk', 'in', (eb) =>
            eb
              .selectFrom('annotation')
              .select('annotation.pk')
              .where(filterToCondition(queries, app, filter))
              .orderBy('annotation.pk')
              .limit(page.limit)
              .offset(page.offset),
          )
          .orderBy('annotation.pk'),
      ),

    /** @returns the new row's key. */
    async add(annotation: NewAnnotation): Promise<number> {
      const now = Date.now();
      const insert = db.insertInto('annotation').values({ ...annotation, created_at: now, modified_at: now });
      const { pk } = await insert.returning('pk').executeTakeFirstOrThrow();
      return pk;
    },

    async update(
      pk: number,
      change: { readonly message: Uint8Array; readonly face: number | null; readonly status: Code },
    ): Promise<void> {
      const { message, face, status } = change;
      const values = { message, face, status, modified_at: Date.now() };
      await db.updateTable('annotation').set(values).where('pk', '=', pk).execute();
    },

    async remove(pk: number): Promise<void> {
      await db.deleteFrom('annotation').where('pk', '=', pk).execute();
    },
  };
}
