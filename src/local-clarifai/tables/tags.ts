import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { groupBy } from '../group-by.js';

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

/** The concepts of annotations. */
export function createTagTable(database: Database) {
  return {
    /** Replaces the tags of an annotation. */
    replace(annotation: number, tags: readonly TagValue[]): void {
      database.run('DELETE FROM tag WHERE annotation = ?', [annotation]);
      for (const [position, tag] of tags.entries()) {
        database.run('INSERT OR REPLACE INTO tag (annotation, concept, value, position) VALUES (?, ?, ?, ?)', [
          annotation,
          tag.concept,
          tag.value,
          position,
        ]);
      }
    },

    /** The tags of these annotations, by the key of the annotation, with the concepts' current names, in the order they were given. */
    of(annotations: readonly number[]): ReadonlyMap<number, readonly TagRow[]> {
      const rows = database.rows(
        tagRow,
        `SELECT tag.annotation, tag.concept, tag.value, concept.id AS concept_id, concept.name AS concept_name
         FROM tag JOIN concept ON concept.pk = tag.concept
         WHERE tag.annotation IN (SELECT value FROM json_each(?)) ORDER BY tag.position, tag.concept`,
        [JSON.stringify(annotations)],
      );
      return groupBy(rows, ({ annotation }) => annotation);
    },
  };
}
