import { chunksOf } from '../slices.js';
import type { FaceKey } from './recognition/learn.js';
import type { Tables } from './tables/tables.js';
import type { GivenTag } from './tables/tags.js';

/** A face and a concept that it is tagged with. */
export interface TaggedFace extends FaceKey {
  /** Key of the concept. */
  readonly concept: number;
}

/** So many concepts, or annotations, are read at once. */
const READ_AT_ONCE = { concepts: 20, annotations: 512 };

/**
 * The faces with a positive tag of one of these concepts, each once per concept, in the order they were found. Annotations are read in the
 * order they were made, because reading those of each concept reads most pages of the table again and again.
 * @param eachOf goes through parts of the work, with or without pauses.
 */
export async function listTaggedFaces(
  tables: Tables,
  concepts: readonly number[],
  eachOf: <T>(items: readonly T[]) => AsyncIterable<T> | Iterable<T>,
): Promise<readonly TaggedFace[]> {
  const given: GivenTag[] = [];
  for await (const some of eachOf(chunksOf(concepts, READ_AT_ONCE.concepts))) {
    given.push(...(await tables.tags.givenOf(some)));
  }
  given.sort((a, b) => a.annotation - b.annotation);
  const tagged: TaggedFace[] = [];
  for await (const some of eachOf(chunksOf(given, READ_AT_ONCE.annotations))) {
    const faces = await tables.annotations.facesOf(some.map(({ annotation }) => annotation));
    for (const { annotation, concept } of some) {
      const key = faces.get(annotation);
      if (key !== undefined) tagged.push({ concept, ...key });
    }
  }
  tagged.sort((a, b) => a.face - b.face || a.concept - b.concept);
  return tagged.filter(({ face, concept }, index) => {
    const before = tagged[index - 1];
    return face !== before?.face || concept !== before.concept;
  });
}
