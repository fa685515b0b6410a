/** What a person was told about one face: `uncertain` if the answer to their click was lost. */
export type FaceState = 'untagged' | 'tagged' | 'forgotten' | 'uncertain';

/** One face of a photo, and what the reply must say about it. */
export interface LedgerFace {
  /** As in the reply, from 1. */
  readonly number: number;
  state: FaceState;
  /** The name it was last tagged with. */
  name?: string;
}

/** A photo whose post was acknowledged. */
export interface LedgerPhoto {
  readonly fileId: string;
  /** Whether its only person posted it in order to be forgotten. */
  readonly isOfPoster: boolean;
  readonly faces: readonly LedgerFace[];
}

/** A person who is linked to an account, and will be forgotten. */
export interface LinkedPerson {
  readonly name: string;
  readonly face: LedgerFace;
  /** Whether “Forget me” was pressed before. */
  isAsked: boolean;
}

/** Everything that was acknowledged to people, and so must hold. */
export interface Ledger {
  readonly photos: LedgerPhoto[];
  /** Names of people who were forgotten. */
  readonly forgotten: Set<string>;
  /** By the id of the account. */
  readonly linked: Map<string, LinkedPerson>;
}

export function createLedger(): Ledger {
  return { photos: [], forgotten: new Set(), linked: new Map() };
}
