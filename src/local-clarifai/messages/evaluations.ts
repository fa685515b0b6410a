import type {
  EvalMetrics,
  EvalTestSetEntry,
  MetricsSummary,
} from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode, Struct } from '../../clarifai-protocol.js';
import type { FaceModel } from '../base-models.js';
import type { Evaluation } from '../evaluations.js';
import type { LeftOut } from '../recognition/leave-one-out.js';
import { buildStatus, INTERNAL_ERROR } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { conceptMessage, regionMessage } from './faces.js';

/** @param withTestSet the entries are many; as on the hosted service they come only when they are asked for. */
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

/** Regions carry the ids they have everywhere; names are left out, the caller has them. */
function entryMessage({ example, scores }: LeftOut): EvalTestSetEntry {
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

/** By concept: how far its faces are from the mean of the others, on average. Near 0 they are nearly one picture. */
function meanDistances(outcome: readonly LeftOut[]): Record<string, number> {
  const distances = new Map<string, number[]>();
  for (const { example, ownDistance } of outcome) {
    if (ownDistance === undefined) continue;
    distances.set(example.conceptId, [...(distances.get(example.conceptId) ?? []), ownDistance]);
  }
  return Object.fromEntries([...distances].map(([id, some]) => [id, average(some)]));
}

/** By concept: how many of its faces lack the part of the second network, which faces have by now. Left out where it is none. */
function countShortEmbeddings(outcome: readonly LeftOut[], embeddingSize: number): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { example } of outcome) {
    if (example.embedding.length >= embeddingSize) continue;
    counts.set(example.conceptId, (counts.get(example.conceptId) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** Averages over the concepts of how right the first guess is, for the faces whose person has another. */
function summaryMessage(outcome: readonly LeftOut[]): MetricsSummary {
  const counts = new Map<number, { said: number; right: number; all: number }>();
  const of = (concept: number) => {
    const known = counts.get(concept) ?? { said: 0, right: 0, all: 0 };
    counts.set(concept, known);
    return known;
  };
  for (const { example, scores, ownDistance } of outcome) {
    const first = scores[0]?.person.concept;
    if (first === undefined || ownDistance === undefined) continue;
    of(first).said += 1;
    of(example.concept).all += 1;
    if (first === example.concept) of(first).right += 1;
  }
  const tried = [...counts.values()].filter(({ all }) => all > 0);
  return new resources.MetricsSummary()
    .setMacroAvgPrecision(average(tried.map(({ right, said }) => (said === 0 ? 0 : right / said))))
    .setMacroAvgRecall(average(tried.map(({ right, all }) => right / all)));
}

function average(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
