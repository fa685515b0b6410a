import type { Concept } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { checkedId } from './ids.js';
import { mapInOrder } from './in-order.js';
import type { PatchAction } from './patch-action.js';
import type { ConceptRow } from './tables/concepts.js';
import type { Tables } from './tables/tables.js';
import type { TagValue } from './tables/tags.js';

/** Turns concepts into tags, creating the concepts that don't exist yet. An unset value arrives as 0, which means "is not". */
export function toTags(tables: Tables, app: number, concepts: readonly Concept[]): Promise<TagValue[]> {
  return mapInOrder(concepts, async (concept) => ({
    concept: await ensureConcept(tables, app, concept),
    value: concept.getValue(),
  }));
}

/** Patches the tags of an annotation. A merge keeps the order of existing tags and gives them their new values. */
export async function patchTags(
  tables: Tables,
  annotation: { readonly pk: number; readonly app: number },
  concepts: readonly Concept[],
  action: PatchAction,
): Promise<void> {
  const { pk, app } = annotation;
  const before = (await tables.tags.of([pk])).get(pk) ?? [];
  if (action === 'remove') {
    const removed = await mapInOrder(concepts, async (concept) => (await findConcept(tables, app, concept))?.pk);
    await tables.tags.replace(
      pk,
      before.filter((tag) => !removed.includes(tag.concept)),
    );
    return;
  }
  const given = await toTags(tables, app, concepts);
  const find = (tags: readonly TagValue[], { concept }: TagValue) => tags.find((tag) => tag.concept === concept);
  const merged = [...before.map((tag) => find(given, tag) ?? tag), ...given.filter((tag) => !find(before, tag))];
  await tables.tags.replace(pk, action === 'merge' ? merged : given);
}

/**
 * Finds a concept by its id, or by its name if it has no id, and creates it if it doesn't exist.
 * @param tables in a transaction, so that no one else creates it meanwhile.
 * @returns its key.
 */
export async function ensureConcept(tables: Tables, app: number, concept: Concept): Promise<number> {
  const known = await findConcept(tables, app, concept);
  if (known !== undefined) return known.pk;
  const id = checkedId(concept.getId(), StatusCode.CONCEPTS_INVALID_REQUEST);
  return (await tables.concepts.add(app, { id, name: concept.getName(), metadata: null })).pk;
}

function findConcept(tables: Tables, app: number, concept: Concept): Promise<ConceptRow | undefined> {
  return concept.getId() === ''
    ? tables.concepts.findByName(app, concept.getName())
    : tables.concepts.find(app, concept.getId());
}
