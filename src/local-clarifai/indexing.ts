import { availableParallelism } from 'node:os';
import { StatusCode } from '../clarifai-protocol.js';
import type { Log } from '../log.js';
import { DiskFullError } from '../store/failures.js';
import { onceThereIsRoom } from '../store/once-there-is-room.js';
import { type FaceModel, findsFaces } from './base-models.js';
import { newId } from './ids.js';
import type { PictureFetcher } from './pictures/fetch-picture.js';
import { pictureFailure } from './pictures/picture-failure.js';
import type { UploadSpool } from './pictures/upload-spool.js';
import type { FaceFinder, FoundFace } from './recognition/face-finder.js';
import { ApiError, INTERNAL_ERROR } from './status.js';
import { matchPendingAnnotations } from './store-annotation.js';
import type { InputRow } from './tables/inputs.js';
import type { Tables } from './tables/tables.js';

/** Finds the faces of new inputs, in the background and in order of arrival. */
export interface Indexer {
  add(inputKeys: readonly number[]): void;
  /** Takes up what a killed process left: unfinished indexing, promised deletions, stray files. */
  resume(): Promise<void>;
  /** Deletes, shortly, the inputs that are marked as deleting. */
  removeSoon(): void;
  /** Stops at once: what is not indexed yet, the pictures at hand included, is taken up at the next start. */
  close(): Promise<void>;
}

export interface IndexerOptions {
  readonly tables: Tables;
  readonly finder: FaceFinder;
  readonly faceModel: FaceModel;
  readonly fetcher: PictureFetcher;
  readonly uploadSpool: UploadSpool;
  readonly log: Log;
}

/** A picture that ends the process every time must not do so for ever. */
const MAX_ATTEMPTS = 3;
const FULL_DISK_RETRY_MS = 5000;

export function createIndexer(options: IndexerOptions): Indexer {
  const { tables, finder, faceModel, fetcher, uploadSpool, log } = options;
  const queue: number[] = [];
  const indexing = new Set<number>();
  const housekeeping = new Set<Promise<void>>();
  const waitingForRoom: number[] = [];
  let retryTimer: NodeJS.Timeout | undefined;
  let closing = false;

  function startMore(): void {
    // The engine has its own queue and workers; a few at a time keep it fed while others are fetched or written.
    while (!closing && indexing.size < availableParallelism() && queue.length > 0) {
      const pk = queue.shift();
      if (pk === undefined) return;
      indexing.add(pk);
      index(pk)
        .catch((error: unknown) => {
          if (error instanceof DiskFullError) return waitForRoom(pk);
          log.error(`Indexing an input failed: ${describe(error)}`);
        })
        .finally(() => {
          indexing.delete(pk);
          startMore();
        });
    }
  }

  /** Nothing of the input was stored, so it is indexed from the start once there is room. */
  function waitForRoom(pk: number): void {
    waitingForRoom.push(pk);
    retryTimer ??= setTimeout(() => {
      retryTimer = undefined;
      retry.run();
    }, FULL_DISK_RETRY_MS).unref();
  }

  const retry = onceThereIsRoom(() => {
    tables.transaction(() => {
      for (const pk of waitingForRoom) tables.inputs.giveBack(pk);
    });
    queue.push(...waitingForRoom.splice(0));
    startMore();
  }, log);

  async function index(pk: number): Promise<void> {
    const input = tables.inputs.byPk(pk);
    if (input === undefined || input.deleting === 1) return;
    tables.inputs.beginAttempt(pk);
    try {
      if (input.attempts >= MAX_ATTEMPTS) throw tooManyAttempts();
      const picture = await readPicture(input);
      const found = await findFaces(input, picture);
      if (!closing) settle(input, found);
    } catch (error) {
      if (error instanceof DiskFullError) throw error;
      if (!closing) settleFailed(input, error);
    }
    if (!closing && input.waiting_file !== null) await uploadSpool.discard(input.waiting_file);
  }

  function readPicture(input: InputRow): Promise<Uint8Array> {
    return input.waiting_file === null ? fetcher.fetch(input.url) : uploadSpool.read(input.waiting_file);
  }

  /** What is looked for is up to the application's base workflow, as on the hosted service. */
  async function findFaces(input: InputRow, picture: Uint8Array) {
    if (!findsFaces(tables.apps.byPk(input.app)?.base_workflow ?? '')) return undefined;
    return finder.find(picture);
  }

  function settle(input: InputRow, found: { pictureHash: string; faces: readonly FoundFace[] } | undefined): void {
    tables.transaction(() => {
      const present = tables.inputs.byPk(input.pk);
      if (present === undefined || present.deleting === 1) return;
      for (const face of found?.faces ?? []) {
        tables.annotations.add({
          app: input.app,
          input: input.pk,
          id: newId(),
          kind: 'detection',
          worker: faceModel.versionId,
          face: tables.faces.add(input.pk, finder.engine, face),
          status: StatusCode.ANNOTATION_SUCCESS,
          message: new Uint8Array(),
        });
      }
      matchPendingAnnotations(tables, input.pk);
      tables.inputs.settle(input.pk, {
        status: StatusCode.INPUT_SUCCESS,
        details: '',
        pictureHash: found?.pictureHash ?? null,
        engine: found === undefined ? null : finder.engine,
      });
    });
  }

  function settleFailed(input: InputRow, error: unknown): void {
    const failure = pictureFailure(error);
    if (failure === undefined)
      log.error(`Finding faces failed: ${error instanceof Error ? error.stack : String(error)}`);
    tables.inputs.settle(input.pk, {
      status: failure?.code ?? StatusCode.INPUT_FAILED,
      details: failure?.details ?? INTERNAL_ERROR,
      pictureHash: null,
      engine: null,
    });
  }

  async function removeMarked(): Promise<void> {
    const marked = tables.inputs.deleting();
    if (marked.length === 0) return;
    tables.transaction(() => {
      for (const input of marked) tables.inputs.remove(input.pk);
    });
    tables.purge();
    await Promise.all(marked.map((input) => input.waiting_file && uploadSpool.discard(input.waiting_file)));
  }

  function removeSoon(): void {
    setImmediate(() => closing || keepHouse(removeMarked()));
  }

  function keepHouse(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        log.error(`Deleting inputs failed: ${describe(error)}`);
        if (error instanceof DiskFullError) setTimeout(removeSoon, FULL_DISK_RETRY_MS).unref();
      })
      .finally(() => housekeeping.delete(tracked));
    housekeeping.add(tracked);
  }

  return {
    add(keys) {
      queue.push(...keys);
      // The caller is answered first.
      setImmediate(startMore);
    },
    async resume() {
      await removeMarked();
      await uploadSpool.discardAllBut(tables.inputs.waitingFiles());
      queue.push(...tables.inputs.unsettled());
      startMore();
    },
    removeSoon,
    async close() {
      closing = true;
      clearTimeout(retryTimer);
      retry.stop();
      for (const pk of indexing) tables.inputs.giveBack(pk);
      await Promise.all(housekeeping);
    },
  };
}

function tooManyAttempts(): ApiError {
  return new ApiError(
    StatusCode.INPUT_FAILED,
    `Finding faces on this picture ended the program ${MAX_ATTEMPTS} times; it is not tried again.`,
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
