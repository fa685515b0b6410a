import type { Candidates, Photo } from '../../faces/model.js';
import { resolveCandidates } from '../../faces/person-registry.js';
import type { Operation } from '../operation.js';
import type { Session } from '../session.js';
import { type CropFace, predictCandidates } from './find-candidates.js';
import { isModelMissing } from './missing-model.js';
import { promoteTraining, undoTraining } from './promote-version.js';
import { createThresholdCache } from './threshold-cache.js';
import type { TrainingRequest } from './train.js';
import { readTrainingState } from './training-state.js';
import { versionInUse } from './workflow.js';

const MODEL_MISSING =
  'The trained model or its workflow is missing in Clarifai, so faces stay unnamed. The next training creates it again.';

/** Candidates for faces, and trainings. */
export type Model = ReturnType<typeof createModel>;

export function createModel(operation: Operation, cropFace: CropFace | undefined) {
  const thresholdCache = createThresholdCache();
  /** What to answer without a prediction, and until when. */
  let noModel = { until: Number.NEGATIVE_INFINITY, isMissing: false };
  let hasPredicted = false;

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
    const none: Candidates = { engine, byFace: new Map() };
    if (photo.faces.length === 0) return none;
    if (session.clock.now() < noModel.until) return withoutModel(none);
    const predicted = await predictCandidates(session, { photo, picture, cropFace }, options.onWarmingUp);
    if (predicted === undefined) {
      // If the workflow is complete, the model it takes faces from is missing.
      const isMissing = hasPredicted || (await versionInUse(session)) !== undefined || (await isModelMissing(session));
      if (isMissing) session.log.warn(MODEL_MISSING);
      noModel = { until: session.clock.now() + session.polling.untrainedForMs, isMissing };
      return withoutModel(none);
    }
    hasPredicted = true;
    if (predicted.byFace.size === 0) return none;
    const thresholds = await thresholdCache.find(session, predicted.versionId, engine);
    return resolveCandidates(await session.registry(), { engine, thresholds, byFace: predicted.byFace });
  }

  function withoutModel(none: Candidates): Candidates {
    return noModel.isMissing ? { ...none, isModelMissing: true } : none;
  }

  return {
    findCandidates: operation(findCandidates),
    train: operation(async (session, request: TrainingRequest) => {
      // The base workflow may use another version of its model by now.
      session.invalidateFaceModel();
      // Loaded when it is needed, so that a start is quicker.
      const { train } = await import('./train.js');
      const outcome = await train(session, request);
      noModel = { until: Number.NEGATIVE_INFINITY, isMissing: false };
      return outcome;
    }),
    undo: operation(undoTraining),
    promote: operation(promoteTraining),
    state: operation(readTrainingState),
  };
}
