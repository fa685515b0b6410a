import { messageOf } from '../../errors.js';
import { isStopping, orUndefined } from '../../failures.js';
import { createCombinedRuns } from '../../single-flight.js';
import { isRefusedAs } from '../../slack/errors.js';
import { count } from '../../views/text.js';
import { type CallBudget, createCallBudget } from './call-budget.js';
import { answer, type CatchUpDeps, checkThread, type Done } from './check-thread.js';
import { openProgress, type Progress } from './progress.js';
import { isLater, listConversations } from './read-messages.js';
import { type NewThread, readNews } from './recent-posts.js';
import { removeUnusedPictures } from './unused-pictures.js';

type ReadingDeps = CatchUpDeps & { readonly budget: CallBudget };

/** In ms: longer than it takes from the upload of a picture to the reply that shows it. */
const UPLOAD_LASTS_MS = 5 * 60_000;

/**
 * The most calls to Slack for one catch-up before it slows down (docs/running.md). They are throttled, so this takes about three
 * minutes.
 */
const MAX_CALLS = 150;
/** In ms: how often a thread is checked after that. */
const SLOW_EVERY_MS = 6_000;
/** In ms: how soon a slow check notices that Rollcall is stopping. */
const NOTICE_CLOSING_MS = 500;
/** How many of the newest photos say which conversations are active. */
const MAX_RECENT_PHOTOS = 200;

interface MissedTime {
  /** The time of the oldest post to check, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** When this process started, if it did so just now. */
  readonly startedAtMs?: number;
}

/**
 * Catches up after Rollcall was stopped or disconnected: first answers posts that have no reply, the most recently active
 * conversations first, then reads the threads with news, to update outdated replies and to remove what was made of deleted
 * photos. Threads for which there are no calls left are read in the background, slowly. Ends early when Rollcall is stopping.
 * Runs one at a time: a connection that is lost again and again must not use up the calls several times over.
 */
export type CatchUp = (missed: MissedTime) => Promise<void>;

export function createCatchUp(deps: CatchUpDeps): CatchUp {
  let progress: Promise<Progress> | undefined;
  return createCombinedRuns(
    async (missed) => {
      progress ??= openProgress(deps);
      await catchUp(deps, await progress, missed);
    },
    (first, second) => ({ ...first, sinceMs: Math.min(first.sinceMs, second.sinceMs) }),
  );
}

async function catchUp(deps: CatchUpDeps, progress: Progress, { sinceMs, startedAtMs }: MissedTime): Promise<void> {
  const since = `${Math.floor(sinceMs / 1000)}.000000`;
  const shown = new Set<string>();
  const done: Done = { answered: 0, updated: 0, removed: 0 };
  const budget = createCallBudget(MAX_CALLS);
  const reading = { ...deps, budget };
  try {
    const threads: NewThread[] = [];
    const channelIds = await inOrder(deps, progress, await listAll(listConversations(reading)));
    let unread = channelIds.length;
    for (const channelId of channelIds) {
      if (budget.isSpent || deps.isClosing()) break;
      const news = await readNews(reading, channelId, since);
      unread -= 1;
      for (const post of news.unanswered) if (!deps.isClosing()) await answer(deps, progress, post, done);
      threads.push(...news.threads);
      await progress.noteRead(channelId);
    }
    if (unread > 0 && !deps.isClosing()) {
      deps.log.warn(
        `${count(unread, 'conversation')} could not be checked for photos from while Rollcall was away, because Slack limits how much may be read. “Name faces” in a message’s menu does it by hand; the next start begins with them.`,
      );
    }
    const left = threads.toSorted((a, b) => (isLater(a.latest, b.latest) ? -1 : 1));
    while (left.length > 0 && !budget.isSpent && !deps.isClosing()) {
      const [thread] = left.splice(0, 1);
      if (thread !== undefined) await checkThread(reading, progress, thread, { shown, done });
    }
    if (left.length > 0) deps.inBackground(() => checkSlowly(reading, progress, left));
    // What was uploaded before the start is nobody else's if this is the only process.
    const untilMs = deps.isAlone && startedAtMs !== undefined ? startedAtMs : deps.now() - UPLOAD_LASTS_MS;
    const unused = await removeUnusedPictures(deps, { fromMs: sinceMs, untilMs }, shown);
    if (unused > 0) deps.log.info(`Deleted ${count(unused, 'picture')} that no reply shows.`);
    await deps.facePictures.recall();
  } catch (error) {
    if (isStopping(error)) return;
    deps.log.warn(
      `Could not look for photos from while Rollcall was away: ${explainFailedCatchUp(error)}. Until then, “Name faces” in a message’s menu does it by hand.`,
    );
  }
  logDone(deps, done);
}

function logDone({ log }: CatchUpDeps, { answered, updated, removed }: Done): void {
  if (answered + updated > 0) {
    const replies = count(updated, 'reply', 'replies');
    log.info(`Caught up: answered ${count(answered, 'post')}, brought ${replies} up to date.`);
  }
  if (removed > 0) log.info(`Removed what was made of photos in ${count(removed, 'deleted post')}.`);
}

/** Checks the threads for which there were no calls left, a few each minute. */
async function checkSlowly(deps: ReadingDeps, progress: Progress, threads: readonly NewThread[]): Promise<void> {
  deps.log.info(`${count(threads.length, 'more thread')} will be checked, ten a minute.`);
  const done: Done = { answered: 0, updated: 0, removed: 0 };
  try {
    for (const thread of threads) {
      for (let waited = 0; waited < SLOW_EVERY_MS && !deps.isClosing(); waited += NOTICE_CLOSING_MS) {
        await deps.sleep(NOTICE_CLOSING_MS);
      }
      if (deps.isClosing()) return;
      const checking = checkThread(deps, progress, thread, { shown: new Set(), done });
      await orUndefined(checking, 'A thread could not be checked', deps.log.warn);
    }
  } finally {
    logDone(deps, done);
  }
}

/** The conversations in which photos were posted last come first, then those that were not read for longest. */
async function inOrder(deps: CatchUpDeps, progress: Progress, channelIds: readonly string[]): Promise<string[]> {
  const recent = await deps.recognizer.photos.listRecent(MAX_RECENT_PHOTOS).catch((error: unknown) => {
    if (isStopping(error)) throw error;
    return [];
  });
  const ranks = new Map<string, number>();
  for (const [rank, { channelId }] of recent.entries()) if (!ranks.has(channelId)) ranks.set(channelId, rank);
  const rankOf = (id: string) => ranks.get(id) ?? Number.MAX_SAFE_INTEGER;
  return channelIds.toSorted((a, b) => rankOf(a) - rankOf(b) || progress.readAt(a) - progress.readAt(b));
}

async function listAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function explainFailedCatchUp(error: unknown): string {
  if (isRefusedAs(error, 'permission missing')) {
    return 'the app lacks the permissions channels:read, groups:read, im:read and mpim:read. Reinstall it from manifest.yml';
  }
  return `${messageOf(error)}. It is tried again at the next start`;
}
