import { mayRecognise, neverNamed } from './consent.js';
import { distinctNames } from './distinct-names.js';
import type { Candidate, Candidates, Change, ConsentMode, Person, PersonRecord, PhotoTag } from './model.js';

/** Everyone known, with merges and removals applied. Tags keep the person id they were given, and the registry resolves it. */
export interface PersonRegistry {
  /** The people a face can be tagged as: neither merged into another person nor removed. */
  readonly people: readonly Person[];
  /** Everyone ever added, before merges and removals, in the order given. */
  readonly records: readonly PersonRecord[];
  /** People whose merge is ignored because it closes a cycle. */
  readonly ignoredMerges: ReadonlySet<string>;
  /**
   * The person that another one stands for now.
   * @returns undefined for a removed person. Someone who is not in the registry stands for themselves.
   */
  resolve(person: Person): Person | undefined;
  /** All ids that stand for one of {@link people}, their own first. Empty for anyone else. */
  idsOf(personId: string): readonly string[];
  /** Everyone merged with a person into one, removed or not, the person included; no one for an unknown person. */
  mergedWith(personId: string): readonly PersonRecord[];
  /**
   * Whether the model may learn a person and name them (see consent.ts). Someone who is not in the registry may be recognised, unless
   * they asked never to be named.
   */
  mayRecognise(personId: string): boolean;
  /** Everyone who asked never to be named, with everyone merged with them. */
  readonly refused: ReadonlySet<string>;
  /** When a person asked never to be named. Undefined for everyone else. */
  refusedAt(personId: string): Date | undefined;
}

/** What the registry applies besides merges and removals. */
export interface ConsentRule {
  /** What holds until someone has answered. */
  readonly mode: ConsentMode;
  /** People who asked never to be named and of whom nothing else is stored, by person id. */
  readonly refusals?: ReadonlyMap<string, Date>;
}

const DEFAULT_RULE: ConsentRule = { mode: 'told' };

/**
 * Applies merges and removals:
 * - a merged person stands for the one they were merged into, over any number of steps;
 * - a merge into an unknown person is ignored;
 * - when merges form a cycle (two people merged into each other at the same moment), the latest one is ignored;
 * - removing a person also removes everyone merged into them;
 * - someone who asked never to be named counts as removed, with everyone merged with them;
 * - people who would have the same name, as after a split, are shown with a number, so that no sentence is about two people of one name.
 */
export function createPersonRegistry(
  records: readonly PersonRecord[],
  { mode, refusals = new Map() }: ConsentRule = DEFAULT_RULE,
): PersonRegistry {
  const byId = new Map(records.map((record) => [record.id, record]));
  const ignoredMerges = findIgnoredMerges(byId);
  const next = (record: PersonRecord) =>
    record.merged === undefined || ignoredMerges.has(record.id) ? undefined : byId.get(record.merged.into);

  const paths = new Map(records.map((record) => [record.id, pathFrom(record, next)]));
  const rootOf = (id: string) => paths.get(id)?.at(-1);
  const groups = groupByRoot(records, rootOf);
  const groupOf = (id: string) => groups.get(rootOf(id)?.id ?? '') ?? [];
  const inForce = records.filter(
    ({ id }) => paths.get(id)?.every(({ removed }) => removed === undefined) && !neverNamed(groupOf(id)),
  );
  const roots = inForce.filter((record) => rootOf(record.id) === record);
  const names = distinctNames(roots);
  const people = roots.map(({ id, name }) => ({ id, name: names.get(id) ?? name }));
  const peopleById = new Map(people.map((person) => [person.id, person]));

  const standsFor = new Map<string, Person>();
  const idsOf = new Map(people.map(({ id }) => [id, [id]]));
  for (const record of inForce) {
    const person = peopleById.get(rootOf(record.id)?.id ?? '');
    if (person === undefined) continue;
    standsFor.set(record.id, person);
    if (person.id !== record.id) idsOf.get(person.id)?.push(record.id);
  }
  return {
    people,
    records,
    ignoredMerges,
    resolve(person) {
      if (byId.has(person.id)) return standsFor.get(person.id);
      return person.name === '' ? { ...person, name: person.id } : person;
    },
    idsOf: (personId) => idsOf.get(personId) ?? [],
    mergedWith: groupOf,
    mayRecognise: (personId) => !refusals.has(personId) && mayRecognise(groupOf(personId), mode),
    refused: new Set([
      ...refusals.keys(),
      ...[...groups.values()].filter(neverNamed).flatMap((group) => group.map(({ id }) => id)),
    ]),
    refusedAt: (personId) =>
      refusals.get(personId) ?? groupOf(personId).find(({ consent }) => consent?.choice === 'never')?.consent?.at,
  };
}

/** Everyone by the person they are merged into, over any number of steps. */
function groupByRoot(
  records: readonly PersonRecord[],
  rootOf: (id: string) => PersonRecord | undefined,
): Map<string, PersonRecord[]> {
  const groups = new Map<string, PersonRecord[]>();
  for (const record of records) {
    const root = rootOf(record.id)?.id ?? record.id;
    const group = groups.get(root) ?? [];
    groups.set(root, group);
    group.push(record);
  }
  return groups;
}

/** A change to a person that can be undone. */
export type UndoableChange = Change & { readonly person: Person } & (
    | { readonly kind: 'renamed'; readonly from: string }
    | { readonly kind: 'merged'; readonly into: Person }
    | { readonly kind: 'removed' }
  );

/** Every change that can be undone, newest first. Only the latest rename of each person can be. */
export function undoableChanges(registry: PersonRegistry): UndoableChange[] {
  const named = new Set(registry.people.map(({ id }) => id));
  const byId = new Map(registry.records.map((record) => [record.id, record]));
  return registry.records
    .flatMap(({ id, name, renames, merged, removed }): UndoableChange[] => {
      const person = { id, name };
      const rename = named.has(id) ? renames.at(-1) : undefined;
      const target = merged === undefined || registry.ignoredMerges.has(id) ? undefined : byId.get(merged.into);
      return [
        ...(rename === undefined ? [] : [{ kind: 'renamed' as const, person, ...rename }]),
        ...(merged === undefined || target === undefined
          ? []
          : [
              {
                kind: 'merged' as const,
                person,
                into: { id: target.id, name: target.name },
                by: merged.by,
                at: merged.at,
              },
            ]),
        ...(removed === undefined ? [] : [{ kind: 'removed' as const, person, ...removed }]),
      ];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.person.id < b.person.id ? -1 : 1));
}

/**
 * Applies what changed since the training to candidates: merged people get the best score; removed people, and people who may not be
 * recognised, are left out.
 */
export function resolveCandidates(people: PersonRegistry, candidates: Candidates): Candidates {
  const { asScored = candidates.byFace } = candidates;
  const byFace = new Map([...asScored].map(([faceId, scored]) => [faceId, mergeScores(people, scored)]));
  return { ...candidates, byFace, asScored };
}

function mergeScores(people: PersonRegistry, scored: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const { person: before, score } of scored) {
    const person = people.resolve(before);
    if (person === undefined || !people.mayRecognise(person.id)) continue;
    if (score > (best.get(person.id)?.score ?? -1)) best.set(person.id, { person, score });
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

/** Applies merges and removals to tags: merged people's tags count for the person they were merged into, removed people's are left out. */
export function resolveTags(people: PersonRegistry, tags: readonly PhotoTag[]): PhotoTag[] {
  return tags.flatMap((tag) => {
    const person = people.resolve(tag.person);
    return person === undefined ? [] : [{ ...tag, person }];
  });
}

function findIgnoredMerges(byId: ReadonlyMap<string, PersonRecord>): Set<string> {
  const ignored = new Set<string>();
  const checked = new Set<string>();
  for (const start of byId.values()) {
    const path: PersonRecord[] = [];
    let record: PersonRecord | undefined = start;
    while (record !== undefined && !checked.has(record.id)) {
      checked.add(record.id);
      path.push(record);
      record = record.merged && byId.get(record.merged.into);
    }
    const begin = record === undefined ? -1 : path.indexOf(record);
    const cycle = begin < 0 ? [] : path.slice(begin);
    const last = cycle.reduce<PersonRecord | undefined>(
      (a, b) => (a !== undefined && isAfter(a, b) ? a : b),
      undefined,
    );
    if (last !== undefined) ignored.add(last.id);
  }
  return ignored;
}

/** A total order, so that every process ignores the same merge. */
function isAfter(a: PersonRecord, b: PersonRecord): boolean {
  const [atA, atB] = [a.merged?.at.getTime() ?? 0, b.merged?.at.getTime() ?? 0];
  return atA > atB || (atA === atB && a.id > b.id);
}

/** @param next has no cycles. */
function pathFrom(start: PersonRecord, next: (record: PersonRecord) => PersonRecord | undefined): PersonRecord[] {
  const path: PersonRecord[] = [];
  for (let record: PersonRecord | undefined = start; record !== undefined; record = next(record)) path.push(record);
  return path;
}
