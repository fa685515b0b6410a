import { LRUCache } from 'lru-cache';
import { service } from '../../clarifai-protocol.js';
import type { Thresholds } from '../../faces/model.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { thresholdsOf } from './version-metadata.js';
import { versionInUse } from './workflow.js';

/** Caches the thresholds stored with model versions. */
export interface ThresholdCache {
  /** @param versionId the version that made the candidates; empty means the one in use. */
  find(session: Session, versionId: string, engine: string): Promise<Thresholds | undefined>;
}

const MAX_VERSIONS = 20;
/** For answers that can change: a version without thresholds may get some, and another version may be put into use. */
const SHORT_TTL_MS = 10_000;

export function createThresholdCache(): ThresholdCache {
  const cache = new LRUCache<string, { readonly thresholds: Thresholds | undefined }>({ max: MAX_VERSIONS });

  async function read(session: Session, versionId: string, engine: string): Promise<Thresholds | undefined> {
    const request = new service.GetModelVersionRequest().setModelId(session.modelId).setVersionId(versionId);
    try {
      return thresholdsOf((await session.call('getModelVersion', request)).getModelVersion(), engine);
    } catch (error) {
      // Deleted since the candidates were made.
      if (isClarifaiError(error, 'not_found')) return undefined;
      throw error;
    }
  }

  return {
    async find(session, versionId, engine) {
      const cached = cache.get(versionId);
      if (cached !== undefined) return cached.thresholds;
      const id = versionId || (await versionInUse(session));
      const thresholds = id === undefined ? undefined : await read(session, id, engine);
      const mayChange = thresholds === undefined || versionId === '';
      cache.set(versionId, { thresholds }, mayChange ? { ttl: SHORT_TTL_MS } : {});
      return thresholds;
    },
  };
}
