import { type App, resources, service } from '../clarifai-protocol.js';
import { checkModelType, checkUserScopes, explainApp } from './check-setup.js';
import { embeddingNode, type FaceModel, versionOf } from './model/face-model.js';
import { train } from './model/train.js';
import { versionInUse } from './model/workflow.js';
import { openSession, type SessionOptions } from './open-session.js';
import type { Session } from './session.js';
import { isClarifaiError } from './transport/errors.js';

/** Scopes for creating the application. */
const CREATE_APP_SCOPES = ['Apps_Add'];

/** Values for CLARIFAI_USER_ID and CLARIFAI_APP_ID. */
export interface SetUpApp {
  readonly userId: string;
  readonly appId: string;
}

/**
 * Prepares an application for Rollcall: checks the permissions of the key, creates the application if it is missing, finds its face
 * model, and trains if faces are tagged. Keeps what exists.
 * @param print called with a sentence about each step.
 * @throws ClarifaiError with advice.
 */
export async function setUp(
  options: SessionOptions,
  print: (sentence: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<SetUpApp> {
  const { session, close } = openSession(options, signal);
  try {
    await checkUserScopes(session);
    print('Key: it has every permission Rollcall needs.');
    const app = (await findApp(session)) ?? (await makeApp(session, print));
    const faceModel = await session.faceModel().catch((error: unknown) => {
      throw explainApp(error, session.appId);
    });
    print(`Application “${session.appId}”: its base workflow is “${faceModel.baseWorkflowId}”.`);
    print(`Faces are found by the model “${faceModel.modelId}”, version ${versionIn(faceModel)}.`);
    await checkModelType(session);
    await makeModel(session, print);
    return { userId: app.getUserId() || session.userId, appId: app.getId() || session.appId };
  } finally {
    close();
  }
}

async function findApp(session: Session): Promise<App | undefined> {
  try {
    return (await session.call('getApp', new service.GetAppRequest())).getApp();
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return undefined;
    throw explainApp(error, session.appId);
  }
}

async function makeApp(session: Session, print: (sentence: string) => void): Promise<App> {
  await checkUserScopes(session, CREATE_APP_SCOPES);
  const base = new resources.Workflow().setId('Face').setUserId('clarifai').setAppId('main');
  const app = new resources.App()
    .setId(session.appId)
    .setDescription('Photos, faces and names of Rollcall, a Slack app')
    .setDefaultWorkflow(base)
    // Deprecated, for services that do not read the field above.
    .setDefaultWorkflowId('Face');
  const request = new service.PostAppsRequest().setAppsList([app]).setUserAppId(userOf(session));
  try {
    await session.call('postApps', request);
  } catch (error) {
    // Created although the reply was lost, or by someone else meanwhile.
    if (!isClarifaiError(error, 'duplicate')) throw explainCreating(error, session.appId);
  }
  print(`Application “${session.appId}”: made, because there was none.`);
  return (await findApp(session)) ?? app;
}

function explainCreating(error: unknown, appId: string): unknown {
  if (!isClarifaiError(error, 'auth', 'rejected') || error.advice !== undefined) return error;
  return error.withAdvice(
    `This Clarifai key can’t make the application “${appId}”. Make one with the base workflow “Face” on Clarifai’s ` +
      'web page, and set CLARIFAI_APP_ID to its id.',
  );
}

/** Trains if there is no model yet. Without tags there is nothing to train from. */
async function makeModel(session: Session, print: (sentence: string) => void): Promise<void> {
  if ((await versionInUse(session)) !== undefined) {
    print(`Model “${session.modelId}” and workflow “${session.workflowId}”: there.`);
    return;
  }
  const outcome = await train(session, { trainedBy: 'clarifai:setup' });
  if (outcome.kind === 'no one named') {
    print('Model and workflow: not needed yet. The first training makes them.');
    return;
  }
  const people = outcome.report.people.length;
  print(
    `Model “${session.modelId}” and workflow “${session.workflowId}”: made, for ${people} ${people === 1 ? 'person' : 'people'}.`,
  );
}

function versionIn(faceModel: FaceModel): string {
  const node = embeddingNode(faceModel.nodes);
  return (node && versionOf(node)) || 'set by the workflow';
}

/** For requests about the user instead of an application, which may not exist yet. */
function userOf(session: Session): InstanceType<typeof resources.UserAppIDSet> {
  return new resources.UserAppIDSet().setUserId(session.userId);
}
