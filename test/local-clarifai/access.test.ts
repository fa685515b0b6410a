import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import { UserFacingError } from '../../src/errors.js';
import { readOrCreateKey } from '../../src/local-clarifai/key-file.js';
import {
  addPicture,
  createStaticClient,
  detectedRegions,
  postInputs,
  statusOf,
  type TestClient,
} from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

let clarifai: TestClarifai;
let client: TestClient;

beforeAll(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
});

afterAll(() => clarifai.remove());

const ids = (userId: string, appId: string) => new resources.UserAppIDSet().setUserId(userId).setAppId(appId);
/** The client, in another application. */
const within = (appId: string, userId = 'me'): TestClient => ({
  ...client,
  call: (rpc, request) => {
    (request as unknown as { setUserAppId(ids: unknown): void }).setUserAppId(ids(userId, appId));
    return client.call(rpc, request);
  },
});
const getApp = (userId: string, appId: string) =>
  client.call('getApp', new service.GetAppRequest().setUserAppId(ids(userId, appId)));

describe('the key', () => {
  it('is stored in the data folder, readable by its owner only, and does not change', () => {
    const path = join(clarifai.dataDir, 'clarifai', 'key');

    expect(readFileSync(path, 'utf8').trim()).toBe(clarifai.key);
    expect(clarifai.key.length).toBeGreaterThanOrEqual(32);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is refused with advice if its file has characters that a key can’t have', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
    writeFileSync(join(folder, 'key'), Buffer.from([0xff, 0x00, 0x41]));
    expect(() => readOrCreateKey(folder)).toThrow(
      /key has characters that a key can’t have\. Restore it, or delete it/,
    );
  });

  it.each([
    ['if it is wrong', 'not-the-key', StatusCode.CONN_KEY_INVALID],
    ['if it is missing', undefined, StatusCode.CONN_INVALID_REQUEST],
  ])('is refused %s, in an OK reply without any content', async (_, key, code) => {
    const stranger = createStaticClient(clarifai.address, key);
    const reply = await stranger.call('myScopes', new service.MyScopesRequest());
    stranger.close();

    expect(statusOf(reply).code).toBe(code);
    expect(reply.getScopesList()).toEqual([]);
    expect(reply.hasApp()).toBe(false);
  });

  it('gives access to everything', async () => {
    const reply = await client.call('myScopes', new service.MyScopesRequest());

    expect(statusOf(reply).code).toBe(StatusCode.SUCCESS);
    expect(reply.getScopesList()).toEqual(expect.arrayContaining(['Inputs_Add', 'Models_Train', 'Predict']));
    expect(reply.getStatus()?.getReqId()).toMatch(/^[0-9a-f]{32}$/);
    const ofUser = await client.call('myScopesUser', new service.MyScopesUserRequest().setUserAppId(ids('me', '')));
    expect(ofUser.getScopesList()).toEqual(reply.getScopesList());
  });

  it('can be set by the caller', async () => {
    const other = await startTestClarifai({ key: 'chosen-key' });
    const known = createStaticClient(other.address, 'chosen-key');

    expect(statusOf(await known.call('myScopes', new service.MyScopesRequest())).code).toBe(StatusCode.SUCCESS);
    known.close();
    await other.remove();
  });
});

describe('applications', () => {
  it('include a default one with the face workflow, which requests without an application use', async () => {
    const app = (await client.call('getApp', new service.GetAppRequest())).getApp();

    expect([app?.getUserId(), app?.getId()]).toEqual([clarifai.userId, clarifai.appId]);
    expect(app?.getDefaultWorkflow()?.getId()).toBe('Face');
  });

  it('are found by user and id, where “me” is the caller', async () => {
    expect(statusOf(await getApp('me', clarifai.appId)).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await getApp(clarifai.userId, clarifai.appId)).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await getApp('somebody', clarifai.appId)).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(statusOf(await getApp('me', 'none')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });

  it('are separate, and find faces only if their base workflow does', async () => {
    const bases = { faces: 'Face', v4: 'Face-V4', unchosen: '', universal: 'Universal', empty: 'Empty' };
    const apps = Object.entries(bases).map(([id, base]) =>
      new resources.App().setId(id).setName(`App ${id}`).setDefaultWorkflow(new resources.Workflow().setId(base)),
    );
    const post = () =>
      client.call('postApps', new service.PostAppsRequest().setUserAppId(ids('me', '')).setAppsList(apps));
    expect(statusOf(await post()).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await post()).code).toBe(StatusCode.DATABASE_DUPLICATE_KEY);
    const v4 = (await getApp('me', 'v4')).getApp();
    expect([v4?.getName(), v4?.getDefaultWorkflow()?.getId()]).toEqual(['App v4', 'Face-V4']);

    await addPicture(client, 'same-id', fakePicture('ada', 'grace'));
    const counts: Record<string, number> = {};
    for (const id of Object.keys(bases)) {
      await addPicture(within(id), 'same-id', fakePicture('ada'));
      counts[id] = (await detectedRegions(within(id), 'same-id')).length;
    }
    expect(counts).toEqual({ faces: 1, v4: 1, unchosen: 1, universal: 1, empty: 0 });
    expect(await detectedRegions(client, 'same-id')).toHaveLength(2);
  });

  it('can’t be created with an unknown base workflow', async () => {
    const app = new resources.App().setId('nonsense').setDefaultWorkflowId('No-Such-Workflow');
    const reply = await client.call('postApps', new service.PostAppsRequest().setAppsList([app]));

    expect(statusOf(reply).code).toBe(StatusCode.WORKFLOW_INVALID_ARGUMENT);
    expect(statusOf(reply).details).toContain('Face, Face-V4, Universal, General, Empty');
    expect(statusOf(await getApp('me', 'nonsense')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });

  it('are created no matter which application the request names', async () => {
    const request = new service.PostAppsRequest()
      .setUserAppId(ids('me', 'not-made-yet'))
      .setAppsList([new resources.App().setId('not-made-yet')]);

    expect(statusOf(await client.call('postApps', request)).code).toBe(StatusCode.SUCCESS);
  });

  it('can be listed by page and by name', async () => {
    const apps = ['list-a', 'list-b', 'list-c'].map((id) => new resources.App().setId(id));
    await client.call('postApps', new service.PostAppsRequest().setAppsList(apps));
    const list = async (request: InstanceType<typeof service.ListAppsRequest>) =>
      (await client.call('listApps', request)).getAppsList().map((app) => app.getId());

    const byId = () => new service.ListAppsRequest().setName('list-*').setSortById(true).setSortAscending(true);
    expect(await list(byId())).toEqual(['list-a', 'list-b', 'list-c']);
    expect(await list(byId().setPage(2).setPerPage(2))).toEqual(['list-c']);
    expect(await list(new service.ListAppsRequest().setSearch('IST-B'))).toEqual(['list-b']);
    expect(await list(new service.ListAppsRequest().setUserAppId(ids('clarifai', 'main')))).toEqual(['main']);
    expect(await list(new service.ListAppsRequest().setStarredOnly(true))).toEqual([]);
    const stranger = await client.call('listApps', new service.ListAppsRequest().setUserAppId(ids('nobody', '')));
    expect(statusOf(stranger).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });

  it('can be patched, except for fields that can’t be changed', async () => {
    const made = new resources.App().setId('patched').setMetadata(Struct.fromJavaScript({ a: { b: 1 } }));
    await client.call('postApps', new service.PostAppsRequest().setAppsList([made]));
    const patch = async (app: InstanceType<typeof resources.App>, op = '') => {
      const request = new service.PatchAppsRequest().setAction('overwrite').setAppsList([app.setId('patched')]);
      return client.call('patchApps', request.setMetadataAction(new resources.PatchAction().setOp(op)));
    };
    const metadata = Struct.fromJavaScript({ a: { c: 2 } });
    const reply = await patch(new resources.App().setName('New').setMetadata(metadata), 'merge');

    expect(reply.getAppsList()[0]?.getName()).toBe('New');
    expect(reply.getAppsList()[0]?.getMetadata()?.toJavaScript()).toEqual({ a: { b: 1, c: 2 } });
    expect(statusOf(await patch(new resources.App().setSampleMs(5))).code).toBe(StatusCode.CONN_INVALID_REQUEST);
    expect(statusOf(await patch(new resources.App().setDefaultWorkflowId('Nonsense'))).code).toBe(
      StatusCode.WORKFLOW_INVALID_ARGUMENT,
    );
  });
});

describe('clarifai/main', () => {
  it('can be read, with its face models and base workflows', async () => {
    const main = within('main', 'clarifai');
    const models = (await main.call('listModels', new service.ListModelsRequest().setPerPage(2))).getModelsList();
    const workflows = (await main.call('listWorkflows', new service.ListWorkflowsRequest())).getWorkflowsList();

    expect(models.map((model) => model.getId())).toEqual(['face-detection', 'face-identification-transfer-learn']);
    expect([models[0]?.getUserId(), models[0]?.getAppId()]).toEqual(['clarifai', 'main']);
    expect(workflows.map((workflow) => workflow.getId())).toEqual(['Face', 'Face-V4', 'Universal', 'General']);
    expect((await getApp('clarifai', 'main')).getApp()?.getId()).toBe('main');
  });

  it('cannot be changed', async () => {
    const main = within('main', 'clarifai');
    const app = new resources.App().setId('mine');
    const post = new service.PostAppsRequest().setUserAppId(ids('clarifai', '')).setAppsList([app]);

    expect(statusOf(await main.call('postInputs', postInputs({ picture: fakePicture('ada') }))).code).toBe(
      StatusCode.CONN_INSUFFICIENT_SCOPES,
    );
    expect(statusOf(await main.call('deleteApp', new service.DeleteAppRequest())).code).toBe(
      StatusCode.CONN_INSUFFICIENT_SCOPES,
    );
    expect(statusOf(await client.call('postApps', post)).code).toBe(StatusCode.CONN_INSUFFICIENT_SCOPES);
  });
});

it('applications can be deleted with everything in them, except the default one', async () => {
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
  it('answers UNIMPLEMENTED to RPCs it does not offer', async () => {
    const call = client.call('listRunners', new service.ListRunnersRequest());

    await expect(call).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
  });

  it('lets an interceptor fail any call', async () => {
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

  it('listens on this machine only, and says what to do if the port is in use', async () => {
    expect(clarifai.address).toMatch(/^127\.0\.0\.1:\d+$/);
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const start = startTestClarifai({ port });

    await expect(start).rejects.toThrow(UserFacingError);
    await expect(start).rejects.toThrow(
      `Port ${port} is already in use. Stop the other program, or set ROLLCALL_CLARIFAI_PORT to a different port.`,
    );
    other.close();
  });

  it('accepts pictures larger than gRPC’s default limit of 4 MB', async () => {
    const large = Buffer.concat([fakePicture('ada'), Buffer.alloc(6 * 1024 * 1024, ' ')]);

    expect((await addPicture(client, 'large', large)).getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
  });
});
