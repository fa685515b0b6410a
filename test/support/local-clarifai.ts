import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LocalClarifai,
  type LocalClarifaiOptions,
  startLocalClarifai,
} from '../../src/local-clarifai/start-local-clarifai.js';
import { createStaticClient, type TestClient } from './clarifai/static-client.js';
import { createFakeFaceEngine } from './fake-face-engine.js';
import { testDatabaseFor, waitingUploads } from './postgres/test-database.js';
import { silentLog } from './silent-log.js';

/** A running local Clarifai with a client of it. */
export interface TestClarifai extends LocalClarifai {
  readonly dataDir: string;
  readonly client: TestClient;
  /** The names of the uploads that wait to be indexed. */
  waitingUploads(): Promise<string[]>;
  /** Also closes the client. */
  close(): Promise<void>;
  /** Closes local Clarifai and deletes its data folder. */
  remove(): Promise<void>;
}

/** Starts a local Clarifai with the fake engine, in a new folder unless `options.dataDir` is set. */
export async function startTestClarifai(options: Partial<LocalClarifaiOptions> = {}): Promise<TestClarifai> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'rollcall-clarifai-'));
  const database = options.databaseUrl === undefined ? await testDatabaseFor(dataDir) : undefined;
  const server = await startLocalClarifai({
    engine: createFakeFaceEngine(),
    urls: 'public',
    log: silentLog,
    databaseUrl: database?.url,
    ...options,
    dataDir,
  });
  const client = createStaticClient(server.address, server.key);
  async function close(): Promise<void> {
    client.close();
    await server.close();
  }
  return {
    ...server,
    dataDir,
    client,
    close,
    waitingUploads: () =>
      database === undefined ? readdir(join(dataDir, 'clarifai', 'waiting')) : waitingUploads(database),
    async remove() {
      await close();
      await database?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
