import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { prepareLookAlikes, prepareSearch } from '../faces/search-names.js';
import { createSingleFlight } from '../single-flight.js';
import { isRefusedAs } from '../slack/errors.js';
import type { Deadline } from '../slack/timeout.js';
import type { Member } from '../views/person-menu.js';
import { readMembersFile, writeMembersFile } from './members-file.js';
import { readMember, readMembers, readNames } from './read-member.js';

/** The members of the workspace: from the file of an earlier run at once, then page by page from Slack, then from its events. */
export interface Members {
  /** The members known so far. The same array until something changes. */
  readonly known: readonly Member[];
  /** One of {@link known}. */
  get(userId: string): Member | undefined;
  /** Resolves when the members that an earlier run stored are known. Never rejects. */
  readStored(): Promise<void>;
  /** Starts reading the file and then the list. Does nothing if that is in progress. */
  start(): void;
  /** Reads the list if it is old, and waits for the first members, as far as the deadline allows. Never rejects. */
  ready(deadline: Deadline): Promise<void>;
  /** Resolves when the whole list was read, or reading it failed. Never rejects. */
  complete(): Promise<void>;
  /** One member by id; undefined for bots and for people who have left. */
  find(userId: string): Promise<Member | undefined>;
  /** Every name that Slack has for an account, also of someone who has left. May be an hour old. None if Slack no longer knows it. */
  namesOf(userId: string): Promise<readonly string[]>;
  /** Applies an event about someone who joined, changed their profile or left. @param user as Slack describes them. */
  update(user: unknown): void;
}

type MembersDeps = Pick<Deps, 'slack' | 'log' | 'now' | 'sleep' | 'bot' | 'cacheDir' | 'isClosing'>;

/** Slack's advice: "no more than 200 results at a time" (docs.slack.dev/reference/methods/users.list). */
const PAGE_SIZE = 200;
/** In ms. Events announce changes earlier; reading the list again catches the ones that were missed. */
const MAX_AGE_MS = 60 * 60_000;
/** In ms, after a failure such as a missing permission. */
const RETRY_AFTER_MS = 60_000;
/**
 * In ms, after each page while members of an earlier run are known, so that menus right after a start are quick. Slack's limit of 20 pages
 * a minute takes longer with many members.
 */
const PAUSE_MS = 300;
const MAX_FORMER = 1000;

export function createMembers(deps: MembersDeps): Members {
  const byId = new Map<string, Member>();
  let known: readonly Member[] = [];
  let readAgainAt = Number.NEGATIVE_INFINITY;
  let firstArrived = () => {};
  const first = new Promise<void>((resolve) => {
    firstArrived = resolve;
  });
  const reading = createSingleFlight<void>();
  let stored: Promise<void> | undefined;
  /** Of accounts that are not in the list. */
  const formerNames = new LRUCache<string, readonly string[]>({ max: MAX_FORMER, ttl: MAX_AGE_MS });

  /** Those who are known already stay the same objects, whose names are prepared for searches. */
  function add(members: readonly Member[]): void {
    const changed = members.filter((member) => !isDeepStrictEqual(byId.get(member.userId), member));
    if (changed.length === 0) return;
    prepareSearch(changed);
    prepareLookAlikes(changed);
    for (const member of changed) byId.set(member.userId, member);
    publish();
  }

  function publish(): void {
    known = [...byId.values()];
    if (known.length > 0) firstArrived();
  }

  function readStored(): Promise<void> {
    stored ??= readFile();
    return stored;
  }

  /** Page by page, so that nothing else is kept waiting. */
  async function readFile(): Promise<void> {
    if (deps.cacheDir === undefined) return;
    const members = await readMembersFile(deps.cacheDir, deps.bot.teamId, deps.log);
    for (let start = 0; start < members.length; start += PAGE_SIZE) {
      const page = members.slice(start, start + PAGE_SIZE).filter(({ userId }) => !byId.has(userId));
      prepareSearch(page);
      for (const member of page) byId.set(member.userId, member);
      await new Promise(setImmediate);
    }
    publish();
  }

  async function readList(): Promise<void> {
    try {
      await readStored();
      const listed = new Set<string>();
      const before = new Set(byId.keys());
      for await (const page of deps.slack.paginate('users.list', { limit: PAGE_SIZE })) {
        if (deps.isClosing()) return;
        const members = readMembers(page);
        for (const { userId } of members) listed.add(userId);
        add(members);
        if (before.size > 0) await deps.sleep(PAUSE_MS);
      }
      const gone = [...before].filter((userId) => !listed.has(userId));
      for (const userId of gone) byId.delete(userId);
      if (gone.length > 0) publish();
      readAgainAt = deps.now() + MAX_AGE_MS;
      if (deps.cacheDir !== undefined) await writeMembersFile(deps.cacheDir, deps.bot.teamId, known, deps.log);
    } catch (error) {
      // Without the members a menu still has the known people.
      readAgainAt = deps.now() + RETRY_AFTER_MS;
      if (!deps.isClosing()) deps.log.warn(`Could not list members: ${messageOf(error)}`);
    }
  }

  function readIfOld(): Promise<void> {
    const isOld = deps.now() >= readAgainAt;
    return isOld || reading.isRunning('') ? reading.run('', readList) : Promise.resolve();
  }

  async function readFormerNames(userId: string): Promise<readonly string[]> {
    try {
      return readNames((await deps.slack.users.info({ user: userId })).user);
    } catch (error) {
      if (isRefusedAs(error, 'user gone')) return [];
      throw error;
    }
  }

  return {
    get known() {
      return known;
    },
    get: (userId) => byId.get(userId),
    readStored,
    start: () => {
      // Never rejects: readList logs its own failures.
      void readIfOld();
    },
    async ready(deadline) {
      const list = readIfOld();
      if (known.length === 0) await deadline.before(Promise.race([first, list]));
    },
    complete: readIfOld,
    async find(userId) {
      const found = byId.get(userId);
      if (found !== undefined) return found;
      const { user } = await deps.slack.users.info({ user: userId });
      return readMember(user);
    },
    async namesOf(userId) {
      const found = byId.get(userId);
      if (found !== undefined) return [found.name, ...found.otherNames];
      const names = formerNames.get(userId) ?? (await readFormerNames(userId));
      formerNames.set(userId, names);
      return names;
    },
    update(user) {
      const member = readMember(user);
      const userId = z.object({ id: z.string() }).safeParse(user).data?.id;
      if (member !== undefined) add([member]);
      else if (userId !== undefined && byId.delete(userId)) publish();
    },
  };
}
