import { LRUCache } from 'lru-cache';
import { service } from '../../clarifai-protocol.js';
import type { Thresholds } from '../../faces/model.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { thresholdsOf } from './version-metadata.js';
import { versionInUse } from './workflow.js';

/** The thresholds for naming that belong to a version of the model, asked for once. */
export interface ThresholdCache {
  /** @param versionId the version that made some candidates; empty when the service did not say. */
  find(session: Session, versionId: string, engine: string): Promise<Thresholds | undefined>;
}

const MAX_VERSIONS = 20;
/** How long it is believed that a version has none (they are added after it is made, but before it is used), or is in use. */
const BELIEVED_FOR_MS = 10_000;

export function createThresholdCache(): ThresholdCache {
  const known = new LRUCache<string, { readonly thresholds: Thresholds | undefined }>({ max: MAX_VERSIONS });

  async function read(session: Session, versionId: string, engine: string): Promise<Thresholds | undefined> {
    const request = new service.GetModelVersionRequest().setModelId(session.modelId).setVersionId(versionId);
    try {
      return thresholdsOf((await session.call('getModelVersion', request)).getModelVersion(), engine);
    } catch (error) {
      // Replaced and deleted in this very moment.
      if (isClarifaiError(error, 'not_found')) return undefined;
      throw error;
    }
  }

  return {
    async find(session, spokenBy, engine) {
      // An answer that does not say who spoke is looked up under no name at all, which is believed for a while only.
      const kept = known.get(spokenBy);
      if (kept !== undefined) return kept.thresholds;
      const versionId = spokenBy || (await versionInUse(session));
      const thresholds = versionId === undefined ? undefined : await read(session, versionId, engine);
      known.set(spokenBy, { thresholds }, thresholds === undefined || spokenBy === '' ? { ttl: BELIEVED_FOR_MS } : {});
      return thresholds;
    },
  };
}
