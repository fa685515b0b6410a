import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import { UserFacingError } from '../../src/errors.js';
import {
  addPicture,
  createStaticClient,
  detectedRegions,
  statusOf,
  type TestClient,
} from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai } from '../support/local-clarifai.js';

let clarifai: Awaited<ReturnType<typeof startTestClarifai>>;
let client: TestClient;

beforeAll(async () => {
  clarifai = await startTestClarifai();
  client = createStaticClient(clarifai.address, clarifai.key);
});

afterAll(async () => {
  client.close();
  await clarifai.remove();
});

const ids = (userId: string, appId: string) => new resources.UserAppIDSet().setUserId(userId).setAppId(appId);
const getApp = (userId: string, appId: string) =>
  client.call('getApp', new service.GetAppRequest().setUserAppId(ids(userId, appId)));

describe('the key', () => {
  it('is kept in the data folder, for its owner only, and stays the same', () => {
    const path = join(clarifai.dataDir, 'clarifai', 'key');

    expect(readFileSync(path, 'utf8').trim()).toBe(clarifai.key);
    expect(clarifai.key.length).toBeGreaterThanOrEqual(32);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a wrong one', 'not-the-key', StatusCode.CONN_KEY_INVALID],
    ['none', undefined, StatusCode.CONN_INVALID_REQUEST],
  ])('is checked: %s is refused inside an OK reply, and nothing is told', async (_, key, code) => {
    const stranger = createStaticClient(clarifai.address, key);
    const reply = await stranger.call('myScopes', new service.MyScopesRequest());
    stranger.close();

    expect(statusOf(reply).code).toBe(code);
    expect(reply.getScopesList()).toEqual([]);
    expect(reply.hasApp()).toBe(false);
  });

  it('opens everything', async () => {
    const reply = await client.call('myScopes', new service.MyScopesRequest());

    expect(statusOf(reply).code).toBe(StatusCode.SUCCESS);
    expect(reply.getScopesList()).toEqual(expect.arrayContaining(['Inputs_Add', 'Models_Train', 'Predict']));
    expect(reply.getStatus()?.getReqId()).toMatch(/^[0-9a-f]{32}$/);
  });

  it('can be chosen', async () => {
    const other = await startTestClarifai({ key: 'chosen-key' });
    const known = createStaticClient(other.address, 'chosen-key');

    expect(statusOf(await known.call('myScopes', new service.MyScopesRequest())).code).toBe(StatusCode.SUCCESS);
    known.close();
    await other.remove();
  });
});

describe('applications', () => {
  it('the default one is there from the start, with the face workflow, for whoever names none', async () => {
    const app = (await client.call('getApp', new service.GetAppRequest())).getApp();

    expect([app?.getUserId(), app?.getId()]).toEqual([clarifai.userId, clarifai.appId]);
    expect(app?.getDefaultWorkflow()?.getId()).toBe('Face');
  });

  it('are named by user and id, where “me” is whoever asks', async () => {
    expect(statusOf(await getApp('me', clarifai.appId)).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await getApp(clarifai.userId, clarifai.appId)).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await getApp('somebody', clarifai.appId)).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(statusOf(await getApp('me', 'none')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });

  it('are separate, and find faces only with the face workflow', async () => {
    const apps = [
      new resources.App()
        .setId('faces')
        .setDefaultWorkflow(new resources.Workflow().setId('Face').setUserId('clarifai')),
      new resources.App().setId('plain').setName('No faces'),
    ];
    const post = () =>
      client.call('postApps', new service.PostAppsRequest().setUserAppId(ids('me', '')).setAppsList(apps));
    expect(statusOf(await post()).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await post()).code).toBe(StatusCode.DATABASE_DUPLICATE_KEY);
    const plain = (await getApp('me', 'plain')).getApp();
    expect([plain?.getName(), plain?.getDefaultWorkflow()?.getId()]).toEqual(['No faces', 'Universal']);

    const within = (appId: string): TestClient => ({
      ...client,
      call: (rpc, request) => {
        (request as unknown as { setUserAppId(ids: unknown): void }).setUserAppId(ids('me', appId));
        return client.call(rpc, request);
      },
    });
    await addPicture(client, 'same-id', fakePicture('ada', 'grace'));
    await addPicture(within('faces'), 'same-id', fakePicture('ada'));
    await addPicture(within('plain'), 'same-id', fakePicture('ada'));

    const faces = await Promise.all(
      [client, within('faces'), within('plain')].map(async (one) => (await detectedRegions(one, 'same-id')).length),
    );
    expect(faces).toEqual([2, 1, 0]);
  });
});

it('applications can be deleted with everything in them, except the one there is from the start', async () => {
  const faces = new resources.App().setId('short-lived').setDefaultWorkflowId('Face');
  const post = () => client.call('postApps', new service.PostAppsRequest().setAppsList([faces]));
  const remove = (appId: string) => {
    const ids = new resources.UserAppIDSet().setUserId('me').setAppId(appId);
    return client.call('deleteApp', new service.DeleteAppRequest().setUserAppId(ids));
  };
  expect(statusOf(await post()).code).toBe(StatusCode.SUCCESS);
  expect(statusOf(await remove('short-lived')).code).toBe(StatusCode.SUCCESS);
  expect(statusOf(await remove('short-lived')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  expect(statusOf(await post()).code).toBe(StatusCode.SUCCESS);
  expect(statusOf(await remove(clarifai.appId))).toEqual({
    code: StatusCode.CONN_INVALID_REQUEST,
    details: `The application “${clarifai.appId}” cannot be deleted.`,
  });
});

describe('the server', () => {
  it('answers UNIMPLEMENTED to what it does not do', async () => {
    const call = client.call('listRunners', new service.ListRunnersRequest());

    await expect(call).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
  });

  it('lets a fault be put in front of any call', async () => {
    const faulty = await startTestClarifai({
      intercept: async (call, next) => {
        if (call.rpc === 'getApp') throw { code: grpc.status.UNAVAILABLE, details: 'later' };
        return next();
      },
    });
    const caller = createStaticClient(faulty.address, faulty.key);

    await expect(caller.call('getApp', new service.GetAppRequest())).rejects.toMatchObject({
      code: grpc.status.UNAVAILABLE,
    });
    expect(statusOf(await caller.call('myScopes', new service.MyScopesRequest())).code).toBe(StatusCode.SUCCESS);
    caller.close();
    await faulty.remove();
  });

  it('listens on this machine only, and says what to do about a port in use', async () => {
    expect(clarifai.address).toMatch(/^127\.0\.0\.1:\d+$/);
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const start = startTestClarifai({ port });

    await expect(start).rejects.toThrow(UserFacingError);
    await expect(start).rejects.toThrow(
      `Port ${port} is used by another program: stop it, or set ROLLCALL_CLARIFAI_PORT to a different port.`,
    );
    other.close();
  });

  it('takes pictures larger than the 4 MB that gRPC allows by default', async () => {
    const large = Buffer.concat([fakePicture('ada'), Buffer.alloc(6 * 1024 * 1024, ' ')]);

    expect((await addPicture(client, 'large', large)).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
  });
});
