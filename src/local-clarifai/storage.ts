import { join } from 'node:path';
import type { Log } from '../log.js';
import type { FaceEngine } from './engine/face-engine.js';
import { createEvaluations, type Evaluations } from './evaluations.js';
import type { JobSource, Leases } from './indexing/job-source.js';
import { createMemoryJobs } from './indexing/memory-jobs.js';
import { readOrCreateKey, storeKey } from './key-file.js';
import { openUploadSpool, type UploadSpool } from './pictures/upload-spool.js';
import { openEmbeddedStore } from './tables/embedded-store.js';
import { createTables, type Tables } from './tables/tables.js';

/** Where local Clarifai stores everything, and how its servers share the work. */
export interface Storage {
  readonly tables: Tables;
  readonly uploadSpool: UploadSpool;
  readonly jobs: JobSource;
  readonly evaluations: Evaluations;
  /** The key that clients must send. */
  readonly key: string;
  /** Whether other servers use it at the same time. */
  readonly isShared: boolean;
  close(): Promise<void>;
}

/** What to open. */
export interface StorageOptions {
  /** Local Clarifai's own folder, which exists. */
  readonly folder: string;
  /** A PostgreSQL database. Undefined: a file in the folder. */
  readonly databaseUrl: string | undefined;
  /** Undefined for the stored key. */
  readonly key: string | undefined;
  readonly engine: Pick<FaceEngine, 'embeddingSize'>;
  /** How servers of one database take over from each other. Default: within half a minute. */
  readonly leases?: Leases | undefined;
  readonly log: Log;
}

/**
 * Opens the storage.
 * @throws UserFacingError if the folder or the database can't be used.
 */
export function openStorage(options: StorageOptions): Promise<Storage> {
  const { databaseUrl } = options;
  return databaseUrl === undefined ? openEmbedded(options) : openShared({ ...options, databaseUrl });
}

async function openEmbedded({ folder, key, engine, log }: StorageOptions): Promise<Storage> {
  const ownKey = key ?? readOrCreateKey(folder);
  const spoolFolder = join(folder, 'waiting');
  const store = openEmbeddedStore(join(folder, 'clarifai.db'), { madeAfter: spoolFolder });
  const tables = createTables(store);
  return {
    tables,
    uploadSpool: openUploadSpool(spoolFolder),
    jobs: createMemoryJobs(tables),
    evaluations: createEvaluations(tables, engine.embeddingSize, log),
    key: ownKey,
    isShared: false,
    close: () => store.db.destroy(),
  };
}

async function openShared(options: StorageOptions & { readonly databaseUrl: string }): Promise<Storage> {
  const { folder, key, engine, leases, log } = options;
  // Loaded here, because most installations never need it.
  const { openPostgresStore } = await import('./tables/postgres-store.js');
  const { store, listen, sharedKey, close } = await openPostgresStore(options.databaseUrl, log);
  try {
    const [{ createPostgresJobs }, { createWaitingUploads }, { createStoredEvaluations }] = await Promise.all([
      import('./indexing/postgres-jobs.js'),
      import('./pictures/waiting-uploads.js'),
      import('./stored-evaluations.js'),
    ]);
    const { db } = store;
    const tables = createTables(store);
    return {
      tables,
      uploadSpool: createWaitingUploads(db),
      jobs: createPostgresJobs({ db, listen, log, ...leases }),
      evaluations: createStoredEvaluations({ db, tables }, engine.embeddingSize, log),
      key: key ?? (await keyOfAll(folder, sharedKey)),
      isShared: true,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The key in the folder becomes the key of all servers, or the other way round if there is one. */
async function keyOfAll(folder: string, sharedKey: (own: string) => Promise<string>): Promise<string> {
  const own = readOrCreateKey(folder);
  const shared = await sharedKey(own);
  if (shared !== own) storeKey(folder, shared);
  return shared;
}
