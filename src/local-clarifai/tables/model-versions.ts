import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { chunksOf } from '../../slices.js';
import { bytes, countRow, json } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { FaceKey, LearnedMean } from '../recognition/learn.js';
import { embeddingFromBytes, embeddingToBytes } from './embedding-bytes.js';
import type { Queries } from './queries.js';

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

const peopleRow = z.object({
  concept: z.number(),
  concept_id: z.string(),
  name: z.string(),
  examples: z.number(),
  fused_examples: z.number(),
});

const meanRow = z.object({ concept: z.number(), mean: bytes });

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

/** How many rows one statement stores. */
const ROWS_AT_ONCE = 100;

/** Versions of models, with the concepts and faces each learned from. */
export function createModelVersionTable({ db, dialect, row, rows, exists }: Queries) {
  const ofModel = (model: number) => db.selectFrom('model_version').selectAll().where('model', '=', model);

  /** The concepts that a version knows, oldest first, without what takes long to read. */
  async function people(version: number): Promise<Omit<LearnedConcept, 'mean'>[]> {
    const found = await rows(
      peopleRow,
      db
        .selectFrom('model_concept')
        .innerJoin('concept', 'concept.pk', 'model_concept.concept')
        .select(['model_concept.concept', 'model_concept.examples', 'model_concept.fused_examples'])
        .select(['concept.id as concept_id', 'concept.name'])
        .where('version', '=', version)
        .orderBy('model_concept.concept'),
    );
    return found.map((each) => ({
      concept: each.concept,
      conceptId: each.concept_id,
      name: each.name,
      examples: each.examples,
      fusedExamples: each.fused_examples,
    }));
  }

  /** The means of a version, by the key of the concept. They never change. */
  async function means(version: number): Promise<ReadonlyMap<number, Float32Array>> {
    const found = await rows(
      meanRow,
      db
        .selectFrom('model_concept')
        .select(['concept', 'mean'])
        .where('version', '=', version)
        .where('mean', 'is not', null),
    );
    return new Map(found.map(({ concept, mean }) => [concept, embeddingFromBytes(mean)]));
  }

  return {
    find: (model: number, id: string) => row(modelVersionRow, ofModel(model).where('id', '=', id)),

    latest: (model: number) => row(modelVersionRow, ofModel(model).orderBy('pk', 'desc').limit(1)),

    /** Versions that learned all of `conceptIds`, newest first unless `ascending`. */
    list(
      model: number,
      options: { readonly conceptIds: readonly string[]; readonly ascending: boolean },
      page: Page,
    ): Promise<ModelVersionRow[]> {
      const wanted = dialect.items(options.conceptIds.map((id) => ({ id })));
      return rows(
        modelVersionRow,
        ofModel(model)
          .where(sql<SqlBool>`not exists (
            select wanted.value ->> 'id' from ${wanted} as wanted except
            select concept.id from model_concept join concept on concept.pk = model_concept.concept
            where model_concept.version = model_version.pk)`)
          .orderBy('pk', options.ascending ? 'asc' : 'desc')
          .limit(page.limit)
          .offset(page.offset),
      );
    },

    async count(model: number): Promise<number> {
      const counted = db.selectFrom('model_version').select(db.fn.countAll().as('count')).where('model', '=', model);
      return (await row(countRow, counted))?.count ?? 0;
    },

    async add(
      version: { readonly model: number; readonly id: string; readonly engine: string; readonly message: Uint8Array },
      concepts: readonly LearnedMean[],
    ): Promise<void> {
      const now = Date.now();
      const insert = db.insertInto('model_version').values({ ...version, created_at: now });
      const { pk } = await insert.returning('pk').executeTakeFirstOrThrow();
      const learned = concepts.map(({ concept, examples, fusedExamples, mean }) => ({
        version: pk,
        concept,
        examples: examples.length,
        fused_examples: fusedExamples,
        mean: mean === undefined ? null : embeddingToBytes(mean),
        faces: JSON.stringify(examples.map(({ face, input }) => [face, input])),
      }));
      for (const some of chunksOf(learned, ROWS_AT_ONCE)) await db.insertInto('model_concept').values(some).execute();
      await db.updateTable('model').set({ modified_at: now }).where('pk', '=', version.model).execute();
    },

    /** Replaces the message that the version was posted with. */
    async update(pk: number, message: Uint8Array): Promise<void> {
      await db.updateTable('model_version').set({ message }).where('pk', '=', pk).execute();
    },

    /** The faces that a version learned from, by the key of the concept. Some may be deleted by now. */
    async examples(version: number): Promise<ReadonlyMap<number, readonly FaceKey[]>> {
      const found = await rows(
        examplesRow,
        db.selectFrom('model_concept').select(['concept', 'faces']).where('version', '=', version),
      );
      return new Map(found.map(({ concept, faces }) => [concept, faces.map(([face, input]) => ({ face, input }))]));
    },

    /** Whether the faces that a version learned from are recorded. Early versions of Rollcall didn't record them. */
    async knowsExamples(version: number): Promise<boolean> {
      const learned = db.selectFrom('model_concept').select('concept').where('version', '=', version).limit(1);
      return (await exists(learned.where('faces', '<>', '[]'))) || !(await exists(learned.where('examples', '>', 0)));
    },

    async remove(pk: number): Promise<void> {
      await db.deleteFrom('model_version').where('pk', '=', pk).execute();
    },

    people,
    means,

    /** What the version learned about each concept, oldest concept first. */
    async learned(version: number): Promise<LearnedConcept[]> {
      const [learned, meanOf] = [await people(version), await means(version)];
      return learned.map((each) => ({ ...each, mean: meanOf.get(each.concept) }));
    },
  };
}
