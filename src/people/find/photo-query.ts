import type { Person } from '../../faces/model.js';

/** A member who posted photos. */
export interface Poster {
  readonly userId: string;
  readonly name: string;
}

/** The photos to find. Conditions that are empty or undefined hold for every photo. */
export interface PhotoQuery {
  /** Everyone in one of these lists is on it. */
  readonly anyOf: readonly (readonly Person[])[];
  /** No one else is on it. */
  readonly isOnly: boolean;
  readonly without: readonly Person[];
  /** When it was posted: `from` is included, `to` is not; in milliseconds since 1970. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** It was posted in one of these. */
  readonly channelIds: readonly string[];
  /** One of these members posted it. */
  readonly postedBy: readonly Poster[];
}

/** Something that was not understood. */
export type QueryProblem =
  | { readonly kind: 'empty' | 'too long' | 'no time' }
  | { readonly kind: 'no name' | 'no date' | 'no channel' | 'no member'; readonly typed: string }
  | {
      readonly kind: 'several people';
      readonly typed: string;
      /** Each with the text to ask for that person instead. */
      readonly choices: readonly { readonly person: Person; readonly text: string }[];
    };

/** What a typed name means. */
export type NameMeaning<T> =
  | { readonly kind: 'found'; readonly it: T }
  | { readonly kind: 'several'; readonly choices: readonly T[] }
  | { readonly kind: 'unknown' };

/** Looks up what someone typed. Names are found as in menus. */
export interface QueryNames {
  /** Someone on photos the asker may see, or a member. */
  person(typed: string): NameMeaning<Person>;
  /** Someone on photos the asker may see. */
  personWithId(personId: string): Person | undefined;
  /** The person of an account. */
  personOf(userId: string): Person;
  /** A member, as the poster of photos. */
  member(typed: string): NameMeaning<Poster>;
  /** Whether someone is called exactly so. */
  isWholeName(typed: string): boolean;
  /** A conversation the asker is in. @returns its id. */
  channel(name: string): string | undefined;
  /** Whether the asker is in a conversation. */
  isIn(channelId: string): boolean;
  readonly askerId: string;
}
