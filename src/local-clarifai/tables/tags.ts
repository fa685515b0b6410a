import { z } from 'zod';
import { groupBy } from '../group-by.js';
import type { Queries } from './queries.js';

const tagRow = z.object({
  annotation: z.number(),
  /** Key of the concept. */
  concept: z.number(),
  concept_id: z.string(),
  concept_name: z.string(),
  /** 1 for "is", 0 for "is not". */
  value: z.number(),
});
export type TagRow = Readonly<z.infer<typeof tagRow>>;

/** A concept that an annotation gives to its face, or to the whole picture. */
export interface TagValue {
  /** Key of the concept. */
  readonly concept: number;
  /** 1 for "is", 0 for "is not". */
  readonly value: number;
}

const givenTagRow = z.object({ annotation: z.number(), concept: z.number() });
/** An annotation and a concept it says its face, or picture, is of, both by their keys. */
export type GivenTag = Readonly<z.infer<typeof givenTagRow>>;

/** The concepts of annotations. */
export function createTagTable({ db, dialect, rows }: Queries) {
  return {
    /** Replaces the tags of an annotation. Of two with one concept, the last counts. */
    async replace(annotation: number, tags: readonly TagValue[]): Promise<void> {
      await db.deleteFrom('tag').where('annotation', '=', annotation).execute();
      const values = tags.map(({ concept, value }, position) => ({ annotation, concept, value, position }));
      const unique = new Map(values.map((each) => [each.concept, each]));
      if (unique.size > 0)
        await db
          .insertInto('tag')
          .values([...unique.values()])
          .execute();
    },

    /** The positive tags of these concepts. */
    givenOf: (concepts: readonly number[]): Promise<GivenTag[]> =>
      rows(
        givenTagRow,
        db
          .selectFrom('tag')
          .select(['tag.annotation', 'tag.concept'])
          .where(dialect.isIn('tag.concept', concepts))
          .where('tag.value', '>=', 0.5),
      ),

    /** The tags of these annotations, by the key of the annotation, with the concepts' current names, in the order they were given. */
    async of(annotations: readonly number[]): Promise<ReadonlyMap<number, readonly TagRow[]>> {
      const found = await rows(
        tagRow,
        db
          .selectFrom('tag')
          .innerJoin('concept', 'concept.pk', 'tag.concept')
          .select([
            'tag.annotation',
            'tag.concept',
            'tag.value',
            'concept.id as concept_id',
            'concept.name as concept_name',
          ])
          .where(dialect.isIn('tag.annotation', annotations))
          .orderBy('tag.position')
          .orderBy('tag.concept'),
      );
      return groupBy(found, ({ annotation }) => annotation);
    },
  };
}
