/**
 * What the product knows, in plain data: photos, faces, people, tags and how likely a name is.
 * Nothing in this room knows Slack, gRPC or any other I/O.
 */

/** A rectangle on a photo. Edges are fractions 0–1 of the oriented picture, measured from its top left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One face found on a photo. */
export interface Face {
  /** Unique within its photo, stable across repeated reads. */
  readonly id: string;
  readonly box: Box;
  /** How sure the detector is that this is a face, 0–1. */
  readonly confidence: number;
  /** Why the recogniser does not learn from it; undefined when it does, and when the service does not say. */
  readonly qualityIssue?: QualityIssue | undefined;
}

/** What makes a face say too little about who it is to be learned from. */
export type QualityIssue = 'too small' | 'too blurred' | 'too turned';

/** Somebody who has, or can be given, tags. `id` is opaque: at most 32 characters of `a-z`, `0-9` and `-`. */
export interface Person {
  readonly id: string;
  /** Any Unicode text, NFC, 1–75 characters (what fits a menu option in Slack). */
  readonly name: string;
}

/** Somebody did something to a person: who, as a Slack user id (empty when it is not known), and when. */
export interface Change {
  readonly by: string;
  readonly at: Date;
}

/** A person had another name until a change. */
export interface Rename extends Change {
  readonly from: string;
}

/** Somebody ever added, with every change to them that holds and can be taken back. */
export interface PersonRecord extends Person {
  /** Oldest first. */
  readonly renames: readonly Rename[];
  /** They are the same as somebody else, and count as them. */
  readonly merged: (Change & { readonly into: string }) | undefined;
  /** They are not to be named any more. */
  readonly removed: Change | undefined;
}

/** "This face is this person", said by somebody. */
export interface Tag {
  readonly faceId: string;
  readonly person: Person;
  /** Slack user id of whoever said so; empty when it is not known (tagged by another program). */
  readonly taggedBy: string;
  readonly taggedAt: Date;
}

/** What somebody can say about a face besides whose it is: that it is none, or that nobody is to be asked about it. */
export type FlagKind = 'not a face' | 'left unnamed';

export interface FaceFlag {
  readonly faceId: string;
  readonly kind: FlagKind;
  /** Slack user id of whoever said so; empty when it is not known. */
  readonly flaggedBy: string;
  readonly flaggedAt: Date;
}

/** "This face is not this person", said by somebody. */
export interface Rejection {
  readonly faceId: string;
  readonly person: Person;
  /** Slack user id of whoever said so; empty when it is not known. */
  readonly rejectedBy: string;
  readonly rejectedAt: Date;
}

/** "Several faces of this photo may be the same person", said by somebody of a collage or a picture with a mirror. */
export interface CollageFlag {
  /** Slack user id of whoever said so; empty when it is not known. */
  readonly flaggedBy: string;
  readonly flaggedAt: Date;
}

/** A photo as it is known now: every face found on it and everything said about them. */
export interface Photo {
  readonly id: string;
  readonly faces: readonly Face[];
  /** At most one per face. */
  readonly tags: readonly Tag[];
  /** At most one per face. */
  readonly flags?: readonly FaceFlag[];
  /** At most one per face and person. */
  readonly rejections?: readonly Rejection[];
  /** Set while it holds that one person may be on the photo several times. */
  readonly collage?: CollageFlag;
}

/** How well one face fits one person: 0 (not at all) to 1. Scores of different engines cannot be compared. */
export interface Candidate {
  readonly person: Person;
  readonly score: number;
}

/** What the recogniser makes of the faces of one photo. */
export interface Candidates {
  /** Which engine made the scores; the thresholds for naming belong to it (see thresholds.ts). */
  readonly engine: string;
  /** The thresholds for naming that were measured when the model behind these was trained; undefined when none were. */
  readonly thresholds?: Thresholds | undefined;
  /** By face id, most likely first. A face the recogniser says nothing about is absent. */
  readonly byFace: ReadonlyMap<string, readonly Candidate[]>;
  /** The same before merges and removals, so that it can be told again after others (see person-registry.ts). */
  readonly asScored?: ReadonlyMap<string, readonly Candidate[]>;
}

/** When a score is good enough to say a name. */
export interface Thresholds {
  /** A score from here on is said as "this is". */
  readonly sure: number;
  /** A score from here on is asked as "is this?". */
  readonly likely: number;
  /** How far the best score must be ahead of the runner-up to be said as "this is". */
  readonly margin: number;
}

/** What is said about one face of a photo. */
export type Verdict =
  | { readonly kind: 'named'; readonly person: Person; readonly taggedBy: string; readonly taggedAt: Date }
  | { readonly kind: 'sure'; readonly person: Person; readonly score: number }
  | { readonly kind: 'likely'; readonly person: Person; readonly score: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: FlagKind; readonly flaggedBy: string; readonly flaggedAt: Date };

/** A face with its number on the picture (1 is leftmost), what is said about it, and who else it could be. */
export interface FaceRow {
  readonly number: number;
  readonly face: Face;
  readonly verdict: Verdict;
  /** Every candidate for this face, most likely first, whatever the verdict. */
  readonly candidates: readonly Candidate[];
  /** Whom people said this is not, as long as nobody said who it is. */
  readonly rejected?: readonly Rejection[];
}

/** One person's line in the report of a training. */
export interface PersonTraining {
  readonly person: Person;
  readonly tags: number;
  /** Tags at the training before; undefined for somebody new since then. */
  readonly tagsBefore: number | undefined;
  /** How many of the tags are on faces with a quality issue, which are not learned from; left out when there are none, or none are known. */
  readonly unusable?: number;
}

/** What the recogniser learned last, and what there is to learn now. */
export interface TrainingState {
  /** The training whose result is in use; undefined before the first. */
  readonly last:
    | {
        readonly at: Date;
        /** Slack user id of whoever asked for it; empty when it is not known. */
        readonly trainedBy: string;
        readonly people: number;
        readonly tags: number;
      }
    | undefined;
  /** When a newer model was trained that is not used: it was worse, or somebody went back from it. */
  readonly newerUnusedAt?: Date | undefined;
  readonly now: { readonly people: number; readonly tags: number };
  /** Tags of now that were given after the last training began. */
  readonly tagsSince: number;
}

/** A tag with the photo it is on. */
export interface PhotoTag extends Tag {
  readonly photoId: string;
}
