import type { Model } from './model/create-model.js';
import type { People } from './people/create-people.js';
import type { Photos } from './photos/create-photos.js';
import type { Tags } from './tags/create-tags.js';
import type { Tasks } from './tasks/create-tasks.js';
import type { Transfer } from './transfer/create-transfer.js';

export type { TrainingOutcome } from './model/train.js';
export type { ErasureRequest } from './people/erase-person.js';
export type { AddPhotoResult, NewPhoto } from './photos/new-photo.js';
export type { PhotoSource } from './photos/photo-sources.js';
export type { FaceAnswer, NamedFirst } from './tags/save-answers.js';
export type { SimilarFace } from './tags/similar-faces.js';
export type { OtherTag } from './tags/tag-face.js';
export type { EarlierTask } from './tasks/create-tasks.js';
export type { RestoredAnswer } from './transfer/restore-answers.js';
export type { StoredPhoto } from './transfer/stored-photo.js';

/**
 * The service that holds photos, faces, people, tags and the model. Every method rejects with a ClarifaiError
 * (transport/errors.ts) when the service refuses, fails or is too slow.
 */
export interface Recognizer {
  /**
   * Checks key, application, face model and permissions, so that a wrong setting shows at start.
   * @returns the face engine in use, as in `Candidates.engine`.
   */
  checkSetup(): Promise<{ readonly engine: string }>;
  readonly photos: Photos;
  readonly tags: Tags;
  readonly people: People;
  readonly model: Model;
  readonly tasks: Tasks;
  readonly transfer: Transfer;
  /** Ends running and later calls: they reject with this reason. */
  abort(reason: Error): void;
  /** Ends running calls and closes the connection. */
  close(): Promise<void>;
}
