import { randomUUID } from 'node:crypto';
import { type EvalMetrics, type EvalTestSetEntry, resources, StatusCode, service } from '../../clarifai-protocol.js';
import type { EvaluationSample } from '../../faces/evaluation-sample.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { inSlices } from '../../slices.js';
import { clamp } from '../photos/boxes.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { testSetOf } from '../transport/evaluation-reply.js';
import { numbersIn } from '../transport/metadata.js';
import { fromStatus } from '../transport/reply-status.js';
import { poll } from '../transport/waiting.js';

/** How a model version classifies the tagged faces. */
export interface Evaluation {
  readonly samples: readonly EvaluationSample[];
  /** By person id: the mean distance between their faces, in the engine's units. Empty if the service does not report it. */
  readonly meanDistances: ReadonlyMap<string, number>;
  /** Tags on faces that an earlier version of the service compared by one network, where it has two by now. */
  readonly tagsOfOneNetwork: number;
}

/**
 * Has the service classify every tagged face as if it were untagged. PostEvaluations without a dataset uses everything
 * annotated with the concepts of the model, and its scores have the units of predictions. No Clarifai document says whether the
 * hosted service evaluates models of this type.
 * @returns undefined if the service refuses or fails: a training succeeds without a measurement.
 */
export async function evaluateVersion(
  session: Session,
  versionId: string,
  registry: PersonRegistry,
): Promise<Evaluation | undefined> {
  try {
    const { evaluation, testSet } = await runEvaluation(session, versionId);
    const samples: EvaluationSample[] = [];
    for await (const entry of inSlices(testSet)) {
      const sample = readSample(entry, registry);
      if (sample !== undefined) samples.push(sample);
    }
    if (samples.length === 0) return undefined;
    const metrics = evaluation.getExtendedMetrics()?.getUserMetrics();
    const meanDistances = new Map(
      [...numbersIn(metrics, 'own_distance')].flatMap(([id, distance]) => {
        const personId = personNow(registry, id);
        // The distances are per concept, so there is none for merged people.
        return personId === undefined || registry.idsOf(personId).length > 1 ? [] : [[personId, distance] as const];
      }),
    );
    const tagsOfOneNetwork = [...numbersIn(metrics, 'one_network').values()].reduce((sum, tags) => sum + tags, 0);
    return { samples, meanDistances, tagsOfOneNetwork };
  } catch (error) {
    session.signal.throwIfAborted();
    if (!isClarifaiError(error)) throw error;
    session.log.info(`The model could not be measured: ${error.message}`);
    return undefined;
  }
}

interface Evaluated {
  readonly evaluation: EvalMetrics;
  readonly testSet: Iterable<EvalTestSetEntry>;
}

async function runEvaluation(session: Session, versionId: string): Promise<Evaluated> {
  const id = randomUUID().replaceAll('-', '');
  const version = new resources.ModelVersion().setId(versionId);
  const model = new resources.Model()
    .setId(session.modelId)
    .setUserId(session.userId)
    .setAppId(session.appId)
    .setModelVersion(version);
  const evaluation = new resources.EvalMetrics().setId(id).setModel(model);
  const post = new service.PostEvaluationsRequest().setEvalMetricsList([evaluation]);
  try {
    await session.call('postEvaluations', post);
  } catch (error) {
    // The reply to an earlier attempt was lost.
    if (!isClarifaiError(error, 'duplicate')) throw error;
  }
  const get = new service.GetEvaluationRequest()
    .setEvaluationId(id)
    .setFields(new resources.FieldsValue().setTestSet(true));
  const waiting = { rpc: 'GetEvaluation', for: 'the new model version to be measured' };
  return poll(session.clock, session.polling.training, waiting, async () => {
    const reply = await session.call('getEvaluation', get.clone());
    const evaluation = reply.getEvalMetrics();
    const code = evaluation?.getStatus()?.getCode() ?? 0;
    if (evaluation !== undefined && DONE.has(code)) return { evaluation, testSet: testSetOf(reply) };
    if (RUNNING.has(code)) return undefined;
    throw fromStatus('GetEvaluation', evaluation?.getStatus());
  });
}

/** Undefined for entries about a whole picture, and for people who were removed. */
function readSample(entry: EvalTestSetEntry, registry: PersonRegistry): EvaluationSample | undefined {
  const truth = entry.getGroundTruthAnnotation();
  const [region] = truth?.getData()?.getRegionsList() ?? [];
  const [predicted] = entry.getPredictedAnnotation()?.getData()?.getRegionsList() ?? [];
  const tagged = [...entry.getGroundTruthConceptsList(), ...(region?.getData()?.getConceptsList() ?? [])].find(
    (concept) => concept.getValue() >= 0.5,
  );
  const faceId = region?.getId() ?? '';
  const photoId = truth?.getInputId() || (entry.getInput()?.getId() ?? '');
  const personId = tagged && personNow(registry, tagged.getId());
  if (personId === undefined || faceId === '' || photoId === '') return undefined;
  const scores = new Map<string, number>();
  for (const concept of [...entry.getPredictedConceptsList(), ...(predicted?.getData()?.getConceptsList() ?? [])]) {
    const id = personNow(registry, concept.getId());
    if (id !== undefined) scores.set(id, Math.max(scores.get(id) ?? 0, clamp(concept.getValue())));
  }
  return { photoId, faceId, personId, scores };
}

/** The id of the person a concept stands for, after merges; undefined for a removed person, and for one who may not be recognised. */
function personNow(registry: PersonRegistry, id: string): string | undefined {
  const now = registry.resolve({ id, name: '' })?.id;
  return now !== undefined && registry.mayRecognise(now) ? now : undefined;
}

const DONE: ReadonlySet<number> = new Set([
  StatusCode.SUCCESS,
  StatusCode.EVALUATION_SUCCESS,
  StatusCode.MODEL_EVALUATED,
]);

const RUNNING: ReadonlySet<number> = new Set([
  StatusCode.ZERO,
  StatusCode.EVALUATION_QUEUED,
  StatusCode.EVALUATION_PENDING,
  StatusCode.EVALUATION_IN_PROGRESS,
  StatusCode.MODEL_EVALUATING,
  StatusCode.MODEL_QUEUED_FOR_EVALUATION,
]);
