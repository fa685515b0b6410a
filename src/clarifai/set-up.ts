import type { App } from '../clarifai-protocol.js';
import { findApp, makeApp } from './applications.js';
import { checkModelType, checkUserScopes, explainApp } from './check-setup.js';
import { embeddingNode, type FaceModel, versionOf } from './model/face-model.js';
import { train } from './model/train.js';
import { versionInUse } from './model/workflow.js';
import { openSession, type SessionOptions } from './open-session.js';
import type { Session } from './session.js';

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
    const app = (await findApp(session)) ?? (await makeMissingApp(session, print));
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

async function makeMissingApp(session: Session, print: (sentence: string) => void): Promise<App> {
  const app = await makeApp(session);
  print(`Application “${session.appId}”: made, because there was none.`);
  return app;
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
