import { type App, resources, service } from '../clarifai-protocol.js';
import { checkModelType, checkScopes, explainApp } from './check-setup.js';
import { embeddingNode, type FaceModel, versionOf } from './model/face-model.js';
import { train } from './model/train.js';
import { versionInUse } from './model/workflow.js';
import { openSession, type SessionOptions } from './open-session.js';
import type { Session } from './session.js';
import { isClarifaiError } from './transport/errors.js';

/** What the application needs besides the calls Rollcall makes later. */
const MAKING_AN_APP = ['Apps_Add'];

/** Where the application is, for CLARIFAI_USER_ID and CLARIFAI_APP_ID. */
export interface SetUpApp {
  readonly userId: string;
  readonly appId: string;
}

/**
 * Makes an application ready for Rollcall: checks what the key may do, makes the application when it is missing, finds its
 * face model, and builds what names faces when people have been named. What is there already is left alone.
 * @param say is told each thing that was done or found, in a sentence.
 * @throws ClarifaiError whose advice says what to do.
 */
export async function setUp(
  options: SessionOptions,
  say: (line: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<SetUpApp> {
  const { session, close } = openSession(options, signal);
  try {
    await checkScopes(session, { withoutApp: true });
    say('Key: it has every permission Rollcall needs.');
    const app = (await findApp(session)) ?? (await makeApp(session, say));
    const faceModel = await session.faceModel().catch((error: unknown) => {
      throw explainApp(error, session.appId);
    });
    say(`Application “${session.appId}”: its base workflow is “${faceModel.baseWorkflowId}”.`);
    say(`Faces are found by the model “${faceModel.modelId}”, version ${versionIn(faceModel)}.`);
    await checkModelType(session);
    await makeModel(session, say);
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

async function makeApp(session: Session, say: (line: string) => void): Promise<App> {
  await checkScopes(session, { withoutApp: true, more: MAKING_AN_APP });
  const base = new resources.Workflow().setId('Face').setUserId('clarifai').setAppId('main');
  const app = new resources.App()
    .setId(session.appId)
    .setDescription('Photos, faces and names of Rollcall, a Slack app')
    .setDefaultWorkflow(base)
    // Deprecated, and read by services that do not know the field above yet.
    .setDefaultWorkflowId('Face');
  const request = new service.PostAppsRequest().setAppsList([app]).setUserAppId(userOf(session));
  try {
    await session.call('postApps', request);
  } catch (error) {
    // It was made although the answer was lost, or by somebody else in this very moment.
    if (!isClarifaiError(error, 'duplicate')) throw explainMaking(error, session.appId);
  }
  say(`Application “${session.appId}”: made, because there was none.`);
  return (await findApp(session)) ?? app;
}

function explainMaking(error: unknown, appId: string): unknown {
  if (!isClarifaiError(error, 'auth', 'rejected') || error.advice !== undefined) return error;
  return error.withAdvice(
    `This Clarifai key can’t make the application “${appId}”. Make one with the base workflow “Face” on Clarifai’s ` +
      'web page, and set CLARIFAI_APP_ID to its id.',
  );
}

/** What names faces: there is nothing to build it from before somebody has been named. */
async function makeModel(session: Session, say: (line: string) => void): Promise<void> {
  if ((await versionInUse(session)) !== undefined) {
    say(`Model “${session.modelId}” and workflow “${session.workflowId}”: there.`);
    return;
  }
  const outcome = await train(session, { trainedBy: 'clarifai:setup' });
  if (outcome.kind === 'no one named') {
    say('Model and workflow: not needed yet. The first training makes them.');
    return;
  }
  const people = outcome.report.people.length;
  say(
    `Model “${session.modelId}” and workflow “${session.workflowId}”: made, for ${people} ${people === 1 ? 'person' : 'people'}.`,
  );
}

function versionIn(faceModel: FaceModel): string {
  const node = embeddingNode(faceModel.nodes);
  return (node && versionOf(node)) || 'as its workflow says';
}

/** Applications belong to a user, so there is none to name before one is made. */
function userOf(session: Session): InstanceType<typeof resources.UserAppIDSet> {
  return new resources.UserAppIDSet().setUserId(session.userId);
}
