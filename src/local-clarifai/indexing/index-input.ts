import { StatusCode } from '../../clarifai-protocol.js';
import { stackOf } from '../../errors.js';
import type { Log } from '../../log.js';
import { isPassing } from '../../store/postgres/failures.js';
import { type FaceModel, findsFaces } from '../base-models.js';
import { FaceEngineError } from '../engine/face-engine.js';
import type { PictureFetcher } from '../pictures/fetch-picture.js';
import { pictureFailure } from '../pictures/picture-failure.js';
import type { UploadSpool } from '../pictures/upload-spool.js';
import { storeFaces } from '../posted-faces.js';
import type { FaceFinder, FoundFaces } from '../recognition/face-finder.js';
import { ApiError, INTERNAL_ERROR } from '../status.js';
import { matchPendingAnnotations } from '../store-annotation.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';
import type { JobSource } from './job-source.js';

/** What indexing needs. */
export interface IndexingOptions {
  readonly tables: Tables;
  readonly jobs: JobSource;
  readonly finder: FaceFinder;
  readonly faceModel: FaceModel;
  readonly fetcher: PictureFetcher;
  readonly uploadSpool: UploadSpool;
  readonly log: Log;
}

/**
 * A picture during whose search the program ended so often is searched in a process of its own: if that ends too, it is the
 * picture's fault, and not that of whoever ended the program.
 */
const ALONE_AFTER = 2;

/**
 * Finds the faces of one input and stores them with the new status. A picture that can't be used gets a failed status.
 * @param pk key of the input, which the job source has given.
 * @param signal aborted when the service closes; nothing is stored after that.
 * @returns the file of the upload spool that is no longer needed, if there is one.
 * @throws an error that passes (store/postgres/failures.ts) if nothing could be stored, so the input can be indexed again later.
 */
export async function indexInput(
  options: IndexingOptions,
  pk: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { tables } = options;
  const input = await tables.inputs.byPk(pk);
  if (input === undefined || input.deleting === 1 || signal.aborted) return undefined;
  try {
    const picture = await readPicture(options, input);
    const found = await findFaces(options, input, picture);
    if (!signal.aborted) await settle(options, input, found);
  } catch (error) {
    if (isPassing(error)) throw error;
    if (!signal.aborted) await settleFailed(options, input, error);
  }
  return signal.aborted ? undefined : (input.waiting_file ?? undefined);
}

function readPicture({ fetcher, uploadSpool }: IndexingOptions, input: InputRow): Promise<Uint8Array> {
  return input.waiting_file === null ? fetcher.fetch(input.url) : uploadSpool.read(input.waiting_file);
}

/** @returns undefined if the application's base workflow doesn't look for faces. */
async function findFaces({ tables, finder }: IndexingOptions, input: InputRow, picture: Uint8Array) {
  if (!findsFaces((await tables.apps.byPk(input.app))?.base_workflow ?? '')) return undefined;
  // This attempt is counted, too.
  const isAlone = input.attempts > ALONE_AFTER;
  try {
    return await finder.find(picture, { isAlone });
  } catch (error) {
    throw isAlone && error instanceof FaceEngineError ? endsTheEngine() : error;
  }
}

function settle(options: IndexingOptions, input: InputRow, found: FoundFaces | undefined): Promise<void> {
  const { finder, faceModel } = options;
  return options.tables.transaction(input.app, async (tables) => {
    const current = await tables.inputs.byPk(input.pk);
    if (current === undefined || current.deleting === 1 || !(await options.jobs.isTaken(tables, input.pk))) return;
    await storeFaces(tables, input, found?.faces ?? [], faceModel);
    await matchPendingAnnotations(tables, input.pk);
    await tables.indexing.settle(input.pk, {
      status: StatusCode.INPUT_SUCCESS,
      details: '',
      pictureHash: found?.pictureHash ?? null,
      engine: found === undefined ? null : finder.engine,
    });
  });
}

async function settleFailed(options: IndexingOptions, input: InputRow, error: unknown): Promise<void> {
  const failure = pictureFailure(error);
  if (failure === undefined) options.log.error(`Finding faces failed: ${stackOf(error)}`);
  await options.tables.transaction(input.app, async (tables) => {
    if (!(await options.jobs.isTaken(tables, input.pk))) return;
    await tables.indexing.settle(input.pk, {
      status: failure?.code ?? StatusCode.INPUT_FAILED,
      details: failure?.details ?? INTERNAL_ERROR,
      pictureHash: null,
      engine: null,
    });
  });
}

function endsTheEngine(): ApiError {
  return new ApiError(
    StatusCode.INPUT_FAILED,
    'Finding faces in this picture ends the face engine every time, so it isn’t tried again.',
  );
}
