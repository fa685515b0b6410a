import { randomUUID } from 'node:crypto';
import type { EarlierTask } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { photoIdOfFile } from '../../faces/ids.js';
import type { ShownFace } from '../../faces/model.js';
import { isStopping } from '../../failures.js';
import type { PhotoPost } from '../../replies/message-event.js';
import { reasonToSkip, type SlackFile } from '../../replies/slack-file.js';
import { createSingleFlight } from '../../single-flight.js';
import { isExternalAuthor } from '../../slack/users.js';
import { lookAtPhoto } from './look-at-photo.js';
import { readPage, readThread } from './read-posts.js';

type EarlierDeps = Pick<
  Deps,
  | 'recognizer'
  | 'slack'
  | 'backgroundSlack'
  | 'photos'
  | 'bot'
  | 'externalPhotos'
  | 'thresholds'
  | 'log'
  | 'now'
  | 'sleep'
  | 'isClosing'
  | 'inBackground'
>;

/** Looks at the photos that were posted in a channel before. Any process continues what another began. */
export interface EarlierPhotos {
  /** What is stored about a channel; about how many photos it has if it was never looked at. */
  find(channelId: string): Promise<EarlierTask>;
  /** Starts, or continues after a stop. Resolves when that is stored. */
  start(channelId: string, askedBy: string): Promise<EarlierTask>;
  /** Stops after the photo that is being looked at. */
  stop(channelId: string): Promise<EarlierTask | undefined>;
  /** Continues what was running when a process ended. */
  resume(): Promise<void>;
}

type Progress = Pick<EarlierTask, 'readTo' | 'done' | 'thread'>;

/** In ms. A process that has not renewed its lease for so long counts as dead. */
const LEASE_MS = 2 * 60_000;
/** In ms. The lease is renewed, and a stop noticed, at most so late. */
const RENEW_MS = 20_000;
/** In ms, between two writes by processes that take the lease at the same moment. */
const SETTLE_MS = 3000;
/** In ms, after a failure. */
const RETRY_MS = 60_000;
const MAX_FAILURES = 10;
/** The shortest pause in ms after a photo. Otherwise it is as long as the photo took, so that half of the time is left to replies. */
const MIN_PAUSE_MS = 200;
/** In ms, with its pause: an estimate, for photos of a few faces. It only serves to say how long it takes. */
const MS_PER_PHOTO = 2000;

/** About how long looking at so many photos takes, in whole minutes, at least one. */
export function minutesFor(photos: number): number {
  return Math.max(1, Math.ceil((photos * MS_PER_PHOTO) / 60_000));
}

export function createEarlierPhotos(deps: EarlierDeps): EarlierPhotos {
  const { recognizer, backgroundSlack } = deps;
  const me = randomUUID();
  const running = createSingleFlight<void>();
  /** Channels that were stopped in this process, so that it need not read that again. */
  const stopped = new Set<string>();
  /** Of the channels that this process works on. */
  const progress = new Map<string, Progress>();

  return {
    async find(channelId) {
      const stored = await readNow(channelId);
      return stored ?? newTask(channelId, await countPhotos(channelId));
    },
    async start(channelId, askedBy) {
      const before = await recognizer.tasks.read(channelId);
      const total = await countPhotos(channelId);
      const begun = before?.state === 'done' || before === undefined ? newTask(channelId, total) : before;
      const task: EarlierTask = { ...begun, state: 'running', askedBy, total: Math.max(total, begun.done) };
      stopped.delete(channelId);
      await recognizer.tasks.write(task);
      runLater(channelId);
      return task;
    },
    async stop(channelId) {
      stopped.add(channelId);
      const task = await readNow(channelId);
      if (task === undefined || task.state !== 'running') return task;
      const changed: EarlierTask = { ...task, state: 'stopped', worker: '', leasedUntil: 0 };
      await recognizer.tasks.write(changed);
      return changed;
    },
    async resume() {
      const tasks = await recognizer.tasks.list();
      for (const { channelId, state } of tasks) if (state === 'running') runLater(channelId);
    },
  };

  /** What is stored, with the progress that this process has made since. */
  async function readNow(channelId: string): Promise<EarlierTask | undefined> {
    const stored = await recognizer.tasks.read(channelId);
    const { readTo, done, thread } = progress.get(channelId) ?? {};
    return stored?.state !== 'running' || readTo === undefined || done === undefined
      ? stored
      : { ...stored, readTo, done, thread };
  }

  function runLater(channelId: string): void {
    deps.inBackground(() => running.run(channelId, () => run(channelId)));
  }

  /** Works on a channel while it is to be looked at, or waits while another process does. */
  async function run(channelId: string): Promise<void> {
    for (let failures = 0; failures < MAX_FAILURES; ) {
      try {
        const task = await recognizer.tasks.read(channelId);
        if (task === undefined || task.state !== 'running' || deps.isClosing()) return;
        if (task.worker !== me && task.leasedUntil > deps.now()) await deps.sleep(task.leasedUntil - deps.now());
        else if (await lease(task)) {
          const leased = { ...task, worker: me, leasedUntil: deps.now() + LEASE_MS };
          await work(leased).finally(() => progress.delete(channelId));
        }
      } catch (error) {
        if (isStopping(error)) throw error;
        failures += 1;
        deps.log.warn(`Earlier photos of a channel are looked at again in a minute: ${messageOf(error)}`);
        await deps.sleep(RETRY_MS);
      }
    }
  }

  /** Takes the lease. Of several processes, the one that wrote last has it. */
  async function lease(task: EarlierTask): Promise<boolean> {
    if (task.worker === me) return true;
    await recognizer.tasks.write({ ...task, worker: me, leasedUntil: deps.now() + LEASE_MS });
    await deps.sleep(SETTLE_MS);
    return (await recognizer.tasks.read(task.channelId))?.worker === me;
  }

  /** Looks at the photos, the newest first, until all are done or it is stopped. */
  async function work(begun: EarlierTask): Promise<void> {
    let task = begun;
    let renewedAt = deps.now();
    /** Stores the progress, unless it was stopped or another process took over. */
    const store = async (): Promise<boolean> => {
      const stored = await recognizer.tasks.read(task.channelId);
      if (stored?.state !== 'running' || stored.worker !== me) return false;
      renewedAt = deps.now();
      await recognizer.tasks.write(task.state === 'done' ? task : { ...task, leasedUntil: deps.now() + LEASE_MS });
      return true;
    };
    const isCurrent = async (): Promise<boolean> => {
      if (deps.isClosing() || stopped.has(task.channelId)) return false;
      return deps.now() - renewedAt < RENEW_MS || store();
    };
    /** @returns whether to go on. */
    const look = async (post: PhotoPost): Promise<boolean> => {
      for (const file of await photosToLookAt(post)) {
        if (!(await isCurrent())) return false;
        const startedAt = deps.now();
        await lookAtPhoto(deps, post, file);
        await deps.sleep(Math.max(MIN_PAUSE_MS, deps.now() - startedAt));
      }
      // Those that were known count, too.
      advance({ done: task.done + post.files.filter((file) => reasonToSkip(file) === undefined).length });
      return true;
    };
    const advance = (to: Partial<Progress>) => {
      task = { ...task, ...to };
      progress.set(task.channelId, task);
    };
    const lookInThread = async (ts: string): Promise<boolean> => {
      if (!(await isCurrent())) return false;
      if (task.thread?.ts !== ts) advance({ thread: { ts, readTo: ts } });
      for await (const post of readThread(deps, task.channelId, ts, task.thread?.readTo ?? ts)) {
        if (!(await look(post))) return false;
        advance({ thread: { ts, readTo: post.ts } });
      }
      return true;
    };
    for (;;) {
      const page = await readPage(deps, task);
      for (const { ts, post, hasReplies } of page.messages) {
        const isBegun = task.thread?.ts === ts;
        if (post !== undefined && !isBegun && !(await look(post))) return;
        if (hasReplies && !(await lookInThread(ts))) return;
        advance({ readTo: ts, thread: undefined });
      }
      if (!page.hasMore) task = { ...task, state: 'done', worker: '', leasedUntil: 0, total: task.done };
      if (!(await store()) || !page.hasMore) return;
    }
  }

  /** The photos of a post that were not looked at so far, or in which a face has no name. */
  async function photosToLookAt(post: PhotoPost): Promise<SlackFile[]> {
    const photos = post.files.filter((file) => reasonToSkip(file) === undefined);
    if (photos.length === 0 || (await isFromOutside(post))) return [];
    const known = await recognizer.photos.findSources(photos.map(({ id }) => photoIdOfFile(id)));
    const answers = await recognizer.tags.listAnswers();
    const isNamed = (photoId: string, { faceId, personId }: ShownFace) => {
      const { tags, flagged } = answers.get(photoId) ?? {};
      return personId !== undefined || tags?.has(faceId) === true || flagged?.has(faceId) === true;
    };
    const seen = new Set(
      known
        .filter(({ photoId, faces }) => faces?.every((face) => isNamed(photoId, face)) === true)
        .map(({ photoId }) => photoId),
    );
    return photos.filter(({ id }) => !seen.has(photoIdOfFile(id)));
  }

  async function isFromOutside(post: PhotoPost): Promise<boolean> {
    return !deps.externalPhotos && isExternalAuthor({ ...deps, slack: backgroundSlack }, post);
  }

  /** About how many photos a channel has, with those in threads. */
  async function countPhotos(channelId: string): Promise<number> {
    const { paging, files } = await deps.slack.files.list({ channel: channelId, types: 'images', count: 1 });
    return paging?.total ?? files?.length ?? 0;
  }
}

function newTask(channelId: string, total: number): EarlierTask {
  return { channelId, state: 'stopped', askedBy: '', readTo: '', total, done: 0, worker: '', leasedUntil: 0 };
}
