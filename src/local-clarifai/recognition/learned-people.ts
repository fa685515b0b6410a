import { LRUCache } from 'lru-cache';
import type { LearnedConcept } from '../tables/model-versions.js';
import type { Tables } from '../tables/tables.js';

/** The version in use, and the one before it while a new one is tried. */
const MAX_VERSIONS = 2;
/** In ms: so that nothing of a deleted version stays in memory for long. */
const UNUSED_MS = 10 * 60_000;

/** What versions learned about people, for predictions. */
export interface LearnedPeople {
  /** @param version key of a model version. */
  of(version: number): Promise<LearnedConcept[]>;
}

/**
 * Holds the means of the versions in use, which never change and are most of what is read for a prediction: a megabyte for a thousand people.
 * Who is in a version, and by what name, is read each time, because people can be renamed and erased, also through other servers.
 */
export function createLearnedPeople({ modelVersions }: Tables): LearnedPeople {
  const cache = new LRUCache<number, ReadonlyMap<number, Float32Array>>({
    max: MAX_VERSIONS,
    ttl: UNUSED_MS,
    updateAgeOnGet: true,
    ttlAutopurge: true,
  });
  return {
    async of(version) {
      const means = cache.get(version) ?? (await modelVersions.means(version));
      if (means.size > 0) cache.set(version, means);
      return (await modelVersions.people(version)).map((person) => ({ ...person, mean: means.get(person.concept) }));
    },
  };
}
