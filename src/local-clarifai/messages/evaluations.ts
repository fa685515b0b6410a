import type {
  EvalMetrics,
  EvalTestSetEntry,
  MetricsSummary,
} from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode, Struct } from '../../clarifai-protocol.js';
import type { FaceModel } from '../base-models.js';
import type { Evaluation } from '../evaluations.js';
import type { LeaveOneOutResult } from '../recognition/leave-one-out.js';
import { buildStatus, INTERNAL_ERROR } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { conceptMessage, regionMessage } from './faces.js';

/**
 * An evaluation with its summary, once it is finished.
 * @param withTestSet whether to include the many entries of the test set. The hosted service also sends them only on request.
 */
export function evaluationMessage(
  app: AppRow,
  evaluation: Evaluation,
  { embeddingSize }: FaceModel,
  withTestSet: boolean,
): EvalMetrics {
  const { outcome } = evaluation;
  const version = new resources.ModelVersion().setId(evaluation.version.id);
  const message = new resources.EvalMetrics()
    .setId(evaluation.id)
    .setAppId(app.id)
    .setUserId(app.user_id)
    .setModel(new resources.Model().setId(evaluation.modelId).setModelVersion(version));
  if (outcome === undefined) return message.setStatus(buildStatus(StatusCode.EVALUATION_IN_PROGRESS));
  if (outcome instanceof Error) {
    return message.setStatus(buildStatus(StatusCode.EVALUATION_FAILED, INTERNAL_ERROR));
  }
  message.setStatus(buildStatus(StatusCode.EVALUATION_SUCCESS));
  message.setSummary(summaryMessage(outcome));
  if (!withTestSet) return message;
  message.setTestSetList(outcome.map(entryMessage));
  return message.setExtendedMetrics(
    new resources.ExtendedMetrics().setUserMetrics(
      Struct.fromJavaScript({
        own_distance: meanDistances(outcome),
        one_network: countShortEmbeddings(outcome, embeddingSize),
      }),
    ),
  );
}

/** One face of the test set. Concepts have no names, because the client knows them. */
function entryMessage({ example, scores }: LeaveOneOutResult): EvalTestSetEntry {
  const region = regionMessage(example.face);
  return new resources.EvalTestSetEntry()
    .setInput(new resources.Input().setId(example.inputId))
    .setGroundTruthConceptsList([conceptMessage({ id: example.conceptId, name: '', value: 1 })])
    .setGroundTruthAnnotation(
      new resources.Annotation().setInputId(example.inputId).setData(new resources.Data().setRegionsList([region])),
    )
    .setPredictedConceptsList(
      scores.map(({ person, score }) => conceptMessage({ id: person.conceptId, name: '', value: score })),
    );
}

/** By concept: the mean Euclidean distance of its faces to the mean of its other faces. Nearly identical pictures are near 0. */
function meanDistances(outcome: readonly LeaveOneOutResult[]): Record<string, number> {
  const distances = new Map<string, number[]>();
  for (const { example, ownDistance } of outcome) {
    if (ownDistance === undefined) continue;
    distances.set(example.conceptId, [...(distances.get(example.conceptId) ?? []), ownDistance]);
  }
  return Object.fromEntries([...distances].map(([id, some]) => [id, average(some)]));
}

/** By concept: how many of its faces lack the second network's part of the embedding. Concepts with none are left out. */
function countShortEmbeddings(outcome: readonly LeaveOneOutResult[], embeddingSize: number): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { example } of outcome) {
    if (example.embedding.length >= embeddingSize) continue;
    counts.set(example.conceptId, (counts.get(example.conceptId) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/**
 * Macro averages of precision and recall (0–1) of each face's best concept, over the concepts that have faces. Faces whose
 * concept has no other face don't count.
 */
function summaryMessage(outcome: readonly LeaveOneOutResult[]): MetricsSummary {
  const counts = new Map<number, { predicted: number; truePositives: number; total: number }>();
  const countsOf = (concept: number) => {
    const known = counts.get(concept) ?? { predicted: 0, truePositives: 0, total: 0 };
    counts.set(concept, known);
    return known;
  };
  for (const { example, scores, ownDistance } of outcome) {
    const best = scores[0]?.person.concept;
    if (best === undefined || ownDistance === undefined) continue;
    countsOf(best).predicted += 1;
    countsOf(example.concept).total += 1;
    if (best === example.concept) countsOf(best).truePositives += 1;
  }
  const withFaces = [...counts.values()].filter(({ total }) => total > 0);
  const precisions = withFaces.map(({ truePositives, predicted }) => (predicted === 0 ? 0 : truePositives / predicted));
  return new resources.MetricsSummary()
    .setMacroAvgPrecision(average(precisions))
    .setMacroAvgRecall(average(withFaces.map(({ truePositives, total }) => truePositives / total)));
}

function average(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
