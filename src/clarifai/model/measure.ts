import type { ModelVersion } from '../../clarifai-protocol.js';
import { calibrate } from '../../faces/calibration.js';
import { compareModels } from '../../faces/compare-models.js';
import { type EvaluationReport, evaluateModel } from '../../faces/evaluation-report.js';
import type { Person } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { type ThresholdOverrides, thresholdsFor } from '../../faces/thresholds.js';
import type { Measurement } from '../../faces/training-report.js';
import type { Session } from '../session.js';
import { type Metadata, numbersIn } from '../transport/metadata.js';
import { evaluateVersion } from './evaluate.js';
import { isOurs } from './version-metadata.js';

/** A version that was built, and what it is to be measured by. */
export interface Built {
  readonly version: ModelVersion;
  /** The one in use until now. */
  readonly previous: ModelVersion | undefined;
  /** Everybody it knows. */
  readonly people: readonly Person[];
  readonly registry: PersonRegistry;
  readonly overrides: ThresholdOverrides | undefined;
}

/** How good a new version is, by itself and beside the one in use; undefined when the service cannot tell. */
export async function measure(session: Session, built: Built): Promise<Measurement | undefined> {
  const { version, previous, people, registry } = built;
  const [measured, measuredBefore] = await Promise.all([
    evaluateVersion(session, version.getId(), registry),
    previous !== undefined && isOurs(previous) ? evaluateVersion(session, previous.getId(), registry) : undefined,
  ]);
  if (measured === undefined) return undefined;
  const engine = (await session.faceModel()).modelId;
  const { thresholds, falsePositiveIdentificationRate } = calibrate(measured.samples, engine, people.length);
  const used = thresholdsFor({ engine, thresholds }, built.overrides);
  return {
    thresholds,
    falsePositiveIdentificationRate,
    evaluation: evaluateModel(measured.samples, people, used, measured.meanDistances),
    evaluationBefore: evaluationIn(previous),
    comparison: measuredBefore && compareModels(measuredBefore.samples, measured.samples, used),
  };
}

/** What is kept with a version once it is known how good it is. */
export async function metadataOf(
  session: Session,
  measurement: Measurement | undefined,
  isPromoted: boolean,
): Promise<Metadata> {
  const state = isPromoted ? 'ready' : 'held back';
  if (measurement === undefined) return { state };
  const { total: tried, truePositives: right, falsePositives: wrong } = measurement.evaluation;
  const engine = (await session.faceModel()).modelId;
  return { state, engine, lines: { ...measurement.thresholds }, card: { tried, right, wrong } };
}

function evaluationIn(
  version: ModelVersion | undefined,
): Pick<EvaluationReport, 'total' | 'truePositives' | 'falsePositives'> | undefined {
  const report = numbersIn(version?.getMetadata(), 'card');
  const [tried, right, wrong] = [report.get('tried'), report.get('right'), report.get('wrong')];
  if (tried === undefined || right === undefined || wrong === undefined) return undefined;
  return { total: tried, truePositives: right, falsePositives: wrong };
}
