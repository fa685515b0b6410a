import type { Person } from '../../faces/model.js';
import type { PhotoQuery, Poster } from './photo-query.js';
import type { Period } from './read-period.js';

/** A search while it is read. */
export interface QueryDraft {
  /** Where a name goes that no keyword comes before. */
  list: 'people' | 'without' | 'posters';
  isOnly: boolean;
  readonly channelIds: string[];
  readonly postedBy: Poster[];
  /** Adds someone to look for, or to leave out. */
  addPerson(person: Person): void;
  /** "or": the next person begins another list. */
  startAlternative(): void;
  /** "and", written out: a later "or" is not between the people of this list. */
  joinGroup(): void;
  /** Of several times, all hold. */
  addPeriod(period: Partial<Period>): void;
  build(): PhotoQuery;
}

export function createQueryDraft(): QueryDraft {
  const anyOf: Person[][] = [];
  const without: Person[] = [];
  let from: number | undefined;
  let to: number | undefined;
  let isNewGroup = true;
  /** Whether only commas joined the people of the last group, so that a later "or" is between all of them. */
  let isCommaGroup = true;

  return {
    list: 'people',
    isOnly: false,
    channelIds: [],
    postedBy: [],
    addPerson(person) {
      if (this.list === 'without') {
        without.push(person);
        return;
      }
      if (isNewGroup) {
        anyOf.push([]);
        isCommaGroup = true;
      }
      isNewGroup = false;
      anyOf.at(-1)?.push(person);
    },
    startAlternative() {
      isNewGroup = true;
      const last = isCommaGroup ? anyOf.pop() : undefined;
      for (const person of last ?? []) anyOf.push([person]);
    },
    joinGroup() {
      if (!isNewGroup) isCommaGroup = false;
    },
    addPeriod(period) {
      if (period.from !== undefined) from = Math.max(from ?? period.from, period.from);
      if (period.to !== undefined) to = Math.min(to ?? period.to, period.to);
    },
    build() {
      return { anyOf, isOnly: this.isOnly, without, from, to, channelIds: this.channelIds, postedBy: this.postedBy };
    },
  };
}

/** Whether a search asks for nothing. */
export function isEmptyQuery({ anyOf, without, channelIds, postedBy, from, to }: PhotoQuery): boolean {
  return (
    anyOf.length + without.length + channelIds.length + postedBy.length === 0 && from === undefined && to === undefined
  );
}
