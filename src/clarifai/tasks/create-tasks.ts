import { type Concept, resources, service } from '../../clarifai-protocol.js';
import type { Operation } from '../operation.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { numberIn, textIn, toStruct } from '../transport/metadata.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { channelOfTask, isTask, taskIdOf } from './task-id.js';

/** Looking at the earlier photos of a channel. */
export interface EarlierTask {
  readonly channelId: string;
  readonly state: 'running' | 'stopped' | 'done';
  /** Slack user id of who started or continued it. */
  readonly askedBy: string;
  /** Messages from this `ts` on have been looked at; empty before the first. */
  readonly readTo: string;
  /** The thread under the next older message, if part of it has been looked at. */
  readonly thread?:
    | { readonly ts: string /** `ts` of the last reply looked at. */; readonly readTo: string }
    | undefined;
  /** About how many photos there are. */
  readonly total: number;
  /** How many of them have been looked at. */
  readonly done: number;
  /** Which process works on it, and until when no other does, in milliseconds since 1970. */
  readonly worker: string;
  readonly leasedUntil: number;
}

/** Long work that any process continues, stored beside the people. */
export type Tasks = ReturnType<typeof createTasks>;

export function createTasks(operation: Operation) {
  return {
    list: operation(listTasks),
    read: operation(async (session, channelId: string) =>
      (await listTasks(session)).find((task) => task.channelId === channelId),
    ),
    write: operation(writeTask),
  };
}

async function listTasks(session: Session): Promise<EarlierTask[]> {
  const tasks: EarlierTask[] = [];
  const pages = everyItem(async (page) => {
    const request = new service.ListConceptsRequest().setPage(page).setPerPage(PAGE_SIZE);
    return (await session.call('listConcepts', request)).getConceptsList();
  });
  for await (const concept of pages) if (isTask(concept.getId())) tasks.push(readTask(concept));
  return tasks;
}

function readTask(concept: Concept): EarlierTask {
  const metadata = concept.getMetadata();
  const state = textIn(metadata, 'state');
  return {
    channelId: channelOfTask(concept.getId()),
    state: state === 'running' || state === 'done' ? state : 'stopped',
    askedBy: textIn(metadata, 'asked_by'),
    readTo: textIn(metadata, 'read_to'),
    thread: threadIn(metadata),
    total: numberIn(metadata, 'total') ?? 0,
    done: numberIn(metadata, 'done') ?? 0,
    worker: textIn(metadata, 'worker'),
    leasedUntil: numberIn(metadata, 'leased_until') ?? 0,
  };
}

function threadIn(metadata: Parameters<typeof textIn>[0]): EarlierTask['thread'] {
  const ts = textIn(metadata, 'thread_ts');
  return ts === '' ? undefined : { ts, readTo: textIn(metadata, 'thread_read_to') };
}

/** Every write sets every key, because a service may merge metadata. */
async function writeTask(session: Session, task: EarlierTask): Promise<void> {
  const concept = new resources.Concept()
    .setId(taskIdOf(task.channelId))
    .setName('Earlier photos of a channel (no person)')
    .setMetadata(
      toStruct({
        state: task.state,
        asked_by: task.askedBy,
        read_to: task.readTo,
        thread_ts: task.thread?.ts ?? '',
        thread_read_to: task.thread?.readTo ?? '',
        total: task.total,
        done: task.done,
        worker: task.worker,
        leased_until: task.leasedUntil,
      }),
    );
  try {
    await session.call('postConcepts', new service.PostConceptsRequest().setConceptsList([concept]));
  } catch (error) {
    if (!isClarifaiError(error, 'duplicate')) throw error;
    await session.call(
      'patchConcepts',
      new service.PatchConceptsRequest().setAction('overwrite').setConceptsList([concept]),
    );
  }
}
