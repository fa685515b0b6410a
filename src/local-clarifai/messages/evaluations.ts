import type {
  EvalMetrics,
  EvalTestSetEntry,
  MetricsSummary,
} from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { SingleEvalMetricsResponse } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import type { Struct as StructMessage } from 'google-protobuf/google/protobuf/struct_pb.js';
import { BinaryWriter, resources, StatusCode, Struct, service } from '../../clarifai-protocol.js';
import type { LeaveOneOutResult } from '../recognition/leave-one-out.js';
import { buildStatus, INTERNAL_ERROR } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { ModelVersionRow } from '../tables/model-versions.js';
import { conceptMessage, regionMessage } from './faces.js';

/** What an evaluation found. The entries are serialized at once, because there is one for each tagged face. */
export interface EvaluationOutcome {
  /** EvalTestSetEntry messages, as the bytes of the field `test_set` of EvalMetrics. */
  readonly testSet: Uint8Array;
  readonly summary: MetricsSummary;
  readonly userMetrics: StructMessage;
}

/** An evaluation of a model version, computed in the background. */
export interface Evaluation {
  readonly id: string;
  readonly app: number;
  readonly modelId: string;
  readonly version: Pick<ModelVersionRow, 'pk' | 'id' | 'model'>;
  /** Undefined while the evaluation runs. */
  outcome: EvaluationOutcome | Error | undefined;
}

/** Field numbers of clarifai/api/service.proto and resources.proto. */
const [REPLY_EVAL_METRICS, EVAL_METRICS_TEST_SET] = [2, 7];

/** Collects the results of an evaluation, one by one. @param embeddingSize length of an embedding of both networks. */
export function collectOutcome(embeddingSize: number): {
  add(result: LeaveOneOutResult): void;
  finish(): EvaluationOutcome;
} {
  const testSet = new BinaryWriter();
  const ownDistances = new Map<string, number[]>();
  const shortEmbeddings = new Map<string, number>();
  const counts = new Map<number, Counts>();
  return {
    add(result) {
      const { conceptId, embedding } = result.example;
      testSet.writeBytes(EVAL_METRICS_TEST_SET, entryMessage(result).serializeBinary());
      countResult(counts, result);
      if (embedding.length < embeddingSize) shortEmbeddings.set(conceptId, (shortEmbeddings.get(conceptId) ?? 0) + 1);
      if (result.ownDistance === undefined) return;
      const distances = ownDistances.get(conceptId);
      if (distances === undefined) ownDistances.set(conceptId, [result.ownDistance]);
      else distances.push(result.ownDistance);
    },
    finish: () => ({
      testSet: testSet.getResultBuffer(),
      summary: summaryMessage(counts),
      userMetrics: Struct.fromJavaScript({
        // Nearly identical pictures are near 0.
        own_distance: Object.fromEntries([...ownDistances].map(([id, some]) => [id, average(some)])),
        // How many faces of a person lack the second network's part of the embedding.
        one_network: Object.fromEntries(shortEmbeddings),
      }),
    }),
  };
}

/** An evaluation with its summary, once it is finished, but without its test set. */
export function evaluationMessage(app: AppRow, evaluation: Evaluation): EvalMetrics {
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
  return message.setStatus(buildStatus(StatusCode.EVALUATION_SUCCESS)).setSummary(outcome.summary);
}

/** A reply with a test set of serialized entries. Messages of them would take ten times the memory, and a second to serialize. */
class TestSetReply extends service.SingleEvalMetricsResponse {
  readonly #evaluation: EvalMetrics;
  readonly #testSet: Uint8Array;

  constructor(evaluation: EvalMetrics, testSet: Uint8Array) {
    super();
    this.#evaluation = evaluation;
    this.#testSet = testSet;
  }

  override serializeBinary(): Uint8Array {
    const reply = new BinaryWriter();
    reply.writeBytes(REPLY_EVAL_METRICS, Buffer.concat([this.#evaluation.serializeBinary(), this.#testSet]));
    return Buffer.concat([super.serializeBinary(), reply.getResultBuffer()]);
  }
}

/** The reply to GetEvaluation. @param withTestSet the hosted service also sends the entries only on request. */
export function evaluationReply(app: AppRow, evaluation: Evaluation, withTestSet: boolean): SingleEvalMetricsResponse {
  const message = evaluationMessage(app, evaluation);
  const { outcome } = evaluation;
  if (!withTestSet || outcome === undefined || outcome instanceof Error) {
    return new service.SingleEvalMetricsResponse().setEvalMetrics(message);
  }
  const metrics = new resources.ExtendedMetrics().setUserMetrics(outcome.userMetrics);
  return new TestSetReply(message.setExtendedMetrics(metrics), outcome.testSet);
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

interface Counts {
  predicted: number;
  truePositives: number;
  total: number;
}

/** Counts each face's best concept. Faces whose concept has no other face don't count. */
function countResult(counts: Map<number, Counts>, { example, scores, ownDistance }: LeaveOneOutResult): void {
  const countsOf = (concept: number) => {
    const known = counts.get(concept) ?? { predicted: 0, truePositives: 0, total: 0 };
    counts.set(concept, known);
    return known;
  };
  const best = scores[0]?.person.concept;
  if (best === undefined || ownDistance === undefined) return;
  countsOf(best).predicted += 1;
  countsOf(example.concept).total += 1;
  if (best === example.concept) countsOf(best).truePositives += 1;
}

/** Macro averages of precision and recall (0–1) over the concepts that have faces. */
function summaryMessage(counts: ReadonlyMap<number, Counts>): MetricsSummary {
  const withFaces = [...counts.values()].filter(({ total }) => total > 0);
  const precisions = withFaces.map(({ truePositives, predicted }) => (predicted === 0 ? 0 : truePositives / predicted));
  return new resources.MetricsSummary()
    .setMacroAvgPrecision(average(precisions))
    .setMacroAvgRecall(average(withFaces.map(({ truePositives, total }) => truePositives / total)));
}

function average(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
