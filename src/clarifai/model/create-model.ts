import type { Candidates, Photo } from '../../faces/model.js';
import { resolveCandidates } from '../../faces/person-registry.js';
import type { Operation } from '../operation.js';
import type { Session } from '../session.js';
import { type CropFace, predictCandidates } from './find-candidates.js';
import { promoteTraining, undoTraining } from './promote-version.js';
import { createThresholdCache } from './threshold-cache.js';
import { type TrainingRequest, train } from './train.js';
import { readTrainingState } from './training-state.js';

/** Candidates for faces, and trainings. */
export type Model = ReturnType<typeof createModel>;

export function createModel(operation: Operation, cropFace: CropFace | undefined) {
  const thresholdCache = createThresholdCache();
  let untrainedUntil = Number.NEGATIVE_INFINITY;

  /**
   * Finds candidates for the faces of a photo. There are none before the first training.
   * @param options.onWarmingUp called once if the model is still being loaded, which can take minutes.
   */
  async function findCandidates(
    session: Session,
    photo: Photo,
    picture: Uint8Array,
    options: { readonly onWarmingUp?: () => void } = {},
  ): Promise<Candidates> {
    const engine = (await session.faceModel()).modelId;
    if (photo.faces.length === 0 || session.clock.now() < untrainedUntil) return { engine, byFace: new Map() };
    const predicted = await predictCandidates(session, { photo, picture, cropFace }, options.onWarmingUp);
    if (predicted === undefined) {
      untrainedUntil = session.clock.now() + session.polling.untrainedForMs;
      return { engine, byFace: new Map() };
    }
    if (predicted.byFace.size === 0) return { engine, byFace: new Map() };
    const thresholds = await thresholdCache.find(session, predicted.versionId, engine);
    return resolveCandidates(await session.registry(), { engine, thresholds, byFace: predicted.byFace });
  }

  return {
    findCandidates: operation(findCandidates),
    train: operation(async (session, request: TrainingRequest) => {
      // The base workflow may use another version of its model by now.
      session.invalidateFaceModel();
      const outcome = await train(session, request);
      untrainedUntil = Number.NEGATIVE_INFINITY;
      return outcome;
    }),
    undo: operation(undoTraining),
    promote: operation(promoteTraining),
    state: operation(readTrainingState),
  };
}
