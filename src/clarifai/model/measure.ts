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
import { isOurs, STORED_STATES } from './version-metadata.js';

/** A new version and what measuring it needs. */
export interface Built {
  readonly version: ModelVersion;
  /** The one in use before. */
  readonly previous: ModelVersion | undefined;
  /** All people of the new version. */
  readonly people: readonly Person[];
  readonly registry: PersonRegistry;
  readonly overrides: ThresholdOverrides | undefined;
}

/** Evaluates a new version and compares it with the one in use; undefined if the service cannot evaluate it. */
export async function measure(session: Session, built: Built): Promise<Measurement | undefined> {
  const { version, previous, people, registry } = built;
  const measured = await evaluateVersion(session, version.getId(), registry);
  if (measured === undefined) return undefined;
  // One after the other, because each takes much memory if there are many tags.
  const samplesBefore =
    previous !== undefined && isOurs(previous)
      ? (session.evaluations.find(previous.getId(), registry) ??
        (await evaluateVersion(session, previous.getId(), registry))?.samples)
      : undefined;
  session.evaluations.add(version.getId(), registry, measured.samples);
  const engine = (await session.faceModel()).modelId;
  const { thresholds, falsePositiveIdentificationRate } = calibrate(measured.samples, engine, people.length);
  const used = thresholdsFor({ engine, thresholds }, built.overrides);
  return {
    thresholds,
    falsePositiveIdentificationRate,
    tagsOfOneNetwork: measured.tagsOfOneNetwork,
    evaluation: evaluateModel(measured.samples, people, used, measured.meanDistances),
    evaluationBefore: evaluationIn(previous),
    comparison: samplesBefore && compareModels(samplesBefore, measured.samples, used),
  };
}

/** The metadata to add to a version after it was measured. Keys and values are stored: do not change them. */
export async function metadataOf(
  session: Session,
  measurement: Measurement | undefined,
  isPromoted: boolean,
): Promise<Metadata> {
  const state = isPromoted ? STORED_STATES.ready : STORED_STATES.rejected;
  if (measurement === undefined) return { state };
  const { total, truePositives, falsePositives } = measurement.evaluation;
  const engine = (await session.faceModel()).modelId;
  return {
    state,
    engine,
    lines: { ...measurement.thresholds },
    card: { tried: total, right: truePositives, wrong: falsePositives },
  };
}

function evaluationIn(
  version: ModelVersion | undefined,
): Pick<EvaluationReport, 'total' | 'truePositives' | 'falsePositives'> | undefined {
  const report = numbersIn(version?.getMetadata(), 'card');
  const [total, truePositives, falsePositives] = [report.get('tried'), report.get('right'), report.get('wrong')];
  if (total === undefined || truePositives === undefined || falsePositives === undefined) return undefined;
  return { total, truePositives, falsePositives };
}
