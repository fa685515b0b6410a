import { LRUCache } from 'lru-cache';
import type { EvaluationSample } from '../../faces/evaluation-sample.js';
import type { PersonRegistry } from '../../faces/person-registry.js';

/** The evaluations of the last trainings, so that the next one need not evaluate the version in use again. */
export interface EvaluationCache {
  /** @returns undefined if the version was not evaluated lately, or people were merged or removed, or changed their consent, since. */
  find(versionId: string, registry: PersonRegistry): readonly EvaluationSample[] | undefined;
  add(versionId: string, registry: PersonRegistry, samples: readonly EvaluationSample[]): void;
}

/** The version in use, and one that was rejected. */
const MAX_VERSIONS = 2;
/** Names come in batches, with a training after each. Later, the memory is worth more. */
const MAX_AGE_MS = 30 * 60_000;

export function createEvaluationCache(): EvaluationCache {
  const versions = new LRUCache<string, readonly EvaluationSample[]>({
    max: MAX_VERSIONS,
    ttl: MAX_AGE_MS,
    ttlAutopurge: true,
  });
  return {
    find: (versionId, registry) => versions.get(keyOf(versionId, registry)),
    add: (versionId, registry, samples) => void versions.set(keyOf(versionId, registry), samples),
  };
}

/** Who stands for whom is part of it, because samples have the people of that moment. */
function keyOf(versionId: string, { records, mayRecognise }: PersonRegistry): string {
  const changed = records.flatMap(({ id, merged, removed }) =>
    merged === undefined && removed === undefined && mayRecognise(id)
      ? []
      : [[id, merged?.into, removed !== undefined, mayRecognise(id)]],
  );
  return JSON.stringify([versionId, changed]);
}
