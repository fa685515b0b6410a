import { afterEach, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import { setUp } from '../../src/clarifai/set-up.js';
import { describeFailure } from '../../src/clarifai/transport/errors.js';
import { resources, service } from '../../src/clarifai-protocol.js';
import { addPhoto } from '../support/add-photo.js';
import { createScript, GrpcFailure, type Handlers, status } from '../support/clarifai/scripted-replies.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai } from '../support/local-clarifai.js';
import { silentLog } from '../support/silent-log.js';

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** Runs the set-up and collects its messages. */
async function run(service: { apiBase: string; key: string; userId: string; appId: string }) {
  const output: string[] = [];
  const app = await setUp({ ...service, log: silentLog, retry: { firstMs: 1, longestMs: 5 } }, (line) =>
    output.push(line),
  );
  return { app, output: output.join('\n') };
}

describe('against a local Clarifai', () => {
  async function open(appId: string) {
    const writes: string[] = [];
    const local = await startTestClarifai({
      intercept: (call, next) => {
        if (/^(post|patch|delete)/.test(call.rpc)) writes.push(call.rpc);
        return next();
      },
    });
    ending.push(local.remove);
    const at = { apiBase: `http://${local.address}`, key: local.key, userId: 'me', appId };
    const recognizer = createRecognizer({ ...at, userId: local.userId, log: silentLog });
    ending.push(() => recognizer.close());
    return { at, recognizer, writes };
  }

  it('makes the application, and returns its owner', async () => {
    const { at, recognizer } = await open('team-faces');
    await expect(recognizer.checkSetup()).rejects.toMatchObject({ advice: expect.stringMatching(/clarifai:setup/) });
    const { app, output } = await run(at);
    expect(app).toEqual({ userId: 'rollcall', appId: 'team-faces' });
    expect(output).toMatch(/Application “team-faces”: made/);
    expect(output).toMatch(/base workflow is “Face”/);
    expect(output).toMatch(/Faces are found by the model “local-face”, version [0-9a-f]{32}/);
    expect(output).toMatch(/not needed yet/);
    await recognizer.checkSetup();
    await addPhoto(recognizer, {
      id: 'photo',
      picture: fakePicture('ada'),
      source: { teamId: 'T', channelId: 'C', messageTs: '1' },
    });
    expect((await recognizer.photos.read('photo')).faces).toHaveLength(1);
  });

  it('changes nothing a second time', async () => {
    const { at, writes } = await open('team-faces');
    await run(at);
    expect(writes).toEqual(['postApps']);
    writes.length = 0;
    const { output } = await run(at);
    expect(writes).toEqual([]);
    expect(output).not.toMatch(/: made/);
  });

  it('builds model and workflow once there are tags', async () => {
    const { at, recognizer, writes } = await open('rollcall');
    const source = { teamId: 'T', channelId: 'C', messageTs: '1' };
    await addPhoto(recognizer, { id: 'photo', picture: fakePicture('ada:1'), source });
    const [face] = (await recognizer.photos.read('photo')).faces;
    const person = { id: 'a1', name: 'Ada' };
    await recognizer.tags.add({ photoId: 'photo', faceId: face?.id ?? '', person, taggedBy: 'U1' });
    expect((await run(at)).output).toMatch(
      /Model “rollcall-people” and workflow “rollcall-naming”: made, for 1 person\./,
    );
    await addPhoto(recognizer, { id: 'next', picture: fakePicture('ada:2'), source });
    const next = await recognizer.photos.read('next');
    const { byFace } = await recognizer.model.findCandidates(next, fakePicture('ada:2'));
    expect(byFace.get(next.faces[0]?.id ?? '')?.[0]?.person).toEqual(person);
    writes.length = 0;
    expect((await run(at)).output).toMatch(/workflow “rollcall-naming”: there\./);
    expect(writes).toEqual([]);
  });

  it('reports a wrong key with advice', async () => {
    const { at } = await open('rollcall');
    const failed = await run({ ...at, key: 'wrong' }).catch((error: unknown) => error);
    expect(describeFailure(failed)).toMatch(/set CLARIFAI_PAT/);
  });
});

describe('against a hosted service', () => {
  const notThere = () => {
    throw new GrpcFailure(12, 'unimplemented');
  };
  const SCOPES =
    'Annotations_Add Annotations_Delete Annotations_Get Apps_Get Concepts_Add Concepts_Get Inputs_Add Inputs_Delete Inputs_Get Metrics_Add Metrics_Get Models_Add Models_Delete Models_Get Models_Train Predict Search Workflows_Add Workflows_Get';

  /** A service in which the application is missing until it is made; `posted` has the requests. */
  async function open(handlers: Handlers = {}, scopes = `${SCOPES} Apps_Add`) {
    const posted: InstanceType<typeof resources.App>[] = [];
    const script = createScript({
      myScopesUser: notThere,
      myScopes: () => new service.MultiScopeResponse().setStatus(status()).setScopesList(scopes.split(' ')),
      postApps(request, _nth, next) {
        posted.push(...request.getAppsList());
        return next();
      },
      ...handlers,
    });
    const local = await startTestClarifai({ intercept: script.intercept });
    ending.push(local.remove);
    const at = { apiBase: `http://${local.address}`, key: local.key, userId: 'me', appId: 'app' };
    return { ...script, posted, at };
  }
  const advice = async (at: Parameters<typeof run>[0]) =>
    run(at).then(
      () => 'all is well',
      (error: unknown) => describeFailure(error),
    );

  it('asks for Clarifai’s own Face workflow', async () => {
    const { at, posted } = await open();
    await run(at);
    const base = posted[0]?.getDefaultWorkflow();
    expect([base?.getId(), base?.getUserId(), base?.getAppId()]).toEqual(['Face', 'clarifai', 'main']);
  });

  it('names the scope that making an application needs, and only then', async () => {
    const { at, count } = await open({}, SCOPES);
    expect(await advice(at)).toMatch(/Make one that also has: Apps_Add\.$/);
    expect(count('postApps')).toBe(0);
  });

  it('asks for the scopes of the user, without an application', async () => {
    const asked: string[] = [];
    const { at, count } = await open({
      myScopesUser(request) {
        asked.push(`${request.getUserAppId()?.getUserId()}/${request.getUserAppId()?.getAppId()}`);
        return new service.MultiScopeUserResponse().setStatus(status()).setScopesList(`${SCOPES} Apps_Add`.split(' '));
      },
    });
    await run(at);
    expect(new Set(asked)).toEqual(new Set(['me/']));
    expect(count('myScopes')).toBe(0);
  });

  it.each([
    ['does not have MyScopesUser', notThere],
    ['refuses MyScopesUser for this key', () => new service.MultiScopeUserResponse().setStatus(status(11007))],
  ])('asks MyScopes where the service %s', async (_name, myScopesUser) => {
    const { at, count } = await open({ myScopesUser });
    expect((await run(at)).output).toMatch(/every permission/);
    expect(count('myScopes')).toBeGreaterThan(0);
  });

  it('names every missing scope', async () => {
    const { at } = await open({}, 'Apps_Get Inputs_Get');
    expect(await advice(at)).toMatch(/also has: Annotations_Add, .*Predict, Search, Workflows_Add, Workflows_Get\.$/);
  });

  it('an answer that is lost makes no second application', async () => {
    const made: unknown[] = [];
    const { at } = await open({
      async postApps(_request, nth, next) {
        const reply = await next();
        made.push(...reply.getAppsList());
        if (nth === 1) throw new GrpcFailure(14, 'connection reset');
        return reply;
      },
    });
    expect((await run(at)).output).toMatch(/“app”: made/);
    expect(made).toHaveLength(1);
  });

  it('an application with another base workflow is left alone', async () => {
    const base = new resources.Workflow().setId('Universal').setUserId('clarifai').setAppId('main');
    const app = new resources.App().setId('app').setDefaultWorkflow(base);
    const { at, count } = await open({ getApp: () => new service.SingleAppResponse().setStatus(status()).setApp(app) });
    expect(await advice(at)).toMatch(/“Universal”.*CLARIFAI_APP_ID to an id that is free/);
    expect(count('postApps')).toBe(0);
  });

  it.each([
    ['missing consent', { postApps: () => new service.MultiAppResponse().setStatus(status(50001)) }, /accept them/],
    [
      'an application that may not be made',
      { postApps: () => new service.MultiAppResponse().setStatus(status(11007)) },
      /Make one with the base workflow “Face”/,
    ],
    [
      'KNN models that are not offered',
      { getModelType: () => new service.SingleModelTypeResponse().setStatus(status(21200)) },
      /“knn-concept”.*Run Rollcall without/,
    ],
    [
      'a face model that was withdrawn',
      { getWorkflow: () => new service.SingleWorkflowResponse().setStatus(status(22102)) },
      /no longer has the face model.*run Rollcall without/,
    ],
  ] satisfies [string, Handlers, RegExp][])('%s', async (_name, handlers, sentence) => {
    const { at } = await open(handlers);
    expect(await advice(at)).toMatch(sentence);
  });
});
