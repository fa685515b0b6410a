import { type App, resources, service } from '../clarifai-protocol.js';
import { checkUserScopes, explainApp } from './check-setup.js';
import { deleteVersion, listVersions } from './model/model-versions.js';
import { pointWorkflowAtFacesOnly } from './model/workflow.js';
import { openSession, type SessionOptions } from './open-session.js';
import { eraseNames } from './people/erase-person.js';
import { readConcepts } from './people/people.js';
import { listRecentPhotos } from './photos/photo-sources.js';
import type { Session } from './session.js';
import { isClarifaiError } from './transport/errors.js';
import { poll } from './transport/waiting.js';

/** Creating and erasing Clarifai applications. */

/** Scopes for creating the application. */
const CREATE_APP_SCOPES = ['Apps_Add'];
/** How many inputs are deleted at once (the limit of a request, service.proto). */
const DELETE_AT_ONCE = 128;

export async function findApp(session: Session): Promise<App | undefined> {
  try {
    return (await session.call('getApp', new service.GetAppRequest())).getApp();
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return undefined;
    throw explainApp(error, session.appId);
  }
}

const MAKE_ANY = 'Make one with the base workflow “Face” on Clarifai’s web page, and set CLARIFAI_APP_ID to its id.';

/** Creates the application of the session. @param advice for a key that may not. @throws ClarifaiError with advice. */
export async function makeApp(session: Session, advice = MAKE_ANY): Promise<App> {
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
    if (!isClarifaiError(error, 'duplicate')) throw explainCreating(error, session.appId, advice);
  }
  return (await findApp(session)) ?? app;
}

/** Creates the application if it is missing. @throws ClarifaiError with advice if the key may not do that. */
export async function ensureApplication(options: SessionOptions): Promise<void> {
  await withSession(options, async (session) => {
    if ((await findApp(session)) === undefined) {
      await makeApp(session, 'Make one with this id and the base workflow “Face” on Clarifai’s web page.');
    }
  });
}

/**
 * Deletes an application with everything in it. If the service refuses that, its contents are deleted: photos with their faces and
 * tags, every version of the model, and the names, whose empty concepts remain. Repeating it finds what is left.
 * @throws ClarifaiError if something could not be deleted.
 */
export async function eraseApplication(options: SessionOptions): Promise<void> {
  await withSession(options, async (session) => {
    try {
      await session.call('deleteApp', new service.DeleteAppRequest().setUserAppId(appOf(session)));
    } catch (error) {
      if (isClarifaiError(error, 'not_found')) return;
      if (!isClarifaiError(error, 'rejected', 'auth')) throw error;
      await emptyApplication(session);
    }
  });
}

async function emptyApplication(session: Session): Promise<void> {
  if ((await findApp(session)) === undefined) return;
  const versions = await listVersions(session);
  // A version in use can't be deleted.
  if (versions.length > 0) await pointWorkflowAtFacesOnly(session);
  for (const version of versions) await deleteVersion(session, version.getId());
  const waiting = { rpc: 'DeleteInputs', for: 'the photos of an application to be deleted' };
  await poll(session.clock, session.polling.tag, waiting, async () => {
    const photos = await listRecentPhotos(session, Number.POSITIVE_INFINITY);
    for (let start = 0; start < photos.length; start += DELETE_AT_ONCE) {
      const ids = photos.slice(start, start + DELETE_AT_ONCE).map(({ photoId }) => photoId);
      try {
        await session.call('deleteInputs', new service.DeleteInputsRequest().setIdsList(ids));
      } catch (error) {
        // One of them was being deleted already; the next list is without it.
        if (!isClarifaiError(error, 'not_found')) throw error;
      }
    }
    return photos.length === 0 ? true : undefined;
  });
  await eraseNames(
    session,
    (await readConcepts(session)).map((concept) => concept.getId()),
  );
}

async function withSession(options: SessionOptions, work: (session: Session) => Promise<void>): Promise<void> {
  const { session, close } = openSession(options);
  try {
    await work(session);
  } finally {
    close();
  }
}

function explainCreating(error: unknown, appId: string, advice: string): unknown {
  if (!isClarifaiError(error, 'auth', 'rejected') || error.advice !== undefined) return error;
  return error.withAdvice(`This Clarifai key can’t make the application “${appId}”. ${advice}`);
}

/** For requests about the user instead of an application, which may not exist yet. */
function userOf(session: Session): InstanceType<typeof resources.UserAppIDSet> {
  return new resources.UserAppIDSet().setUserId(session.userId);
}

function appOf(session: Session): InstanceType<typeof resources.UserAppIDSet> {
  return userOf(session).setAppId(session.appId);
}
