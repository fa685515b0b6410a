import { type Annotation, type Region, StatusCode } from '../../clarifai-protocol.js';
import type { Box, FlagKind, Person, QualityIssue } from '../../faces/model.js';
import { boxOf, clamp } from '../photos/boxes.js';
import { textIn } from '../transport/metadata.js';

/** One region of an annotation. */
interface AnnotatedRegion {
  readonly annotationId: string;
  readonly photoId: string;
  readonly regionId: string;
  /** Undefined if the annotation refers to a region by id only. */
  readonly box: Box | undefined;
  /** The model version that computed the embedding of the region; empty if the service does not report it. */
  readonly embedVersionId: string;
  /** By the service's clock, in milliseconds since 1970. */
  readonly createdAt: number;
}

/** A region found by a model: a face, or something else that a model of the application detects. */
export interface Detection extends AnnotatedRegion {
  readonly kind: 'detection';
  readonly modelVersionId: string;
  /** 0–1. */
  readonly confidence: number;
  /** Why the service does not learn from the face; only local Clarifai reports it. */
  readonly qualityIssue: QualityIssue | undefined;
}

interface PersonAnnotationBase extends AnnotatedRegion {
  readonly faceId: string;
  /** Slack user id; empty for an annotation by another program. */
  readonly by: string;
  /** By the clock of the process that wrote it, or the service's for an annotation by another program. */
  readonly at: Date;
}

/** A face is a person. */
export interface TagAnnotation extends PersonAnnotationBase {
  readonly kind: 'tag';
  readonly person: Person;
  readonly qualityIssue: QualityIssue | undefined;
}

/** A face is not a person. */
interface RejectionAnnotation extends PersonAnnotationBase {
  readonly kind: 'rejection';
  readonly person: Person;
}

/** A face is not a face, or to be left unnamed. */
interface FlagAnnotation extends PersonAnnotationBase {
  readonly kind: 'flag';
  readonly flag: FlagKind;
}

/**
 * Several faces of the photo may be the same person. It is stored with the face it was entered for, because not every service lists
 * annotations of whole photos.
 */
interface CollageAnnotation extends PersonAnnotationBase {
  readonly kind: 'collage';
}

export type PersonAnnotation = TagAnnotation | RejectionAnnotation | FlagAnnotation | CollageAnnotation;

/**
 * Stored under `note` in an annotation's info, for everything but a tag. Do not change: annotations of earlier versions carry
 * these values.
 */
export type StoredNote = FlagKind | 'not this person' | 'collage';

const STORED_NOTES: readonly StoredNote[] = ['not a face', 'left unnamed', 'not this person', 'collage'];

/** As the local Clarifai writes them into a region's metadata, under the key `flaw`. */
const QUALITY_ISSUES: readonly QualityIssue[] = [
  'too small',
  'too blurred',
  'too turned',
  'cut off',
  'covered',
  'too bright',
];

/** Whether a model wrote an annotation: reads the deprecated fields too, because `worker` is not always set. */
export function isByModel(annotation: Annotation): boolean {
  const worker = annotation.getWorker();
  if (worker?.hasUser()) return false;
  return Boolean(worker?.hasModel() || worker?.hasWorkflow() || annotation.getModelVersionId());
}

/** Reads each region of an annotation. Annotations that failed or were refused in a review are skipped. */
export function readAnnotation(annotation: Annotation): (Detection | PersonAnnotation)[] {
  if (INVALID.has(annotation.getStatus()?.getCode() ?? 0)) return [];
  const read = isByModel(annotation) ? readDetection : readPersonAnnotation;
  return (annotation.getData()?.getRegionsList() ?? []).flatMap((region) => read(annotation, region) ?? []);
}

const INVALID: ReadonlySet<number> = new Set([
  StatusCode.ANNOTATION_FAILED,
  StatusCode.ANNOTATION_INVALID_ARGUMENT,
  StatusCode.ANNOTATION_PERMISSION_DENIED,
  StatusCode.ANNOTATION_REVIEW_DENIED,
]);

function readDetection(annotation: Annotation, region: Region): Detection {
  return {
    kind: 'detection',
    ...regionOf(annotation, region),
    modelVersionId: annotation.getWorker()?.getModel()?.getModelVersion()?.getId() || annotation.getModelVersionId(),
    confidence: clamp(region.getValue()),
    qualityIssue: qualityIssueOf(region),
  };
}

function readPersonAnnotation(annotation: Annotation, region: Region): PersonAnnotation | undefined {
  const info = annotation.getAnnotationInfo();
  const at = Date.parse(textIn(info, 'tagged_at'));
  const place = regionOf(annotation, region);
  const base = {
    ...place,
    faceId: storedFaceId(annotation, region),
    by: textIn(info, 'tagged_by'),
    at: new Date(Number.isNaN(at) ? place.createdAt : at),
  };
  const note = STORED_NOTES.find((each) => each === textIn(info, 'note'));
  switch (note) {
    case undefined: {
      // A value of 0 means "is not".
      const person = personOn(region, (value) => value >= 0.5);
      return person && { kind: 'tag', ...base, person, qualityIssue: qualityIssueOf(region) };
    }
    case 'not this person': {
      const person = personOn(region, () => true);
      return person && { kind: 'rejection', ...base, person };
    }
    case 'collage':
      return { kind: 'collage', ...base };
    default:
      return { kind: 'flag', ...base, flag: note };
  }
}

/** The face id that Rollcall stored with an annotation, else the region's own. */
export function storedFaceId(annotation: Annotation, region: Region): string {
  return textIn(annotation.getAnnotationInfo(), 'face_id') || regionIdOf(annotation, region);
}

function regionIdOf(annotation: Annotation, region: Region): string {
  return region.getId() || annotation.getId();
}

function regionOf(annotation: Annotation, region: Region): AnnotatedRegion {
  return {
    annotationId: annotation.getId(),
    photoId: annotation.getInputId(),
    regionId: regionIdOf(annotation, region),
    box: boxOf(region),
    embedVersionId: annotation.getEmbedModelVersionId(),
    createdAt: annotation.getCreatedAt()?.toDate().getTime() ?? 0,
  };
}

function personOn(region: Region, isMeant: (value: number) => boolean): Person | undefined {
  const concepts = region.getData()?.getConceptsList() ?? [];
  const concept = concepts.find((each) => isMeant(each.getValue()));
  return concept && { id: concept.getId(), name: concept.getName() };
}

function qualityIssueOf(region: Region): QualityIssue | undefined {
  const stored = textIn(region.getData()?.getMetadata(), 'flaw');
  return QUALITY_ISSUES.find((each) => each === stored);
}

/**
 * Orders annotations newest first, the same for every process: by the service's clock, which all share, then by the clock of
 * the process that wrote them, then by id.
 */
export function newestFirst(a: PersonAnnotation, b: PersonAnnotation): number {
  return b.createdAt - a.createdAt || b.at.getTime() - a.at.getTime() || (a.annotationId < b.annotationId ? 1 : -1);
}

const newest = new WeakMap<readonly PersonAnnotation[], readonly TagAnnotation[]>();

/**
 * The tags in force: the newest of each face. The same array for the same array.
 * @param annotations newest first, of one photo or several.
 */
export function newestTags(annotations: readonly PersonAnnotation[]): readonly TagAnnotation[] {
  const known = newest.get(annotations) ?? findNewestTags(annotations);
  newest.set(annotations, known);
  return known;
}

function findNewestTags(annotations: readonly PersonAnnotation[]): TagAnnotation[] {
  const byFace = new Map<string, TagAnnotation>();
  for (const annotation of annotations) {
    const key = `${annotation.photoId} ${annotation.faceId}`;
    if (annotation.kind === 'tag' && !byFace.has(key)) byFace.set(key, annotation);
  }
  return [...byFace.values()];
}
