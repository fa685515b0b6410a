import { intersectionOverUnion } from '../../boxes.js';
import type { Face } from '../../faces/model.js';
import type { Detection } from './annotations.js';

/** A face with the model version to send when it is tagged. */
export interface DetectedFace extends Face {
  readonly embedVersionId: string;
}

/**
 * The faces among the detections of one photo: the regions of the base face model, without those of other models. The first rule
 * that selects any counts:
 * 1. the model that found the region also computed its embedding (the walkthrough's rule, for single-node face models);
 * 2. the region has an embedding (chains of detector, aligner and embedder);
 * 3. the model is in the application's base workflow (services that no longer set the deprecated embedding field).
 *
 * @param baseVersions versions of the models in the base workflow: if several models qualify, theirs are used, else the newest.
 */
export function facesAmong(detections: readonly Detection[], baseVersions: ReadonlySet<string>): DetectedFace[] {
  const boxed = detections.filter(({ box }) => box !== undefined);
  const rules: ((detection: Detection) => boolean)[] = [
    ({ embedVersionId, modelVersionId }) => embedVersionId !== '' && modelVersionId === embedVersionId,
    ({ embedVersionId }) => embedVersionId !== '',
    ({ modelVersionId }) => baseVersions.has(modelVersionId),
  ];
  const qualified = rules.map((rule) => boxed.filter(rule)).find((some) => some.length > 0) ?? [];
  const ofBase = qualified.filter(
    ({ modelVersionId, embedVersionId }) => baseVersions.has(modelVersionId) || baseVersions.has(embedVersionId),
  );
  const chosen = ofBase.length > 0 ? ofBase : qualified;
  const newest = chosen.reduce<Detection | undefined>((a, b) => (a && a.createdAt >= b.createdAt ? a : b), undefined);
  const faces = new Map<string, DetectedFace>();
  for (const { regionId: id, box, confidence, qualityIssue, modelVersionId, embedVersionId } of chosen) {
    const sameModel = modelVersionId === newest?.modelVersionId && embedVersionId === newest.embedVersionId;
    if (!sameModel || box === undefined) continue;
    const issue = qualityIssue === undefined ? {} : { qualityIssue };
    faces.set(id, { id, box, confidence, ...issue, embedVersionId: embedVersionId || modelVersionId });
  }
  return [...faces.values()];
}

/** Intersection over union from which two boxes are taken for the same face. */
const SAME_FACE_OVERLAP = 0.5;

/**
 * Finds the face of an annotation by region id, by the face id Rollcall stored with it, or, for annotations by other programs, by
 * box.
 * @returns the face's id; undefined if there is none.
 */
export function faceIdOf(
  annotation: Pick<Detection, 'regionId' | 'box'> & { readonly faceId?: string },
  faces: readonly Face[],
): string | undefined {
  const { regionId, faceId, box } = annotation;
  const named = faces.find(({ id }) => id === regionId) ?? faces.find(({ id }) => id === faceId);
  if (named !== undefined || box === undefined) return named?.id;
  const [closest] = faces
    .map((face) => ({ id: face.id, overlap: intersectionOverUnion(face.box, box) }))
    .sort((a, b) => b.overlap - a.overlap);
  return closest !== undefined && closest.overlap >= SAME_FACE_OVERLAP ? closest.id : undefined;
}
