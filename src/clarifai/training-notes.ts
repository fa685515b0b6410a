import { textIn } from './metadata.js';
import { createdAt } from './model-versions.js';
import type { ModelVersion } from './protocol.js';

/** Whether a training of ours made a version: one that came with the model, or from elsewhere, carries no note. */
export function isOurs(version: ModelVersion): boolean {
  return textIn(version.getMetadata(), 'training_id') !== '';
}

/** When the training that made a version began to read tags, in milliseconds since 1970. */
export function trainedAt(version: ModelVersion): number {
  const at = Date.parse(textIn(version.getMetadata(), 'trained_at'));
  return Number.isNaN(at) ? createdAt(version) : at;
}
