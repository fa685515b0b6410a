import type { Deps } from '../../deps.js';
import { personIdOfMember } from '../../faces/ids.js';
import type { Person } from '../../faces/model.js';
import { foldName } from '../../faces/names.js';
import { findSameName, matchName, type Named, searchByName } from '../../faces/search-names.js';
import { orUndefined } from '../../failures.js';
import { listVisibleConversations } from '../../slack/conversations.js';
import { utcOffsetOf } from '../../slack/users.js';
import type { Directory } from '../directory.js';
import type { FindDeps } from './find-photos.js';
import { parseQuery } from './parse-query.js';
import { visiblePlace } from './photo-index.js';
import type { NameMeaning, QueryNames } from './photo-query.js';

export type ReadQueryDeps = FindDeps & Pick<Deps, 'now'> & { readonly directory: Directory };

/**
 * Reads what someone typed after /find-photos. Names are those of people on photos that the asker may see, so that it tells nothing
 * about others.
 */
export async function readQuery(deps: ReadQueryDeps, askerId: string, text: string) {
  const [visible, photos, everyone, offset] = await Promise.all([
    listVisibleConversations(deps, askerId),
    deps.photoIndex.read(),
    deps.directory.listEveryone(),
    orUndefined(utcOffsetOf(deps, askerId), 'No time zone of someone who searches', deps.log.info),
  ]);
  const registry = await deps.recognizer.people.registry();
  const shown = new Set(
    photos.filter((photo) => visiblePlace(photo, visible)).flatMap(({ people }) => [...people.keys()]),
  );
  const people = everyone.people.filter(({ id }) => shown.has(id));
  const members = everyone.members.map((member) => ({ ...member, otherNames: [...member.otherNames, member.handle] }));
  const names: QueryNames = {
    askerId,
    person(typed) {
      const known = lookUp(people, typed);
      if (known.kind !== 'unknown') return known;
      const member = lookUp(members, typed);
      return member.kind === 'found' ? { kind: 'found', it: personOf(member.it.userId) } : known;
    },
    personWithId: (personId) => people.find(({ id }) => id === personId),
    personOf,
    isWholeName: (typed) => [people, members].some((each) => findSameName<Named>(each, typed).length > 0),
    member: (typed) => lookUp(members, typed),
    channel: (name) => [...visible].find(([, each]) => each === name.toLowerCase())?.[0],
    isIn: (channelId) => visible.has(channelId),
  };
  return parseQuery(text, names, { now: deps.now(), utcOffset: offset ?? 0 });

  /** Someone who is not known is on no photo. */
  function personOf(userId: string): Person {
    const id = personIdOfMember(userId);
    const name = everyone.members.find((member) => member.userId === userId)?.name ?? userId;
    return registry.resolve({ id, name }) ?? { id, name };
  }
}

/** Whoever is called exactly so is meant, else whom a menu would show first, unless several fit equally well. */
function lookUp<T extends Named>(items: readonly T[], typed: string): NameMeaning<T> {
  const same = findSameName(items, typed);
  // Without a letter, as in “?”, every name would answer.
  const matching = same.length > 0 || foldName(typed) === '' ? same : searchByName(items, typed);
  const [first] = matching;
  if (first === undefined) return { kind: 'unknown' };
  const found = matching.filter((item) => rankOf(item, typed) === rankOf(first, typed));
  const others = found.slice(1);
  return others.length === 0 ? { kind: 'found', it: first } : { kind: 'several', choices: found };
}

function rankOf({ name, otherNames = [] }: Named, typed: string): number {
  return Math.min(...[name, ...otherNames].map((each) => matchName(each, typed) ?? 3));
}
