import type { SlackApi } from '../slack/api.js';
import { explain } from '../slack/errors.js';
import { uploadFiles } from '../slack/upload.js';
import { createStore, type Store } from './store.js';

/** A message that is being sent, or that failed. */
export interface Outgoing {
  id: number;
  channel: string;
  thread: string | undefined;
  text: string;
  files: readonly File[];
  /** The progress of the upload, 0 to 1. */
  progress: number;
  /** A sentence about the failure, if it failed. */
  failure: string | undefined;
}

type OutboxChange =
  | { type: 'queued'; outgoing: Outgoing }
  | { type: 'progressed'; id: number; progress: number }
  | { type: 'failed'; id: number; failure: string }
  | { type: 'retried'; id: number }
  | { type: 'removed'; id: number };

export type Outbox = readonly Outgoing[];

/** The outbox after one change. */
function reduceOutbox(outbox: Outbox, change: OutboxChange): Outbox {
  const update = (id: number, part: Partial<Outgoing>) =>
    outbox.map((outgoing) => (outgoing.id === id ? { ...outgoing, ...part } : outgoing));
  switch (change.type) {
    case 'queued':
      return [...outbox, change.outgoing];
    case 'progressed':
      return update(change.id, { progress: change.progress });
    case 'failed':
      return update(change.id, { failure: change.failure });
    case 'retried':
      return update(change.id, { failure: undefined, progress: 0 });
    case 'removed':
      return outbox.filter((outgoing) => outgoing.id !== change.id);
  }
}

/** Sends messages. A failed message stays in the outbox until the person retries or discards it. */
export interface Sender {
  readonly store: Store<Outbox, OutboxChange>;
  send(channel: string, thread: string | undefined, text: string, files: readonly File[]): Promise<void>;
  retry(id: number): Promise<void>;
  discard(id: number): void;
}

export function createSender(api: SlackApi): Sender {
  const store = createStore<Outbox, OutboxChange>([], reduceOutbox);
  let lastId = 0;

  const deliver = async ({ id, channel, thread, text, files }: Outgoing) => {
    try {
      if (files.length === 0) await api.postMessage(channel, text, thread);
      else {
        await uploadFiles(api, files, { channel, thread, comment: text }, (progress) =>
          store.dispatch({ type: 'progressed', id, progress }),
        );
      }
      store.dispatch({ type: 'removed', id });
    } catch (error) {
      store.dispatch({ type: 'failed', id, failure: explain(error) });
    }
  };

  return {
    store,
    send: async (channel, thread, text, files) => {
      lastId += 1;
      const outgoing: Outgoing = { id: lastId, channel, thread, text, files, progress: 0, failure: undefined };
      store.dispatch({ type: 'queued', outgoing });
      await deliver(outgoing);
    },
    retry: async (id) => {
      store.dispatch({ type: 'retried', id });
      const outgoing = store.get().find((candidate) => candidate.id === id);
      if (outgoing) await deliver(outgoing);
    },
    discard: (id) => store.dispatch({ type: 'removed', id }),
  };
}
