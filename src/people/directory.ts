import { z } from 'zod';
import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { personIdOfMember } from '../faces/ids.js';
import type { Person } from '../faces/model.js';
import { cleanName } from '../faces/names.js';
import { orUndefined } from '../failures.js';
import { createSingleFlight } from '../single-flight.js';
import { type Deadline, within } from '../slack/timeout.js';
import type { KnownPerson, Member } from '../views/person-menu.js';

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
  /** Everyone whom a menu can offer, as far as the deadline allows. Never rejects. */
  suggestEveryone(deadline: Deadline): Promise<Everyone>;
  /** Clears the cache, after people were added, changed or erased. */
  forgetPeople(): void;
  /** Everyone whom a name may mean: those known, without the cache, and the members, as far as they are listed in a moment. */
  listEveryone(): Promise<Everyone>;
  /** All members, without the cache. */
  listMembersNow(): Promise<readonly Member[]>;
  /** One member by id. */
  findMember(userId: string): Promise<Member | undefined>;
}

/** Long enough for typing a name, short enough to show people whom another process added. */
const PEOPLE_MAX_AGE_MS = 10_000;
const MEMBERS_MAX_AGE_MS = 10 * 60_000;
const MEMBERS_PER_PAGE = 200;
/** How long a look-up waits for members: a modal has to open within 3 s. */
const MEMBERS_LIMIT_MS = 1000;

export function createDirectory(deps: Pick<Deps, 'recognizer' | 'slack' | 'log' | 'now'>): Directory {
  let asked: { readonly at: number; readonly list: Promise<readonly Person[]> } | undefined;
  /** The last list that came. */
  let people: readonly Person[] = [];
  let members: readonly Member[] = [];
  let membersAt = Number.NEGATIVE_INFINITY;
  const loading = createSingleFlight<void>();

  function listPeopleNow(): Promise<readonly Person[]> {
    const list = deps.recognizer.people.list();
    const entry = { at: deps.now(), list };
    asked = entry;
    list.then(
      (answer) => {
        if (asked === entry) people = answer;
      },
      // Failures are not cached.
      () => {
        if (asked === entry) asked = undefined;
      },
    );
    return list;
  }

  function listPeople(): Promise<readonly Person[]> {
    return asked !== undefined && deps.now() - asked.at < PEOPLE_MAX_AGE_MS ? asked.list : listPeopleNow();
  }

  /** Never rejects: without the members a menu still has the known people. */
  async function loadMembers(): Promise<void> {
    try {
      const loaded: Member[] = [];
      for await (const page of deps.slack.paginate('users.list', { limit: MEMBERS_PER_PAGE })) {
        loaded.push(...readMembers(page));
      }
      members = loaded;
      membersAt = deps.now();
    } catch (error) {
      deps.log.warn(`Could not list members: ${messageOf(error)}`);
    }
  }

  async function listMembersNow(): Promise<readonly Member[]> {
    await loading.run('', loadMembers);
    return members;
  }

  return {
    listPeople,
    listPeopleNow,
    listMembersNow,
    async suggestEveryone(deadline) {
      const isOld = deps.now() - membersAt >= MEMBERS_MAX_AGE_MS;
      const [listed] = await Promise.all([
        deadline.before(orUndefined(listPeople(), 'Menu without known people', deps.log.warn)),
        isOld && deadline.before(listMembersNow()),
      ]);
      return { people: withAccounts(listed ?? people, members), members };
    },
    forgetPeople() {
      asked = undefined;
      people = [];
    },
    async listEveryone() {
      const isOld = deps.now() - membersAt >= MEMBERS_MAX_AGE_MS;
      const [known] = await Promise.all([listPeopleNow(), isOld && within(MEMBERS_LIMIT_MS, listMembersNow())]);
      return { people: withAccounts(known, members), members };
    },
    async findMember(userId) {
      const known = members.find((member) => member.userId === userId);
      if (known !== undefined) return known;
      const answer = await deps.slack.users.info({ user: userId });
      return readMember(answer.user);
    },
  };
}

/** People with the accounts they have, so that they are found by every name that Slack shows of them. */
function withAccounts(people: readonly Person[], members: readonly Member[]): KnownPerson[] {
  const accounts = new Map(members.map((member) => [personIdOfMember(member.userId), member]));
  return people.map((person) => {
    const member = accounts.get(person.id);
    return { ...person, member, otherNames: member === undefined ? [] : [member.name, ...member.otherNames] };
  });
}

const userSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  real_name: z.string().nullish(),
  profile: z
    .object({ real_name: z.string().nullish(), display_name: z.string().nullish(), title: z.string().nullish() })
    .nullish(),
});

/** Slack says of its own bot that it is not one. */
const SLACKBOT = 'USLACKBOT';

function readMembers(page: unknown): Member[] {
  const users = z.object({ members: z.array(z.unknown()) }).safeParse(page).data?.members ?? [];
  return users.flatMap((user) => readMember(user) ?? []);
}

/** Undefined for bots and for people who have left. */
function readMember(user: unknown): Member | undefined {
  const parsed = userSchema.safeParse(user).data;
  if (parsed === undefined || parsed.deleted === true || parsed.is_bot === true || parsed.id === SLACKBOT) {
    return undefined;
  }
  const { profile } = parsed;
  const handle = profile?.display_name || parsed.name || '';
  const [name, ...otherNames] = new Set(
    [profile?.real_name, parsed.real_name, profile?.display_name, parsed.name].flatMap(
      (each) => cleanName(each ?? '') || [],
    ),
  );
  return name === undefined
    ? undefined
    : { userId: parsed.id, name, otherNames, handle, title: cleanName(profile?.title ?? '') };
}
