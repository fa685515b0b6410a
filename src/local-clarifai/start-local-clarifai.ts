import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { resources, V2Service } from '../clarifai-protocol.js';
import type { Log } from '../log.js';
import { readConnection, storeConnection } from '../store/connection-file.js';
import { makeFolder } from '../store/make-folder.js';
import { createAccessControl, DEFAULT_APP_ID, LOCAL_USER_ID } from './access.js';
import { describeFaceModel, FACE_WORKFLOW_ID } from './base-models.js';
import type { FaceEngine } from './engine/face-engine.js';
import { createIndexer } from './indexing/indexer.js';
import { createInputDeletions } from './indexing/input-deletions.js';
import type { Leases } from './indexing/job-source.js';
import { readOrCreateKey } from './key-file.js';
import { MAX_MESSAGE_BYTES } from './limits.js';
import { LOOPBACK, listen, shutDown } from './listen.js';
import { createPictureFetcher } from './pictures/fetch-picture.js';
import { createFaceFinder } from './recognition/face-finder.js';
import { buildHandlers, type Interceptor, type Rpcs } from './rpc.js';
import { annotationRpcs } from './rpcs/annotations.js';
import { appRpcs } from './rpcs/apps.js';
import { conceptRpcs } from './rpcs/concepts.js';
import { datasetInputRpcs } from './rpcs/dataset-inputs.js';
import { datasetVersionRpcs } from './rpcs/dataset-versions.js';
import { datasetRpcs } from './rpcs/datasets.js';
import { evaluationRpcs } from './rpcs/evaluations.js';
import { inputRpcs } from './rpcs/inputs.js';
import { modelTypeRpcs } from './rpcs/model-types.js';
import { modelVersionRpcs } from './rpcs/model-versions.js';
import { modelRpcs } from './rpcs/models.js';
import { predictRpcs } from './rpcs/predict.js';
import { searchRpcs } from './rpcs/searches.js';
import { workflowRpcs } from './rpcs/workflows.js';
import type { ServiceContext } from './service-context.js';
import { openStorage } from './storage.js';
import { SEVERAL_APPS, type Tables } from './tables/tables.js';
import { createTrainVersion } from './train.js';

/** How long a connection to one of several servers lasts, in ms. */
const CONNECTION_AGE_MS = 5 * 60_000;
/** How often one of several servers looks for inputs to delete, in ms. */
const DELETIONS_MS = 30_000;

/** How to start local Clarifai. */
export interface LocalClarifaiOptions {
  /** Rollcall's data folder, locked by the caller (store/lock-folder.ts) unless there is a database. */
  readonly dataDir: string;
  /** A PostgreSQL database that several servers can share. Undefined: a file in the data folder. */
  readonly databaseUrl?: string | undefined;
  /** See {@link Leases}. */
  readonly leases?: Leases | undefined;
  /** The IP address to listen on; 0.0.0.0 or :: for all. Undefined for the loopback address. */
  readonly host?: string | undefined;
  /** What clients must send; undefined for the stored key. */
  readonly key?: string | undefined;
  /** Undefined for any free port. */
  readonly port?: number | undefined;
  /** Not closed with the server; the caller closes it afterwards. */
  readonly engine: FaceEngine;
  /** Whether URLs of inputs can lead anywhere (`any`), or not to this machine and its network (`public`). */
  readonly urls: 'public' | 'any';
  readonly log: Log;
  /** See {@link Interceptor}. */
  readonly intercept?: Interceptor;
}

/** A running local Clarifai. */
export interface LocalClarifai {
  /** `host:port`, as this machine reaches it, without TLS. */
  readonly address: string;
  readonly key: string;
  /** The application that exists from the start. Its base workflow finds faces. */
  readonly userId: string;
  readonly appId: string;
  /** Waits for running calls, then closes the database. Unfinished inputs are indexed after the next start. */
  close(): Promise<void>;
}

/** How to reach a local Clarifai that runs in another process, if one does. @throws UserFacingError if its files can't be read. */
export function findRunningClarifai(
  dataDir: string,
  key: string | undefined,
): { readonly apiBase: string; readonly key: string; readonly userId: string; readonly appId: string } | undefined {
  const folder = clarifaiFolder(dataDir);
  const address = readConnection(folder);
  if (address === undefined) return undefined;
  return {
    apiBase: `http://${address}`,
    key: key ?? readOrCreateKey(folder),
    userId: LOCAL_USER_ID,
    appId: DEFAULT_APP_ID,
  };
}

/** Local Clarifai's subfolder of the data folder. */
export function clarifaiFolder(dataDir: string): string {
  return join(dataDir, 'clarifai');
}

/**
 * Starts Clarifai's V2 service on this machine, with a real face engine. Everything is stored in the data folder, or in the database.
 *
 * It behaves as documented for the hosted service, with these intended differences: PostModels with concepts trains a first
 * version (rpcs/post-model.ts), region ids are derived from the picture (recognition/face-finder.ts), a model version stores
 * the mean of each person's tagged faces (recognition/learn.ts), and workflow results have concepts both per face and per
 * picture (messages/outputs.ts).
 * @throws UserFacingError if the port is taken, or the data folder or the database cannot be used.
 */
export async function startLocalClarifai(options: LocalClarifaiOptions): Promise<LocalClarifai> {
  const { engine, log } = options;
  const folder = clarifaiFolder(options.dataDir);
  makeFolder(folder);
  const { databaseUrl, leases, key: givenKey } = options;
  const storage = await openStorage({ folder, databaseUrl, leases, key: givenKey, engine, log });
  const { tables, uploadSpool, jobs, evaluations, key, isShared } = storage;
  await ensureDefaultApp(tables);
  await warnOfOtherEngines(tables, engine, log);

  const finder = createFaceFinder(engine);
  const faceModel = describeFaceModel(engine);
  const fetcher = createPictureFetcher(options.urls);
  const indexer = createIndexer({ tables, jobs, finder, faceModel, fetcher, uploadSpool, log });
  const inputDeletions = createInputDeletions({ tables, uploadSpool, log });
  const trainVersion = createTrainVersion(tables, faceModel.engine);
  const context = {
    tables,
    finder,
    faceModel,
    fetcher,
    uploadSpool,
    indexer,
    inputDeletions,
    evaluations,
    trainVersion,
  };
  const server = new grpc.Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    // So that clients find servers that were added.
    ...(isShared ? { 'grpc.max_connection_age_ms': CONNECTION_AGE_MS } : {}),
  });
  server.addService(
    V2Service,
    buildHandlers(allRpcs(context), {
      accessControl: createAccessControl(key, tables.apps),
      intercept: options.intercept ?? ((_call, next) => next()),
      log,
    }),
  );

  let deletionTimer: NodeJS.Timeout | undefined;
  async function closeAll(): Promise<void> {
    clearInterval(deletionTimer);
    await inputDeletions.close();
    await fetcher.close();
    await storage.close();
  }

  try {
    const address = await listen(server, options.host ?? LOOPBACK, options.port ?? 0);
    await inputDeletions.run();
    await uploadSpool.discardAllBut(await tables.indexing.waitingFiles());
    await indexer.start();
    // What another server marked before it was killed.
    if (isShared) deletionTimer = setInterval(() => inputDeletions.runSoon(), DELETIONS_MS).unref();
    const removeAddress = storeConnection(folder, address);
    return {
      address,
      key,
      userId: LOCAL_USER_ID,
      appId: DEFAULT_APP_ID,
      async close() {
        removeAddress();
        // Ends the calls that wait for it.
        await indexer.close();
        await shutDown(server);
        await closeAll();
      },
    };
  } catch (error) {
    await indexer.close();
    server.forceShutdown();
    await closeAll();
    throw error;
  }
}

function allRpcs(context: ServiceContext): Rpcs {
  return {
    ...appRpcs(context),
    ...inputRpcs(context),
    ...datasetRpcs(context),
    ...datasetInputRpcs(context),
    ...datasetVersionRpcs(context),
    ...conceptRpcs(context),
    ...annotationRpcs(context),
    ...modelRpcs(context),
    ...modelVersionRpcs(context),
    ...modelTypeRpcs(),
    ...evaluationRpcs(context),
    ...workflowRpcs(context),
    ...predictRpcs(context),
    ...searchRpcs(context),
  };
}

function ensureDefaultApp(tables: Tables): Promise<void> {
  return tables.transaction(SEVERAL_APPS, async (tables) => {
    if ((await tables.apps.find(LOCAL_USER_ID, DEFAULT_APP_ID)) !== undefined) return;
    await tables.apps.add({
      userId: LOCAL_USER_ID,
      id: DEFAULT_APP_ID,
      baseWorkflow: FACE_WORKFLOW_ID,
      message: new resources.App().serializeBinary(),
    });
  });
}

/** Embeddings of different engines can't be compared, and pictures aren't stored, so people have to post them again. */
async function warnOfOtherEngines(tables: Tables, engine: FaceEngine, log: Log): Promise<void> {
  const faces = await tables.faces.countFromOtherEngines(engine.id);
  if (faces === 0) return;
  log.warn(`${faces} faces come from another version of the face engine and can’t be used. Post their photos again.`);
}
