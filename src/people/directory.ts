import { z } from 'zod';
import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import type { Person } from '../faces/model.js';
import { cleanName } from '../faces/names.js';
import { within } from '../slack/timeout.js';
import type { Member } from '../views/person-menu.js';

/** Whom a face can be named after: people already known, and members of the workspace. */
export interface Directory {
  /** Everybody known; may be some seconds old. */
  listPeople(): Promise<readonly Person[]>;
  /** Everybody known, asked now. */
  listPeopleNow(): Promise<readonly Person[]>;
  /** Has the next list asked anew: somebody was added. */
  forgetPeople(): void;
  /** Members of the workspace; what there is of them when Slack takes long, as a menu cannot wait. */
  listMembers(): Promise<readonly Member[]>;
  /** All of them, asked now, however long it takes. */
  listMembersNow(): Promise<readonly Member[]>;
  /** One member by their id, asked now if need be. */
  findMember(userId: string): Promise<Member | undefined>;
}

/** Long enough for somebody typing a name, short enough that another process's new people turn up. */
const PEOPLE_MAX_AGE_MS = 10_000;
const MEMBERS_MAX_AGE_MS = 10 * 60_000;
/** A menu has to be answered within 3 s. */
const MENU_PATIENCE_MS = 1500;
const MEMBERS_PER_PAGE = 200;

export function createDirectory(deps: Pick<Deps, 'recognizer' | 'slack' | 'log' | 'now'>): Directory {
  let people: { readonly at: number; readonly list: Promise<readonly Person[]> } | undefined;
  let members: readonly Member[] = [];
  let membersAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  function listPeopleNow(): Promise<readonly Person[]> {
    const list = deps.recognizer.people.list();
    const entry = { at: deps.now(), list };
    people = entry;
    // A failure is not worth remembering; whoever awaits the list gets it.
    list.catch(() => {
      if (people === entry) people = undefined;
    });
    return list;
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
    loading ??= loadMembers().finally(() => {
      loading = undefined;
    });
    await loading;
    return members;
  }

  return {
    listPeopleNow,
    listMembersNow,
    listPeople() {
      return people !== undefined && deps.now() - people.at < PEOPLE_MAX_AGE_MS ? people.list : listPeopleNow();
    },
    forgetPeople() {
      people = undefined;
    },
    async listMembers() {
      if (deps.now() - membersAt >= MEMBERS_MAX_AGE_MS) {
        await within(MENU_PATIENCE_MS, listMembersNow());
      }
      return members;
    },
    async findMember(userId) {
      const known = members.find((member) => member.userId === userId);
      if (known !== undefined) return known;
      const answer = await deps.slack.users.info({ user: userId });
      return readMember(answer.user);
    },
  };
}

const userSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  real_name: z.string().nullish(),
  profile: z.object({ real_name: z.string().nullish(), display_name: z.string().nullish() }).nullish(),
});

/** Slack's own bot says of itself that it is none. */
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
  const handle = parsed.profile?.display_name || parsed.name || '';
  const name = cleanName(parsed.profile?.real_name || parsed.real_name || handle);
  return name === '' ? undefined : { userId: parsed.id, name, handle };
}
