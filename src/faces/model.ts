/** The product's data: photos, faces, people, tags and scores. No I/O. */

/** A rectangle in a photo. Edges are fractions 0–1 of the oriented picture, measured from its top left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One face found in a photo. */
export interface Face {
  /** Unique within its photo, stable across repeated reads. */
  readonly id: string;
  readonly box: Box;
  /** How sure the detector is that this is a face, 0–1. */
  readonly confidence: number;
  /** Why the recogniser does not learn from it. Undefined if it does, or if the service does not say. */
  readonly qualityIssue?: QualityIssue | undefined;
}

/** One face of one photo. */
export interface FaceRef {
  readonly photoId: string;
  readonly faceId: string;
}

/** Why a face is not good enough to learn from. */
export type QualityIssue = 'too small' | 'too blurred' | 'too turned' | 'cut off' | 'covered' | 'too bright';

/** A person that faces can be tagged as. `id` is opaque: at most 32 characters of `a-z`, `0-9` and `-`. */
export interface Person {
  readonly id: string;
  /** Any Unicode text, NFC, 1–75 characters (what fits a menu option in Slack). */
  readonly name: string;
}

/** Who changed a person, and when. */
export interface Change {
  /** Slack user id; empty if unknown. */
  readonly by: string;
  readonly at: Date;
}

/** A change of a person's name. */
export interface Rename extends Change {
  readonly from: string;
}

/** What holds for people with an account before they have answered whether they want to be recognised. */
export type ConsentMode = 'required' | 'told' | 'off';

/** A person's own answer whether they want to be recognised: by themselves, only where someone names them, or never. */
export type ConsentChoice = 'recognise' | 'when named' | 'never';

export interface Consent {
  readonly choice: ConsentChoice;
  readonly at: Date;
}

/** How a person wants to hear of photos of them. */
export interface PhotosOfMe {
  readonly choice: 'at once' | 'weekly' | 'never';
  readonly at: Date;
  /** When the last weekly message was sent. */
  readonly lastDigestAt?: Date | undefined;
  /** Ids of the photos that they were told of at once, the last ones last. */
  readonly told?: readonly string[] | undefined;
}

/** A message in Slack. */
export interface MessageRef {
  readonly channelId: string;
  readonly ts: string;
}

/** A person as added, with every change to them that can be undone, and what they said about being recognised. */
export interface PersonRecord extends Person {
  /** Oldest first. */
  readonly renames: readonly Rename[];
  /** Set while they are merged into another person. */
  readonly merged: (Change & { readonly into: string }) | undefined;
  /** Set while the person must not be named. */
  readonly removed: Change | undefined;
  /** The person's own answer. Undefined until they answer, and for people without an account. */
  readonly consent?: Consent | undefined;
  /** Who invited the person to be recognised, so that they are asked. */
  readonly invited?: Change | undefined;
  /** When the person was asked for their consent, which happens once. */
  readonly askedAt?: Date | undefined;
  /** The message that asked them. */
  readonly askedIn?: MessageRef | undefined;
  /** Who said that this person, who has no account, may be added. */
  readonly confirmed?: Change | undefined;
  readonly photosOfMe?: PhotosOfMe | undefined;
  /** The last photo in which the model recognised them, to within some days. */
  readonly lastSeenAt?: Date | undefined;
  /** When someone was told that the person will be forgotten, because they have not been in a photo for long. */
  readonly lapseToldAt?: Date | undefined;
  /** When a process began to tell them. The time they were told replaces it once the message was sent. */
  readonly lapseClaimedAt?: Date | undefined;
  /** Slack user id of who asked to have them erased, which has not ended yet. */
  readonly forgetAskedBy?: string | undefined;
}

/** A person's answer "this face is this person". */
export interface Tag {
  readonly faceId: string;
  readonly person: Person;
  /** Slack user id; empty when another program tagged the face. */
  readonly taggedBy: string;
  readonly taggedAt: Date;
}

/** A person's answer "this is not a face" or "don't ask about this face". */
export type FlagKind = 'not a face' | 'left unnamed';

export interface FaceFlag {
  readonly faceId: string;
  readonly kind: FlagKind;
  /** Slack user id; empty if unknown. */
  readonly flaggedBy: string;
  readonly flaggedAt: Date;
}

/** A person's answer "this face is not this person". */
export interface Rejection {
  readonly faceId: string;
  readonly person: Person;
  /** Slack user id; empty if unknown. */
  readonly rejectedBy: string;
  readonly rejectedAt: Date;
}

/** A person's answer "several faces of this photo may be the same person", as in a collage or a mirror. */
export interface CollageFlag {
  /** Slack user id; empty if unknown. */
  readonly flaggedBy: string;
  readonly flaggedAt: Date;
}

/** A face of a photo, as Rollcall last showed it. */
export interface ShownFace {
  readonly faceId: string;
  /** Whom the model was sure to recognise in it, before merges and removals. */
  readonly personId?: string;
}

/** People's answers about the faces of one photo, before merges and removals. */
export interface PhotoAnswers {
  /** By face id. */
  readonly tags: ReadonlyMap<string, Tag>;
  readonly flagged: ReadonlySet<string>;
  readonly rejections: readonly { readonly faceId: string; readonly personId: string }[];
}

/** A photo with every face found in it and every answer about them. */
export interface Photo {
  readonly id: string;
  readonly faces: readonly Face[];
  /** At most one per face. */
  readonly tags: readonly Tag[];
  /** At most one per face. */
  readonly flags?: readonly FaceFlag[];
  /** At most one per face and person. */
  readonly rejections?: readonly Rejection[];
  /** Set when one person may appear several times. */
  readonly collage?: CollageFlag;
}

/** How well one face fits one person: 0 (not at all) to 1. Scores of different engines cannot be compared. */
export interface Candidate {
  readonly person: Person;
  readonly score: number;
}

/** The candidates for the faces of one photo. */
export interface Candidates {
  /** The engine that made the scores. Thresholds belong to an engine (see thresholds.ts). */
  readonly engine: string;
  /** The thresholds measured when the model was trained, if any. */
  readonly thresholds?: Thresholds | undefined;
  /** By face id, best first. A face without candidates is absent. */
  readonly byFace: ReadonlyMap<string, readonly Candidate[]>;
  /** The same before merges and removals, so that later ones can be applied (see person-registry.ts). */
  readonly asScored?: ReadonlyMap<string, readonly Candidate[]>;
  /** Set if the trained model has been deleted since. There are no candidates until the next training. */
  readonly isModelMissing?: boolean;
}

/** The scores at which a face is named or asked about; see `decide` in thresholds.ts. */
export interface Thresholds {
  /** The lowest score for "this is". */
  readonly sure: number;
  /** The lowest score for "is this?". */
  readonly likely: number;
  /** How far ahead of the next best score "this is" must be. */
  readonly margin: number;
}

/** What a reply says about a face. */
export type Verdict =
  | { readonly kind: 'named'; readonly person: Person; readonly taggedBy: string; readonly taggedAt: Date }
  | { readonly kind: 'sure'; readonly person: Person; readonly score: number }
  | { readonly kind: 'likely'; readonly person: Person; readonly score: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: FlagKind; readonly flaggedBy: string; readonly flaggedAt: Date };

/** A face with its number on the picture, its verdict and its candidates. */
export interface FaceRow {
  readonly number: number;
  readonly face: Face;
  readonly verdict: Verdict;
  /** Every candidate for this face, best first, whatever the verdict. */
  readonly candidates: readonly Candidate[];
  /** Rejections of this face, while it is neither tagged nor flagged. */
  readonly rejected?: readonly Rejection[];
}

/** One person in a training report. */
export interface PersonTraining {
  readonly person: Person;
  readonly tags: number;
  /** Tags at the previous training; undefined for a person who is new since then. */
  readonly tagsBefore: number | undefined;
  /** How many of their tags are on faces with a quality issue, which are not learned from. Undefined if none are known. */
  readonly unusable?: number;
}

/** The last training, and what has been tagged since. */
export interface TrainingState {
  /** The training of the model in use; undefined before the first. */
  readonly last:
    | {
        readonly at: Date;
        /** Slack user id of the person who ran it; empty when it is not known. */
        readonly trainedBy: string;
        readonly people: number;
        readonly tags: number;
      }
    | undefined;
  /** When a newer model that is not in use was trained: it was worse, or someone rolled it back. */
  readonly newerUnusedAt?: Date | undefined;
  /** Set if the trained model has been deleted since. `last` is then undefined. */
  readonly isModelMissing?: boolean;
  readonly now: { readonly people: number; readonly tags: number };
  /** Tags given since the last training began. */
  readonly tagsSince: number;
  /** The newest training, whether its model is in use or not; undefined before the first. */
  readonly newest?:
    | {
        readonly outcome: 'in use' | 'running' | 'rejected' | 'rolled back';
        /** Tags given since it began. */
        readonly tagsSince: number;
      }
    | undefined;
}

/** A tag with the photo it is on. */
export interface PhotoTag extends Tag {
  readonly photoId: string;
}
