import type { Box, Face, FlagKind, Person, QualityIssue, Tag } from '../../faces/model.js';
import { boxOf, clamp, overlap } from '../photos/boxes.js';
import { textIn } from '../transport/metadata.js';
import { type Annotation, type Region, StatusCode } from '../transport/protocol.js';

/** One thing said about one place on a photo, by a model or by a person: an annotation with one of its regions. */
export interface Mark {
  readonly annotationId: string;
  readonly photoId: string;
  readonly by: 'model' | 'person';
  /** Which model said it; both empty for a person's. */
  readonly modelId: string;
  readonly modelVersionId: string;
  /** Which model version made the embedding that belongs to the region. */
  readonly embedVersionId: string;
  readonly regionId: string;
  readonly box: Box | undefined;
  readonly confidence: number;
  /** Why the service does not learn from the face; the hosted one never says. */
  readonly qualityIssue: QualityIssue | undefined;
  /** Who it is, when the mark says so. */
  readonly person: Person | undefined;
  /** What else a person said about the face; undefined when it says who it is, and for a model's. */
  readonly note: Note | undefined;
  /** Whom a note of the kind `not this person` is about. */
  readonly notPerson: Person | undefined;
  /** What Rollcall kept with its own tags. */
  readonly taggedBy: string;
  readonly taggedAt: number;
  readonly taggedFaceId: string;
  /** By the service's clock, in milliseconds since 1970. */
  readonly createdAt: number;
}

/**
 * What people say about a face besides whose it is. Kept in the annotation's info, under the key `note`. `collage` is about
 * the whole photo, and is kept with the face beside which it was said: annotations of faces are what every service keeps
 * and lists alike.
 */
export type Note = FlagKind | 'not this person' | 'collage';

const NOTES: readonly Note[] = ['not a face', 'left unnamed', 'not this person', 'collage'];

/** As the local Clarifai writes them into a region's metadata, under the key `flaw`. */
const QUALITY_ISSUES: readonly QualityIssue[] = ['too small', 'too blurred', 'too turned'];

/** Whether a note is a mark, of which a face has one at most. */
export function isFaceMark(note: Note): note is FlagKind {
  return note === 'not a face' || note === 'left unnamed';
}

/** A note with the annotation that holds it. */
export interface KeptNote {
  readonly annotationId: string;
  readonly faceId: string;
  readonly note: Note;
  /** Set for `not this person`. */
  readonly person: Person | undefined;
  readonly saidBy: string;
  readonly saidAt: Date;
}

/** A face on a photo with what Clarifai wants to hear when it is tagged. */
export interface DetectedFace extends Face {
  readonly embedVersionId: string;
}

/** Where a model keeps what it found of a face. */
export interface FaceDetection {
  readonly annotationId: string;
  readonly faceId: string;
}

/** A tag with the annotation that holds it. */
export interface KeptTag extends Tag {
  readonly annotationId: string;
}

/** Whether a model wrote an annotation. The older fields are deprecated and the newer ones not always there: both count. */
export function isByModel(annotation: Annotation): boolean {
  const worker = annotation.getWorker();
  if (worker?.hasUser()) return false;
  return Boolean(worker?.hasModel() || worker?.hasWorkflow() || annotation.getModelVersionId());
}

/** What an annotation says about each of its regions. One that failed or was refused in a review says nothing. */
export function marksOf(annotation: Annotation): Mark[] {
  if (NOT_SAID.has(annotation.getStatus()?.getCode() ?? 0)) return [];
  const model = annotation.getWorker()?.getModel();
  const info = annotation.getAnnotationInfo();
  const createdAt = annotation.getCreatedAt()?.toDate().getTime() ?? 0;
  const taggedAt = Date.parse(textIn(info, 'tagged_at'));
  const note = NOTES.find((each) => each === textIn(info, 'note'));
  const regions = annotation.getData()?.getRegionsList() ?? [];
  return regions.map((region) => ({
    annotationId: annotation.getId(),
    photoId: annotation.getInputId(),
    by: isByModel(annotation) ? 'model' : 'person',
    modelId: model?.getId() ?? '',
    modelVersionId: model?.getModelVersion()?.getId() || annotation.getModelVersionId(),
    embedVersionId: annotation.getEmbedModelVersionId(),
    regionId: region.getId() || annotation.getId(),
    box: boxOf(region),
    confidence: clamp(region.getValue()),
    qualityIssue: QUALITY_ISSUES.find((each) => each === textIn(region.getData()?.getMetadata(), 'flaw')),
    person: note === undefined ? personOn(region) : undefined,
    note,
    notPerson: note === 'not this person' ? rejectedOn(region) : undefined,
    taggedBy: textIn(info, 'tagged_by'),
    taggedAt: Number.isNaN(taggedAt) ? createdAt : taggedAt,
    taggedFaceId: textIn(info, 'face_id'),
    createdAt,
  }));
}

const NOT_SAID: ReadonlySet<number> = new Set([
  StatusCode.ANNOTATION_FAILED,
  StatusCode.ANNOTATION_INVALID_ARGUMENT,
  StatusCode.ANNOTATION_PERMISSION_DENIED,
  StatusCode.ANNOTATION_REVIEW_DENIED,
]);

/** The concept of a region as a person. A value of 0 says "this is not", and counts as nothing said. */
function personOn(region: Region): Person | undefined {
  const concept = region
    .getData()
    ?.getConceptsList()
    .find((each) => each.getValue() >= 0.5);
  return concept && { id: concept.getId(), name: concept.getName() };
}

/** Whom a region says it is not: the concept with the value 0. */
function rejectedOn(region: Region): Person | undefined {
  const [concept] = region.getData()?.getConceptsList() ?? [];
  return concept && { id: concept.getId(), name: concept.getName() };
}

/**
 * The faces among the marks of one photo: regions of the base face model, and of no other model the application may run.
 * The first rule that finds any decides:
 * 1. the model that found the region also made its embedding (the walkthrough's rule, for the one-shot face models);
 * 2. a model found it and some model made an embedding of it (chains of detector, aligner and embedder);
 * 3. the model is one of the application's base workflow (services that no longer fill the deprecated embedding field).
 *
 * @param baseVersions versions of the models in the base workflow: when several models qualify, theirs are taken, else the
 * newest ones.
 */
export function facesAmong(marks: readonly Mark[], baseVersions: ReadonlySet<string>): DetectedFace[] {
  const found = marks.filter((mark) => mark.by === 'model' && mark.box !== undefined);
  const rules: ((mark: Mark) => boolean)[] = [
    (mark) => mark.embedVersionId !== '' && mark.modelVersionId === mark.embedVersionId,
    (mark) => mark.embedVersionId !== '',
    (mark) => baseVersions.has(mark.modelVersionId),
  ];
  const qualified = rules.map((rule) => found.filter(rule)).find((some) => some.length > 0) ?? [];
  const ofBase = qualified.filter(
    (mark) => baseVersions.has(mark.modelVersionId) || baseVersions.has(mark.embedVersionId),
  );
  const candidates = ofBase.length > 0 ? ofBase : qualified;
  const newest = candidates.reduce<Mark | undefined>((a, b) => (a && a.createdAt >= b.createdAt ? a : b), undefined);
  const faces = new Map<string, DetectedFace>();
  for (const mark of candidates) {
    const sameModel = mark.modelVersionId === newest?.modelVersionId && mark.embedVersionId === newest.embedVersionId;
    if (!sameModel || mark.box === undefined) continue;
    const embedVersionId = mark.embedVersionId || mark.modelVersionId;
    const { regionId: id, box, confidence, qualityIssue } = mark;
    faces.set(id, { id, box, confidence, ...(qualityIssue === undefined ? {} : { qualityIssue }), embedVersionId });
  }
  return [...faces.values()];
}

/** Annotations of models that tell of one of these faces, whichever model it was: all that is kept of how they were found. */
export function detectionsAmong(marks: readonly Mark[], faces: readonly Face[]): FaceDetection[] {
  return marks
    .filter((mark) => mark.by === 'model')
    .flatMap((mark) => {
      const faceId = taggedFace(mark, faces);
      return faceId === undefined ? [] : [{ annotationId: mark.annotationId, faceId }];
    });
}

/** What people said about the faces of one photo, newest first: the first tag of a face is the one that holds. */
export function tagsAmong(marks: readonly Mark[], faces: readonly Face[]): KeptTag[] {
  return marks
    .filter((mark) => mark.by === 'person')
    .sort(newestFirst)
    .flatMap((mark) => {
      const faceId = taggedFace(mark, faces);
      if (mark.person === undefined || faceId === undefined) return [];
      const { annotationId, person, taggedBy, taggedAt } = mark;
      return [{ annotationId, faceId, person, taggedBy, taggedAt: new Date(taggedAt) }];
    });
}

/** What else people said about the faces of one photo, newest first. */
export function notesAmong(marks: readonly Mark[], faces: readonly Face[]): KeptNote[] {
  return marks
    .filter((mark) => mark.by === 'person')
    .sort(newestFirst)
    .flatMap((mark) => {
      const { annotationId, note, notPerson, taggedBy, taggedAt } = mark;
      const faceId = taggedFace(mark, faces);
      if (note === undefined || faceId === undefined) return [];
      if (note === 'not this person' && notPerson === undefined) return [];
      return [{ annotationId, faceId, note, person: notPerson, saidBy: taggedBy, saidAt: new Date(taggedAt) }];
    });
}

/** The tags that hold: the newest of each face. */
export function currentTags(tags: readonly KeptTag[]): KeptTag[] {
  const current = new Map<string, KeptTag>();
  for (const tag of tags) if (!current.has(tag.faceId)) current.set(tag.faceId, tag);
  return [...current.values()];
}

/**
 * Orders marks by when they were made, newest first, the same for everybody who looks: first by the service's clock, which
 * all share, then by the tagger's, then by id.
 */
export function newestFirst(a: Mark, b: Mark): number {
  return b.createdAt - a.createdAt || b.taggedAt - a.taggedAt || (a.annotationId < b.annotationId ? 1 : -1);
}

/** A tag names its face by region id; one that another program drew by hand lies over it. */
function taggedFace(mark: Mark, faces: readonly Face[]): string | undefined {
  const named = faces.find((face) => face.id === mark.regionId) ?? faces.find((face) => face.id === mark.taggedFaceId);
  if (named !== undefined) return named.id;
  const { box } = mark;
  if (box === undefined) return undefined;
  const [closest] = faces
    .map((face) => ({ id: face.id, overlap: overlap(face.box, box) }))
    .sort((a, b) => b.overlap - a.overlap);
  return closest !== undefined && closest.overlap >= SAME_FACE_OVERLAP ? closest.id : undefined;
}

/** Two boxes that agree by half are drawn around the same face. */
const SAME_FACE_OVERLAP = 0.5;
