import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import dotenv from 'dotenv';
import { openSession, type SessionOptions } from '../../src/clarifai/open-session.js';
import type { Session } from '../../src/clarifai/session.js';
import { connect, parseAddress } from '../../src/clarifai/transport/connection.js';
import { resources, service } from '../../src/clarifai-protocol.js';
import { loadSetUpConfig } from '../../src/config/config.js';
import { preparePicture } from '../../src/photos/prepare-picture.js';
import { cast, drawPortrait, renderJpeg } from './cast/index.js';
import { fakePicture } from './fake-face-engine.js';
import { startTestClarifai } from './local-clarifai.js';
import { silentLog } from './silent-log.js';

/** Two pictures of a person: one to tag, and one to recognise. */
interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly pictures: readonly [Uint8Array, Uint8Array];
}

export interface ContractService {
  /** The service and the application of the tests. */
  readonly options: SessionOptions;
  readonly session: Session;
  readonly people: readonly [KnownPerson, KnownPerson];
  /** Deletes the application, and stops what was started. */
  end(): Promise<void>;
}

/**
 * The service to test, with an application that does not exist yet: local Clarifai with `npm test`, and the service of
 * CLARIFAI_API_BASE and CLARIFAI_PAT with `npm run test:clarifai`.
 */
export async function openContractService(): Promise<ContractService> {
  return process.env['ROLLCALL_CONTRACT'] === 'as set' ? await openServiceAsSet() : await openLocalService();
}

async function openLocalService(): Promise<ContractService> {
  const local = await startTestClarifai();
  const at = { apiBase: `http://${local.address}`, key: local.key, userId: local.userId };
  const people = ['ada', 'grace'].map(
    (name): KnownPerson => ({ id: `${name}-1`, name, pictures: [fakePicture(`${name}:1`), fakePicture(`${name}:2`)] }),
  );
  return open(at, people as [KnownPerson, KnownPerson], local.remove);
}

async function openServiceAsSet(): Promise<ContractService> {
  dotenv.config({ quiet: true });
  const { apiBase, key, userId, requestsPerSecond } = loadSetUpConfig(process.env);
  const folder = process.env['CLARIFAI_TEST_PHOTOS'];
  const people = folder === undefined ? await drawnPeople() : await peopleIn(folder);
  return open({ apiBase, key, userId, requestsPerSecond }, people);
}

function open(
  at: Omit<SessionOptions, 'appId' | 'log'>,
  people: readonly [KnownPerson, KnownPerson],
  remove = async () => {},
): ContractService {
  const options = { ...at, appId: `rollcall-test-${randomUUID().slice(0, 8)}`, log: silentLog };
  const { session, close } = openSession(options);
  return {
    options,
    session,
    people,
    async end() {
      close();
      await deleteApp(options).finally(remove);
    },
  };
}

/** Deletes the application. Rollcall itself never does that, so its client has no such call. */
async function deleteApp({ apiBase, key, userId, appId }: SessionOptions): Promise<void> {
  const client = connect(parseAddress(apiBase));
  const { Metadata } = await import('@grpc/grpc-js');
  const metadata = new Metadata();
  metadata.set('authorization', `Key ${key}`);
  const ids = new resources.UserAppIDSet().setUserId(userId).setAppId(appId);
  const code = await new Promise<number | undefined>((resolve, reject) => {
    const request = new service.DeleteAppRequest().setUserAppId(ids);
    client.deleteApp(request, metadata, { deadline: Date.now() + 60_000 }, (error, reply) =>
      error === null ? resolve(reply.getStatus()?.getCode()) : reject(error),
    );
  }).finally(() => client.close());
  // 11101: a test that failed early has not created one.
  if (code !== 10000 && code !== 11101) throw new Error(`The application ${appId} could not be deleted: ${code}`);
}

/** Drawn people, which the local engine distinguishes. */
async function drawnPeople(): Promise<[KnownPerson, KnownPerson]> {
  const drawn = await Promise.all(
    cast.slice(0, 2).map(async (member, index): Promise<KnownPerson> => {
      const picture = async (seed: number) => await renderJpeg(drawPortrait(member, { seed }));
      return { id: `person-${index}`, name: member.name, pictures: [await picture(1), await picture(2)] };
    }),
  );
  return drawn as [KnownPerson, KnownPerson];
}

/** The first two people of a folder that has a folder of photos for each. */
async function peopleIn(folder: string): Promise<[KnownPerson, KnownPerson]> {
  const people: KnownPerson[] = [];
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((a, b) => a.name.localeCompare(b.name))) {
    const files = (await readdir(join(folder, name))).filter((file) => /\.(jpe?g|png)$/i.test(file)).sort();
    const [first, second] = files.slice(0, 2);
    if (first === undefined || second === undefined) continue;
    const prepare = async (file: string) => (await preparePicture(await readFile(join(folder, name, file)))).jpeg;
    const pictures = [await prepare(first), await prepare(second)] as const;
    people.push({ id: `person-${people.length}`, name, pictures });
    if (people.length === 2) return people as [KnownPerson, KnownPerson];
  }
  throw new Error(`${folder} needs folders of at least two people, each with at least two photos of one face`);
}
