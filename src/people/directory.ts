import type { Deps } from '../deps.js';
import { memberOfPerson } from '../faces/ids.js';
import type { Person, PhotoTag } from '../faces/model.js';
import { isSameName } from '../faces/names.js';
import { orUndefined } from '../failures.js';
import { type Deadline, startDeadline } from '../slack/timeout.js';
import type { KnownPerson, Member } from '../views/person-menu.js';
import type { Members } from './members.js';

/** Those a face can be named after. */
interface Everyone {
  readonly people: readonly KnownPerson[];
  /** All members of the workspace, known or not. */
  readonly members: readonly Member[];
}

/** The people a face can be named after: those already known, and members of the workspace. */
export interface Directory {
  /** Everyone known; may be some seconds old. */
  listPeople(): Promise<readonly Person[]>;
  /** Everyone known, without the cache. */
  listPeopleNow(): Promise<readonly Person[]>;
  /** Reads everyone, as far as the deadline allows, so that the first menu has them. Never rejects. */
  warmUp(deadline: Deadline): Promise<void>;
  /** Everyone whom a menu can offer, as far as the deadline allows. Never rejects. */
  suggestEveryone(deadline: Deadline): Promise<Everyone>;
  /** Clears the cache, after people were added, changed or erased. */
  forgetPeople(): void;
  /** Everyone whom a name may mean: those known, without the cache, and the members, as far as they are listed in a moment. */
  listEveryone(): Promise<Everyone>;
  /** All members. */
  listMembers(): Promise<readonly Member[]>;
  /**
   * Whether an account of this name, by any name that Slack has for it, asked never to be named, even if its owner has left since. Menus
   * do not offer them.
   */
  isRefused(name: string): Promise<boolean>;
  /** One member by id. */
  findMember(userId: string): Promise<Member | undefined>;
}

/** Long enough for typing a name, short enough to show people whom another process added. */
const PEOPLE_MAX_AGE_MS = 10_000;
/** How long a look-up waits for members: a modal has to open within 3 s. */
const MEMBERS_LIMIT_MS = 1000;

/** People of whom a photo is left, and what they were found in. */
interface Pictured {
  readonly from: readonly Person[];
  readonly tags: readonly PhotoTag[];
  readonly people: readonly Person[];
}

const NO_ONE: Pictured = { from: [], tags: [], people: [] };

export function createDirectory(
  deps: Pick<Deps, 'recognizer' | 'log' | 'now'> & { readonly members: Members },
): Directory {
  const { members } = deps;
  let asked: { readonly at: number; readonly list: Promise<readonly Person[]> } | undefined;
  let pictured: Pictured = NO_ONE;
  /** The last people with accounts, and what they were made of. */
  let joined: { readonly from: readonly unknown[]; readonly everyone: Everyone } = {
    from: [],
    everyone: { people: [], members: [] },
  };
  /** Those who asked never to be named, as they were read last. */
  let refused: ReadonlySet<string> = new Set();

  /** The same objects as long as nothing changes, because a search prepares each once. */
  function everyone(listed: readonly Person[]): Everyone {
    const { known } = members;
    const from = [listed, known, [...refused].sort().join(' ')];
    if (from.some((part, index) => part !== joined.from[index])) {
      const accounts = new Set([...refused].map(memberOfPerson));
      const offered = known.filter(({ userId }) => !accounts.has(userId));
      joined = { from, everyone: { people: withAccounts(listed, members), members: offered } };
    }
    return joined.everyone;
  }

  /**
   * Those of whom a photo is left: names of others are no one's business any more. Asks for the tags again while someone is left out,
   * because their first tag may have just been given.
   */
  async function listPictured(): Promise<readonly Person[]> {
    const listed = await listPeople();
    if (pictured.from !== listed || pictured.people.length < listed.length) {
      const [tags, registry] = await Promise.all([
        deps.recognizer.tags.listAsGiven(),
        deps.recognizer.people.registry(),
      ]);
      if (tags !== pictured.tags || pictured.from !== listed) {
        const ids = new Set(tags.map(({ person }) => registry.resolve(person)?.id));
        pictured = { from: listed, tags, people: listed.filter(({ id }) => ids.has(id)) };
      }
    }
    return pictured.people;
  }

  async function readRefused(): Promise<ReadonlySet<string>> {
    refused = (await deps.recognizer.people.registry()).refused;
    return refused;
  }

  function listPeopleNow(): Promise<readonly Person[]> {
    const list = deps.recognizer.people.list();
    const entry = { at: deps.now(), list };
    asked = entry;
    // Failures are not cached.
    list.catch(() => {
      if (asked === entry) asked = undefined;
    });
    return list;
  }

  function listPeople(): Promise<readonly Person[]> {
    return asked !== undefined && deps.now() - asked.at < PEOPLE_MAX_AGE_MS ? asked.list : listPeopleNow();
  }

  /** @returns those known; undefined if they cannot be read in time. */
  async function readPeople(deadline: Deadline): Promise<readonly Person[] | undefined> {
    const [listed] = await Promise.all([
      deadline.before(orUndefined(listPictured(), 'Menu without known people', deps.log.warn)),
      deadline.before(orUndefined(readRefused(), 'Menu without who refused to be named', deps.log.warn)),
    ]);
    return listed;
  }

  return {
    listPeople,
    listPeopleNow,
    async warmUp(deadline) {
      await Promise.all([deadline.before(members.readStored()), readPeople(deadline)]);
    },
    async suggestEveryone(deadline) {
      const [listed] = await Promise.all([readPeople(deadline), members.ready(deadline)]);
      return everyone(listed ?? pictured.people);
    },
    forgetPeople() {
      asked = undefined;
      pictured = NO_ONE;
    },
    async listEveryone() {
      const [listed] = await Promise.all([
        listPeopleNow(),
        readRefused(),
        members.ready(startDeadline(MEMBERS_LIMIT_MS)),
      ]);
      return everyone(listed);
    },
    async listMembers() {
      await members.complete();
      return members.known;
    },
    async isRefused(name) {
      for (const userId of [...(await readRefused())].flatMap((id) => memberOfPerson(id) ?? [])) {
        if ((await members.namesOf(userId)).some((each) => isSameName(each, name))) return true;
      }
      return false;
    },
    findMember: members.find,
  };
}

/** People with the accounts they have, so that they are found by every name that Slack shows of them. */
function withAccounts(people: readonly Person[], members: Members): KnownPerson[] {
  return people.map((person) => {
    const userId = memberOfPerson(person.id);
    const member = userId === undefined ? undefined : members.get(userId);
    return { ...person, member, otherNames: member === undefined ? [] : [member.name, ...member.otherNames] };
  });
}
