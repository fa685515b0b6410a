import { type ModelVersion, resources, service } from '../../clarifai-protocol.js';
import type { Thresholds } from '../../faces/model.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { type Metadata, numbersIn, textIn, toStruct } from '../transport/metadata.js';
import { isTrained } from './model-versions.js';
import { latestFirst, orderOf } from './version-order.js';

/** `rejected`: measured worse than the version in use. `rolled back`: someone ran an undo while it was in use. */
type VersionState = 'measuring' | 'ready' | 'rejected' | 'rolled back';

/** Values under the metadata key `state`. Do not change: versions made by earlier releases carry them. */
export const STORED_STATES: Readonly<Record<VersionState, string>> = {
  measuring: 'measuring',
  ready: 'ready',
  rejected: 'held back',
  'rolled back': 'undone',
};

const STATES = Object.keys(STORED_STATES) as readonly VersionState[];

/** Whether a training of Rollcall made a version. One that came with the model, or from another program, has no such metadata. */
export function isOurs(version: ModelVersion): boolean {
  return textIn(version.getMetadata(), 'training_id') !== '';
}

/** Versions from before versions were measured have no state: they are ready. */
export function stateOf(version: ModelVersion): VersionState {
  const state = textIn(version.getMetadata(), 'state');
  return STATES.find((each) => STORED_STATES[each] === state) ?? 'ready';
}

/** The trained versions made by Rollcall, latest first. Every process gets the same order. */
export function trainedVersions(versions: readonly ModelVersion[]): ModelVersion[] {
  return versions
    .filter((version) => isTrained(version) && isOurs(version))
    .sort((a, b) => latestFirst(orderOf(a), orderOf(b)));
}

/** The thresholds measured with a version; undefined if there are none, or if they were measured with another engine. */
export function thresholdsOf(version: ModelVersion | undefined, engine: string): Thresholds | undefined {
  if (textIn(version?.getMetadata(), 'engine') !== engine) return undefined;
  const thresholds = numbersIn(version?.getMetadata(), 'lines');
  const [sure, likely, margin] = [thresholds.get('sure'), thresholds.get('likely'), thresholds.get('margin')];
  if (sure === undefined || likely === undefined || margin === undefined) return undefined;
  return { sure, likely, margin };
}

/** Adds to the metadata of a version. Sends all of it, so that it does not matter how a service merges. */
export async function updateMetadata(session: Session, version: ModelVersion, more: Metadata): Promise<void> {
  const metadata = { ...(version.getMetadata()?.toJavaScript() as Metadata | undefined), ...more };
  const patch = new resources.ModelVersion().setId(version.getId()).setMetadata(toStruct(metadata));
  const request = new service.PatchModelVersionsRequest()
    .setModelId(session.modelId)
    .setModelVersionsList([patch])
    .setAction('merge');
  try {
    await session.call('patchModelVersions', request);
  } catch (error) {
    // The version works without its metadata: naming then uses the engine's default thresholds.
    if (!isClarifaiError(error, 'rejected', 'unknown')) throw error;
    session.log.warn(`The measurement could not be stored with the model version: ${error.message}`);
  }
}
