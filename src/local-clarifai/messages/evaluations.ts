import type { EvalMetrics, MetricsSummary } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { SingleEvalMetricsResponse } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import type { Struct as StructMessage } from 'google-protobuf/google/protobuf/struct_pb.js';
import { resources, StatusCode, Struct, service } from '../../clarifai-protocol.js';
import type { LeaveOneOutResult } from '../recognition/leave-one-out.js';
import { buildStatus, INTERNAL_ERROR } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { ModelVersionRow } from '../tables/model-versions.js';
import { createMessageWriter, type MessageWriter } from './message-writer.js';

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
const ENTRY = { predictedConcepts: 3, groundTruthConcepts: 4, input: 6, groundTruthAnnotation: 8 };
const ANNOTATION = { inputId: 2, data: 3 };
const DATA = { regions: 11 };
const REGION = { id: 1, regionInfo: 2 };
const REGION_INFO = { boundingBox: 1 };
const BOX = { topRow: 1, leftCol: 2, bottomRow: 3, rightCol: 4 };
const CONCEPT = { id: 1, value: 3 };
const INPUT = { id: 1 };

/** Collects the results of an evaluation, one by one. @param embeddingSize length of an embedding of both networks. */
export function collectOutcome(embeddingSize: number): {
  add(result: LeaveOneOutResult): void;
  finish(): EvaluationOutcome;
} {
  const writer = createMessageWriter();
  const testSet: Uint8Array[] = [];
  const ownDistances = new Map<string, number[]>();
  const shortEmbeddings = new Map<string, number>();
  const counts = new Map<number, Counts>();
  return {
    add(result) {
      const { conceptId, embedding } = result.example;
      writeEntry(writer, result);
      testSet.push(writer.take());
      countResult(counts, result);
      if (embedding.length < embeddingSize) shortEmbeddings.set(conceptId, (shortEmbeddings.get(conceptId) ?? 0) + 1);
      if (result.ownDistance === undefined) return;
      const distances = ownDistances.get(conceptId);
      if (distances === undefined) ownDistances.set(conceptId, [result.ownDistance]);
      else distances.push(result.ownDistance);
    },
    finish: () => ({
      testSet: Buffer.concat(testSet),
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
    const evaluation = this.#evaluation.serializeBinary();
    const start = createMessageWriter();
    start.begin(REPLY_EVAL_METRICS, evaluation.length + this.#testSet.length);
    return Buffer.concat([super.serializeBinary(), start.take(), evaluation, this.#testSet]);
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

/** Writes one face as an EvalTestSetEntry. Concepts have no names, because the client knows them. */
function writeEntry(writer: MessageWriter, { example, scores }: LeaveOneOutResult): void {
  const entry = writer.place;
  writeAnnotation(writer, example);
  const input = writer.place;
  writer.string(INPUT.id, example.inputId);
  writer.message(ENTRY.input, input);
  writeConcept(writer, ENTRY.groundTruthConcepts, example.conceptId, 1);
  for (const { person, score } of scores.toReversed()) {
    writeConcept(writer, ENTRY.predictedConcepts, person.conceptId, score);
  }
  writer.message(EVAL_METRICS_TEST_SET, entry);
}

function writeAnnotation(writer: MessageWriter, { inputId, face }: LeaveOneOutResult['example']): void {
  // One message in the other, whose ends are the same.
  const end = writer.place;
  writer.float(BOX.rightCol, face.box.right);
  writer.float(BOX.bottomRow, face.box.bottom);
  writer.float(BOX.leftCol, face.box.left);
  writer.float(BOX.topRow, face.box.top);
  writer.message(REGION_INFO.boundingBox, end);
  writer.message(REGION.regionInfo, end);
  writer.string(REGION.id, face.id);
  writer.message(DATA.regions, end);
  writer.message(ANNOTATION.data, end);
  writer.string(ANNOTATION.inputId, inputId);
  writer.message(ENTRY.groundTruthAnnotation, end);
}

function writeConcept(writer: MessageWriter, field: number, id: string, value: number): void {
  const end = writer.place;
  writer.float(CONCEPT.value, value);
  writer.string(CONCEPT.id, id);
  writer.message(field, end);
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
