import type { Candidate, Candidates, Change, Person, PersonRecord, PhotoTag } from './model.js';

/** Everybody known, with merges and removals put into force: whom an id that was once tagged stands for today. */
export interface PersonRegistry {
  /** Whom a face can be named after: everybody who was not merged into somebody else and not removed. */
  readonly people: readonly Person[];
  /** Everybody ever added, as they are by themselves, in the order given. */
  readonly records: readonly PersonRecord[];
  /** People whose merge closes a circle, so that it is not in force: the one who came last of the circle. */
  readonly ignoredMerges: ReadonlySet<string>;
  /**
   * Whom somebody counts as now.
   * @returns undefined when they were removed; somebody who is not in the registry counts as themselves.
   */
  resolve(person: Person): Person | undefined;
  /** Ids that count as a person of {@link people}, their own first; none for anybody else. */
  idsOf(personId: string): readonly string[];
}

/**
 * Puts merges and removals into force:
 * - somebody merged counts as whom they were merged into, over any number of steps;
 * - a merge into somebody who is not there counts for nothing;
 * - of merges that close a circle (two people merged each into the other at the same moment) the last one counts for nothing,
 *   so that nobody vanishes;
 * - somebody removed takes along whoever counts as them.
 */
export function createPersonRegistry(records: readonly PersonRecord[]): PersonRegistry {
  const byId = new Map(records.map((record) => [record.id, record]));
  const ignoredMerges = findIgnoredMerges(byId);
  const next = (record: PersonRecord) =>
    record.merged === undefined || ignoredMerges.has(record.id) ? undefined : byId.get(record.merged.into);

  const standsFor = new Map<string, Person>();
  const idsOf = new Map<string, string[]>();
  for (const record of records) {
    const path = pathFrom(record, next);
    const last = path.at(-1) ?? record;
    if (path.some(({ removed }) => removed !== undefined)) continue;
    standsFor.set(record.id, { id: last.id, name: last.name });
    const ids = idsOf.get(last.id) ?? [];
    if (last === record) ids.unshift(record.id);
    else ids.push(record.id);
    idsOf.set(last.id, ids);
  }
  return {
    people: records.flatMap(({ id, name }) => (standsFor.get(id)?.id === id ? [{ id, name }] : [])),
    records,
    ignoredMerges,
    resolve(person) {
      if (byId.has(person.id)) return standsFor.get(person.id);
      return person.name === '' ? { ...person, name: person.id } : person;
    },
    idsOf: (personId) => idsOf.get(personId) ?? [],
  };
}

/** Something done to a person that holds now and can be taken back. */
export type UndoableChange = Change & { readonly person: Person } & (
    | { readonly kind: 'renamed'; readonly from: string }
    | { readonly kind: 'merged'; readonly into: Person }
    | { readonly kind: 'removed' }
  );

/** Every change that can be taken back now, newest first: of a person's names the latest. */
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
 * Candidates as people are now, whatever they were when the model was trained: of somebody and whoever counts as them, the
 * better score counts, and nobody is suggested who was removed.
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
    if (person !== undefined && score > (best.get(person.id)?.score ?? -1)) best.set(person.id, { person, score });
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

/** Tags as they count now: merged people's as those of whom they count as, removed people's not at all. */
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
    const circle = begin < 0 ? [] : path.slice(begin);
    const last = circle.reduce<PersonRecord | undefined>(
      (a, b) => (a !== undefined && isAfter(a, b) ? a : b),
      undefined,
    );
    if (last !== undefined) ignored.add(last.id);
  }
  return ignored;
}

/** The same order for everybody who looks, also when two merges were made in the same millisecond. */
function isAfter(a: PersonRecord, b: PersonRecord): boolean {
  const [atA, atB] = [a.merged?.at.getTime() ?? 0, b.merged?.at.getTime() ?? 0];
  return atA > atB || (atA === atB && a.id > b.id);
}

/** @param next leads away from everybody in the end: circles have been opened before. */
function pathFrom(start: PersonRecord, next: (record: PersonRecord) => PersonRecord | undefined): PersonRecord[] {
  const path: PersonRecord[] = [];
  for (let record: PersonRecord | undefined = start; record !== undefined; record = next(record)) path.push(record);
  return path;
}
