import { type ModelVersion, resources, service } from '../../clarifai-protocol.js';
import type { Thresholds } from '../../faces/model.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { type Metadata, numbersIn, textIn, toStruct } from '../transport/metadata.js';
import { createdAt, isTrained } from './model-versions.js';

/**
 * What became of a version: it is being measured, it may be used, it was not put into use because it was worse than the one
 * in use, or somebody went back from it.
 */
export type VersionState = 'measuring' | 'ready' | 'held back' | 'undone';

const STATES: readonly VersionState[] = ['measuring', 'ready', 'held back', 'undone'];

/** Whether a training of ours made a version: one that came with the model, or from elsewhere, carries no note. */
export function isOurs(version: ModelVersion): boolean {
  return textIn(version.getMetadata(), 'training_id') !== '';
}

/** When the training that made a version began to read tags, in milliseconds since 1970. */
export function trainedAt(version: ModelVersion): number {
  const at = Date.parse(textIn(version.getMetadata(), 'trained_at'));
  return Number.isNaN(at) ? createdAt(version) : at;
}

/** A version that says nothing was made before versions were measured. */
export function stateOf(version: ModelVersion): VersionState {
  const state = textIn(version.getMetadata(), 'state');
  return STATES.find((each) => each === state) ?? 'ready';
}

/** The versions that trainings made, latest tags first: the same order for everybody who looks. */
export function trainedVersions(versions: readonly ModelVersion[]): ModelVersion[] {
  return versions
    .filter((version) => isTrained(version) && isOurs(version))
    .sort((a, b) => trainedAt(b) - trainedAt(a) || (a.getId() < b.getId() ? 1 : -1));
}

/** The thresholds that were measured with a version; undefined when none were, or with another engine. */
export function thresholdsOf(version: ModelVersion | undefined, engine: string): Thresholds | undefined {
  if (textIn(version?.getMetadata(), 'engine') !== engine) return undefined;
  const thresholds = numbersIn(version?.getMetadata(), 'lines');
  const [sure, likely, margin] = [thresholds.get('sure'), thresholds.get('likely'), thresholds.get('margin')];
  if (sure === undefined || likely === undefined || margin === undefined) return undefined;
  return { sure, likely, margin };
}

/** Adds to the note of a version. All of it is sent, so that it makes no difference how a service merges. */
export async function updateMetadata(session: Session, version: ModelVersion, more: Metadata): Promise<void> {
  const note = { ...(version.getMetadata()?.toJavaScript() as Metadata | undefined), ...more };
  const patch = new resources.ModelVersion().setId(version.getId()).setMetadata(toStruct(note));
  const request = new service.PatchModelVersionsRequest()
    .setModelId(session.modelId)
    .setModelVersionsList([patch])
    .setAction('merge');
  try {
    await session.call('patchModelVersions', request);
  } catch (error) {
    // Without its note a version can be used all the same: names are then found by the engine's own thresholds.
    if (!isClarifaiError(error, 'rejected', 'unknown')) throw error;
    session.log.warn(`What was measured could not be kept with the model: ${error.message}`);
  }
}
