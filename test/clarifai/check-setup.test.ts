import { afterEach, describe, expect, it } from 'vitest';
import { missingScopes, NEEDED_SCOPES } from '../../src/clarifai/check-setup.js';
import { describeFailure } from '../../src/clarifai/transport/errors.js';
import { resources, service } from '../../src/clarifai-protocol.js';
import { GrpcFailure, type Handlers, status } from '../support/clarifai/scripted-replies.js';
import { openRecognizer } from '../support/open-recognizer.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Scopes are answered by MyScopes, as by services that do not have MyScopesUser. */
const myScopesUser = () => {
  throw new GrpcFailure(12, 'unimplemented');
};

async function check(handlers: Handlers) {
  const opened = await openRecognizer({ myScopesUser, ...handlers });
  closing.push(opened.close);
  return await opened.recognizer.checkSetup();
}

async function adviceFor(handlers: Handlers): Promise<string> {
  return await check(handlers).then(
    () => 'all is well',
    (error: unknown) => describeFailure(error),
  );
}

const works = { engine: 'local-face' };

const scopes =
  (...list: string[]) =>
  () =>
    new service.MultiScopeResponse().setStatus(status()).setScopesList(list);
const app =
  (code: number, workflowId = '') =>
  () => {
    const base = new resources.Workflow().setId(workflowId).setUserId('clarifai').setAppId('main');
    return new service.SingleAppResponse().setStatus(status(code)).setApp(new resources.App().setDefaultWorkflow(base));
  };

describe('a set-up that works', () => {
  it('returns the engine, which is the id of the face model', async () => {
    await expect(check({})).resolves.toEqual(works);
  });

  it('accepts a key without listed scopes, or with another spelling of them', async () => {
    const otherSpelling = NEEDED_SCOPES.map((scope) => scope.replace('_', ':'));
    await expect(check({ myScopes: scopes() })).resolves.toEqual(works);
    await expect(check({ myScopes: scopes(...NEEDED_SCOPES) })).resolves.toEqual(works);
    await expect(check({ myScopes: scopes(...otherSpelling) })).resolves.toEqual(works);
  });

  it('may not know the question about model types', async () => {
    const getModelType = () => {
      throw new GrpcFailure(12, 'unimplemented');
    };
    await expect(check({ getModelType })).resolves.toEqual(works);
  });

  it('may name its base workflow in the deprecated field', async () => {
    const named = new resources.App().setDefaultWorkflowId('Face');
    const getApp = () => new service.SingleAppResponse().setStatus(status()).setApp(named);
    await expect(check({ getApp })).resolves.toEqual(works);
  });
});

describe('a wrong set-up is reported with advice', () => {
  const invalidKey = () => new service.MultiScopeResponse().setStatus(status(11008, 'API key is invalid'));
  const noWorkflow = () => new service.SingleWorkflowResponse().setStatus(status(22102, 'Does not exist'));
  const notAllowed = () => new service.SingleWorkflowResponse().setStatus(status(11007, 'Insufficient scopes'));
  const noModelType = () => new service.SingleModelTypeResponse().setStatus(status(21200, 'Does not exist'));

  it.each<[string, Handlers, RegExp]>([
    ['a wrong key', { myScopes: invalidKey }, /set CLARIFAI_PAT/],
    [
      'missing scopes',
      { myScopes: scopes('Inputs_Get', 'Apps_Get') },
      /Make one that also has: .*Annotations_Add.*Predict/,
    ],
    ['no such application', { getApp: app(11101) }, /Check CLARIFAI_USER_ID and CLARIFAI_APP_ID/],
    ['someone else’s application', { getApp: app(11009) }, /Check CLARIFAI_USER_ID and CLARIFAI_APP_ID/],
    ['missing consent', { getApp: app(50001) }, /accept them/],
    ['a base workflow that finds no faces', { getApp: app(10000, 'Universal') }, /“Universal”.*base workflow “Face”/],
    ['no base workflow', { getApp: app(10000) }, /“not set”/],
    [
      'a key for everything but search',
      { myScopes: scopes(...NEEDED_SCOPES.filter((scope) => scope !== 'Search')) },
      /also has: Search\./,
    ],
    ['a face model that was withdrawn', { getWorkflow: noWorkflow }, /run Rollcall without the CLARIFAI_ settings/],
    [
      'an application key, which cannot read clarifai/main',
      { getWorkflow: notAllowed },
      /face model “Face”.*personal access token/,
    ],
    [
      'an application key that gRPC refuses',
      {
        getWorkflow: () => {
          throw new GrpcFailure(7, 'permission denied');
        },
      },
      /face model “Face”.*personal access token/,
    ],
    ['no KNN models', { getModelType: noModelType }, /“knn-concept”.*Run Rollcall without/],
  ])('%s', async (_name, handlers, advice) => {
    expect(await adviceFor(handlers)).toMatch(advice);
  });

  it('a service that is away is not mistaken for a wrong setting', async () => {
    const away = () => {
      throw new GrpcFailure(14, 'connection refused');
    };
    expect(await adviceFor({ getApp: away })).toMatch(/isn’t answering/);
  });
});

it('scopes are compared one by one', () => {
  expect(missingScopes(NEEDED_SCOPES.filter((scope) => scope !== 'Predict'))).toEqual(['Predict']);
  expect(missingScopes(['All'])).toEqual([]);
});
