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

const taggedFaceRow = z.object({ concept: z.number(), face: z.number(), input: z.number() });
/** A face with a concept that it is tagged with, all by their keys. */
export type TaggedFace = Readonly<z.infer<typeof taggedFaceRow>>;

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

    /** The faces with a positive tag of one of these concepts, each once per concept. */
    taggedFaces: (concepts: readonly number[]): TaggedFace[] =>
      database.rows(
        taggedFaceRow,
        `SELECT DISTINCT tag.concept, annotation.face, annotation.input FROM tag
         CROSS JOIN annotation ON annotation.pk = tag.annotation
         WHERE tag.concept IN (SELECT value FROM json_each(?)) AND tag.value >= 0.5 AND annotation.face IS NOT NULL`,
        [JSON.stringify(concepts)],
      ),

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
