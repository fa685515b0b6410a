import type {
  GivenTag,
  KeptPhotoSource,
  MarkKind,
  Person,
  PersonTraces,
  Photo,
  Suggestions,
  TrainingState,
  WishToForget,
} from '../faces/model.js';
import type { PeopleBook } from '../faces/person-registry.js';
import type { ThresholdOverrides } from '../faces/thresholds.js';
import type { ModelChange, TrainingReport } from '../faces/training-report.js';
import type { ClarifaiError } from './transport/errors.js';

/** A photo to be kept and searched for faces. */
export interface NewPhoto {
  /** Ours, made from the Slack file id: at most 32 characters of `a-z`, `0-9` and `-`. */
  readonly id: string;
  /** JPEG or PNG bytes, already oriented. */
  readonly picture: Uint8Array;
  /** Where it was posted: ids only, kept with the photo. */
  readonly source: { readonly teamId: string; readonly channelId: string; readonly messageTs: string };
}

/**
 * What became of one of several photos. `photoId` is the id it is kept under: its own, or that of an earlier photo when the
 * very same picture is there already.
 */
export type KeptPhoto =
  | { readonly kind: 'added'; readonly photoId: string }
  | {
      readonly kind: 'already there';
      readonly photoId: string;
      /** It was brought for the very same message: by another process, or by this one before it was started again. */
      readonly forThisPost: boolean;
    }
  | { readonly kind: 'failed'; readonly error: ClarifaiError };

/** Steps of a training, in order, for whoever waits for it. */
export type TrainingStep = 'reading tags' | 'building' | 'waiting' | 'measuring' | 'switching over';

/** The answer to "train": a report, or the fact that nobody has been named yet (then nothing was built). */
export type TrainingOutcome =
  | { readonly kind: 'trained'; readonly report: TrainingReport }
  | { readonly kind: 'nobody named' };

/** A tagged face that resembles another. */
export interface SimilarFace {
  readonly photoId: string;
  readonly faceId: string;
  /** 0–1, for ordering only: it is no probability, and means something else with every engine. */
  readonly likeness: number;
}

interface CallOptions {
  /** Ends waiting and retries early; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Somebody changes a person. */
interface PersonChange {
  readonly personId: string;
  readonly by: string;
}

interface SuggestOptions extends CallOptions {
  /** Told once when the model is still being loaded, which can take minutes. */
  readonly onWarmingUp?: () => void;
}

/**
 * The one door to the service that holds photos, faces, people, tags and the model.
 * Every method rejects with a ClarifaiError (errors.ts in this room) when the service refuses, fails or is too slow.
 */
export interface Recognizer {
  /**
   * Checks key, application, face model and permissions, so that a wrong setting is told at start.
   * @returns the face engine in use, as in {@link Suggestions.engine}.
   */
  checkSetup(options?: CallOptions): Promise<{ readonly engine: string }>;

  /**
   * Keeps photos, any number at once, and waits until their faces can be read. Safe to repeat: what is there already is left
   * alone.
   * @returns in the order of the photos; one that fails keeps no other one back.
   */
  addPhotos(photos: readonly NewPhoto[], options?: CallOptions): Promise<readonly KeptPhoto[]>;

  /** The faces found on a photo and the tags people gave them. A photo that is not there is a ClarifaiError of kind `not_found`. */
  readPhoto(photoId: string, options?: CallOptions): Promise<Photo>;

  /** Who the faces of a photo could be. Nobody at all as long as nothing was trained. */
  suggest(photo: Photo, picture: Uint8Array, options?: SuggestOptions): Promise<Suggestions>;

  /**
   * The faces tagged as somebody that are most like a face, most alike first, at most 50. A tag that another has replaced a
   * moment ago may still be among them. Some services cannot search by a face: then this rejects.
   */
  similarFaces(
    wanted: { readonly photoId: string; readonly faceId: string; readonly personId: string },
    options?: CallOptions,
  ): Promise<readonly SimilarFace[]>;

  /** Whom a face can be named after, in no particular order: without those merged into somebody else, and those removed. */
  listPeople(options?: CallOptions): Promise<readonly Person[]>;

  /** Everybody ever added, with every change to them that can be taken back; others' may be seen 2 s late. */
  readPeople(options?: CallOptions): Promise<PeopleBook>;

  /** Gives a person another name. `by` here and below is the Slack user id of whoever wants it. */
  renamePerson(rename: PersonChange & { readonly name: string }, options?: CallOptions): Promise<void>;

  /** Takes a person's latest new name back; nothing happens when that is not the one given at that moment. */
  undoRename(rename: { readonly personId: string; readonly renamedAt: Date }, options?: CallOptions): Promise<void>;

  /** Has a person count as another one everywhere, until they are split again. */
  mergePeople(merge: PersonChange & { readonly intoId: string }, options?: CallOptions): Promise<void>;

  /** Has a merged person count as themselves again, exactly as before; nothing happens when they were not merged. */
  splitPerson(person: { readonly personId: string }, options?: CallOptions): Promise<void>;

  /** Has a person's tags count for nothing, and the person not be named or suggested any more, until they are put back. */
  removePerson(removal: PersonChange, options?: CallOptions): Promise<void>;

  /** Puts a removed person back, exactly as before; nothing happens when they were not removed. */
  restorePerson(person: { readonly personId: string }, options?: CallOptions): Promise<void>;

  /**
   * Adds a person under the given id, or under a new random one. An id that exists is left as it is, and stands for whom it counts
   * as. Rejects when that person was removed.
   */
  addPerson(person: { readonly id?: string; readonly name: string }, options?: CallOptions): Promise<Person>;

  /** Says who a face is, replacing what was said before. Readable through {@link readPhoto} when this resolves. */
  tagFace(
    tag: { readonly photoId: string; readonly faceId: string; readonly person: Person; readonly taggedBy: string },
    options?: CallOptions,
  ): Promise<void>;

  /** Takes back what was said about a face; nothing happens when nothing was said. */
  untagFace(face: { readonly photoId: string; readonly faceId: string }, options?: CallOptions): Promise<void>;

  /** Says that a face is none, or is to be left unnamed, replacing such a mark of before. A name given to it later replaces it. */
  markFace(
    mark: { readonly photoId: string; readonly faceId: string; readonly kind: MarkKind; readonly markedBy: string },
    options?: CallOptions,
  ): Promise<void>;

  /** Takes back a mark; nothing happens when there is none. */
  unmarkFace(face: { readonly photoId: string; readonly faceId: string }, options?: CallOptions): Promise<void>;

  /** Says that a face is not somebody, who is not suggested for it any more. Naming it so after all takes that back. */
  rejectPerson(
    rejection: {
      readonly photoId: string;
      readonly faceId: string;
      readonly person: Person;
      readonly rejectedBy: string;
    },
    options?: CallOptions,
  ): Promise<void>;

  /** Takes that back; nothing happens when it was not said. */
  unrejectPerson(
    rejection: { readonly photoId: string; readonly faceId: string; readonly personId: string },
    options?: CallOptions,
  ): Promise<void>;

  /** Says that several faces of a photo may be the same person. @param mark.faceId the face beside which it is said. */
  markCollage(
    mark: { readonly photoId: string; readonly faceId: string; readonly markedBy: string },
    options?: CallOptions,
  ): Promise<void>;

  /** Takes that back; nothing happens when it was not said. */
  unmarkCollage(photoId: string, options?: CallOptions): Promise<void>;

  /** Removes a photo with its faces and tags. */
  removePhoto(photoId: string, options?: CallOptions): Promise<void>;

  /** Rebuilds the recogniser from every tag, measures it, and switches over to it unless it is worse than the one in use. */
  train(
    request: {
      readonly trainedBy: string;
      /** The operator's lines for naming, by which it is judged. */
      readonly overrides?: ThresholdOverrides;
      readonly onStep?: (step: TrainingStep) => void;
    },
    options?: CallOptions,
  ): Promise<TrainingOutcome>;

  /** Goes back to the model before the one in use. */
  undoTraining(options?: CallOptions): Promise<ModelChange>;

  /** Puts the next newer model into use: one that was held back because it is worse, or that somebody went back from. */
  promoteTraining(options?: CallOptions): Promise<ModelChange>;

  /** When, by whom and from what the recogniser in use was trained, and what has been tagged since. */
  trainingState(options?: CallOptions): Promise<TrainingState>;

  /** Every tag that holds, newest first. */
  listTags(options?: CallOptions): Promise<readonly GivenTag[]>;

  /** Every tag as it was given, newest first: also those of people who were removed, and with merged people's own ids. */
  listTagsAsGiven(options?: CallOptions): Promise<readonly GivenTag[]>;

  /** Photos with where they were posted, newest first. @param limit how many at most; `Infinity` for all. */
  listRecentPhotos(limit: number, options?: CallOptions): Promise<readonly KeptPhotoSource[]>;

  /** Where photos were posted, in no particular order; those that are gone, or that another program added, are left out. */
  findSources(photoIds: readonly string[], options?: CallOptions): Promise<readonly KeptPhotoSource[]>;

  /** Everything that says something about a person. Nobody of that id, or nobody any more, is a person without traces. */
  readTraces(personId: string, options?: CallOptions): Promise<PersonTraces>;

  /** Keeps that somebody is to be forgotten, until {@link forgetNames}. */
  keepWishToForget(wish: WishToForget, options?: CallOptions): Promise<void>;

  /** Everybody who is to be forgotten and still known. */
  listWishesToForget(options?: CallOptions): Promise<readonly WishToForget[]>;

  /** Takes people out of the model, and deletes whatever it learned with them. @returns how many versions of it went. */
  forgetInModel(personIds: readonly string[], options?: CallOptions): Promise<number>;

  /**
   * Deletes faces of a photo with all that is known of them.
   * @returns false when the service keeps them: then only the photo as a whole can be removed.
   */
  forgetFaces(
    faces: { readonly photoId: string; readonly faceIds: readonly string[] },
    options?: CallOptions,
  ): Promise<boolean>;

  /** Deletes everything people said about these people on a photo that stays. */
  forgetSayings(
    about: { readonly photoId: string; readonly personIds: readonly string[] },
    options?: CallOptions,
  ): Promise<void>;

  /** Deletes the names of these people: the last of them that there is. */
  forgetNames(personIds: readonly string[], options?: CallOptions): Promise<void>;

  /** Ends waiting calls and closes the connection. */
  close(): Promise<void>;
}
