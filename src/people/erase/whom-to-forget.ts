import type { ErasureRequest } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { personIdOfMember } from '../../faces/ids.js';
import type { PersonRecord, PhotoTag } from '../../faces/model.js';
import { isSameName } from '../../faces/names.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { isAdmin } from '../../slack/users.js';

export interface WhomToForget {
  readonly personIds: readonly string[];
  /** Ids of merged people whose merge is undone first. */
  readonly toSplit: readonly string[];
}

/**
 * Whom a request is about. An admin's is about a person and everyone merged into them. People's own is about what was said to be them:
 * the person of their account, and those merged with it
 * - by an admin,
 * - by someone else, if they have always been called what that person was called first, or
 * - by themselves, if they gave every tag of them.
 *
 * Everyone else is split from them, so that no one can have another person forgotten by merging.
 */
export async function whomToForget(
  deps: Pick<Deps, 'recognizer' | 'slack'>,
  { personId, askedBy }: ErasureRequest,
): Promise<WhomToForget> {
  const registry = await deps.recognizer.people.registry();
  const own = registry.records.find(({ id }) => id === personId);
  // Erased meanwhile: people merged into them are themselves again.
  if (own === undefined) return { personIds: [personId], toSplit: [] };
  if (personId !== personIdOfMember(askedBy)) {
    return { personIds: withMergedInto(registry.records, personId), toSplit: [] };
  }
  const merges = mergesAmong(registry, own.id);
  const makers = [...new Set(merges.map(({ by }) => by))];
  const areAdmins = await Promise.all(makers.map((by) => by !== '' && isAdmin(deps, by).catch(() => false)));
  const admins = new Set(makers.filter((_, index) => areAdmins[index]));
  const tags = await deps.recognizer.tags.listAsGiven();
  const isSaidToBeThem = (merge: Merge, other: PersonRecord) =>
    admins.has(merge.by) ||
    (merge.by === askedBy ? gaveEveryTag(askedBy, tags, other) : wasAlwaysCalled(other, firstNameOf(own)));

  const them = new Set([own.id]);
  for (let before = 0; before < them.size; ) {
    before = them.size;
    for (const merge of merges) {
      const other = outsideOf(them, merge);
      if (other !== undefined && isSaidToBeThem(merge, other)) them.add(other.id);
    }
  }
  const toSplit = merges.filter((merge) => outsideOf(them, merge) !== undefined).map(({ person }) => person.id);
  return { personIds: [...them], toSplit };
}

interface Merge {
  readonly person: PersonRecord;
  readonly into: PersonRecord;
  /** Slack user id; empty when it is not known. */
  readonly by: string;
}

function mergesAmong(registry: PersonRegistry, personId: string): Merge[] {
  const group = registry.mergedWith(personId);
  return group.flatMap((person) => {
    const into = group.find(({ id }) => id === person.merged?.into);
    const isInForce = into !== undefined && person.merged !== undefined && !registry.ignoredMerges.has(person.id);
    return isInForce ? [{ person, into, by: person.merged.by }] : [];
  });
}

/** The one of two merged people who is not in a set, if the other one is. */
function outsideOf(ids: ReadonlySet<string>, { person, into }: Merge): PersonRecord | undefined {
  if (ids.has(person.id) === ids.has(into.id)) return undefined;
  return ids.has(person.id) ? into : person;
}

function gaveEveryTag(userId: string, tags: readonly PhotoTag[], { id }: PersonRecord): boolean {
  return tags.filter(({ person }) => person.id === id).every(({ taggedBy }) => taggedBy === userId);
}

function wasAlwaysCalled({ name, renames }: PersonRecord, called: string): boolean {
  return [name, ...renames.map(({ from }) => from)].every((each) => isSameName(each, called));
}

function firstNameOf({ name, renames }: PersonRecord): string {
  return renames[0]?.from ?? name;
}

function withMergedInto(records: readonly PersonRecord[], personId: string): string[] {
  const ids = new Set([personId]);
  for (const id of ids) for (const { id: other, merged } of records) if (merged?.into === id) ids.add(other);
  return [...ids];
}
