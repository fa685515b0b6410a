import { rmSync } from 'node:fs';
import { createRecognizer, type RecognizerOptions } from '../../src/clarifai/create-recognizer.js';
import { listVersions } from '../../src/clarifai/model/model-versions.js';
import { versionInUse } from '../../src/clarifai/model/workflow.js';
import { openSession, type SessionOptions } from '../../src/clarifai/open-session.js';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import type { Session } from '../../src/clarifai/session.js';
import { everyItem, PAGE_SIZE } from '../../src/clarifai/transport/paging.js';
import { type Annotation, type Input, type ModelVersion, resources, service } from '../../src/clarifai-protocol.js';
import { createScript, type Handlers, type Script } from './clarifai/scripted-replies.js';
import { createFakeFaceEngine, type FakeFaceEngine } from './fake-face-engine.js';
import { startTestClarifai } from './local-clarifai.js';
import { silentLog } from './silent-log.js';

/** What an application holds, by the service's own lists. */
interface Stored {
  readonly inputs: readonly Input[];
  /** By people, not by models. */
  readonly annotations: readonly Annotation[];
  readonly versions: readonly ModelVersion[];
  /** The version that the workflow uses. */
  readonly versionInUse: string | undefined;
  /** Ids of the people that it was built with, sorted. */
  readonly peopleInUse: readonly string[];
}

/** A recogniser in a hurry, at a local Clarifai with the fake face engine, in an application of its own. */
export interface OpenedRecognizer extends Script {
  readonly recognizer: Recognizer;
  /** Where it is. */
  readonly service: Pick<SessionOptions, 'apiBase' | 'key' | 'userId' | 'appId'>;
  readonly engine: FakeFaceEngine;
  /** The recogniser of another process. */
  another(): Recognizer;
  /** Asks past the script. */
  stored(): Promise<Stored>;
  close(): Promise<void>;
}

/** One for all tests that run in this process, one after the other: starting it takes longer than most of them. */
let clarifai: Promise<{ at: Pick<SessionOptions, 'apiBase' | 'key' | 'userId'>; engine: FakeFaceEngine }> | undefined;
let script: Script = createScript();
let applications = 0;

/** Waits of milliseconds. */
const HURRIED: Pick<SessionOptions, 'retry' | 'polling'> = {
  retry: { firstMs: 1, longestMs: 2, throttledFirstMs: 5, throttledLongestMs: 5, coldMs: 5 },
  polling: {
    photo: { firstMs: 1, growth: 1, longestMs: 5, limitMs: 15_000 },
    training: { firstMs: 1, growth: 1, longestMs: 5, limitMs: 15_000 },
    tag: { firstMs: 1, growth: 1, longestMs: 5, limitMs: 15_000 },
    relistMs: [1, 1, 1],
    registryMaxAgeMs: 0,
  },
};

async function startSharedClarifai() {
  const engine = createFakeFaceEngine();
  const local = await startTestClarifai({ engine, intercept: (call, next) => script.intercept(call, next) });
  process.once('exit', () => rmSync(local.dataDir, { recursive: true, force: true }));
  return { at: { apiBase: `http://${local.address}`, key: local.key, userId: local.userId }, engine };
}

/** @param handlers replies in place of the local Clarifai's own, from now on. */
export async function openRecognizer(
  handlers: Handlers = {},
  options: Partial<RecognizerOptions> = {},
): Promise<OpenedRecognizer> {
  clarifai ??= startSharedClarifai();
  const { at, engine } = await clarifai;
  const own = createScript(handlers);
  script = createScript();
  applications += 1;
  const appId = `application-${applications}`;
  const { session, close: closeSession } = openSession({ ...at, appId, log: silentLog });
  const user = new resources.UserAppIDSet().setUserId(at.userId);
  const app = new resources.App().setId(appId);
  await session.call('postApps', new service.PostAppsRequest().setUserAppId(user).setAppsList([app]));
  script = own;

  const opened: Recognizer[] = [];
  const another = (): Recognizer => {
    const recognizer = createRecognizer({
      ...at,
      appId,
      log: silentLog,
      ...options,
      retry: { ...HURRIED.retry, ...options.retry },
      polling: { ...HURRIED.polling, ...options.polling },
    });
    opened.push(recognizer);
    return recognizer;
  };
  return {
    ...own,
    recognizer: another(),
    service: { ...at, appId },
    engine,
    another,
    async stored() {
      script = createScript();
      const stored = await readStored(session);
      script = own;
      return stored;
    },
    async close() {
      for (const recognizer of opened) await recognizer.close();
      closeSession();
      script = createScript();
    },
  };
}

async function readStored(session: Session): Promise<Stored> {
  const inputs = await all(async (page) => {
    const request = new service.ListInputsRequest().setPage(page).setPerPage(PAGE_SIZE);
    return (await session.call('listInputs', request)).getInputsList();
  });
  const annotations = await all(async (page) => {
    const request = new service.ListAnnotationsRequest().setPage(page).setPerPage(PAGE_SIZE);
    return (await session.call('listAnnotations', request)).getAnnotationsList();
  });
  const versions = await listVersions(session);
  const usedId = await versionInUse(session);
  const inUse = versions.find((version) => version.getId() === usedId);
  const people = inUse?.getOutputInfo()?.getData()?.getConceptsList() ?? [];
  return {
    inputs,
    annotations: annotations.filter((each) => each.getAnnotationInfo() !== undefined),
    versions,
    versionInUse: usedId,
    peopleInUse: people.map((person) => person.getId()).sort(),
  };
}

async function all<T>(fetchPage: (page: number) => Promise<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of everyItem(fetchPage)) items.push(item);
  return items;
}
