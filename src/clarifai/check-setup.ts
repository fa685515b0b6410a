import { resources, service } from '../clarifai-protocol.js';
import { KNN_MODEL_TYPE } from './model/model-versions.js';
import type { Session } from './session.js';
import { ClarifaiError, isClarifaiError } from './transport/errors.js';

/** The scopes of all calls Rollcall makes (method options in Clarifai's service.proto). */
export const NEEDED_SCOPES: readonly string[] = [
  'Annotations_Add',
  'Annotations_Delete',
  'Annotations_Get',
  'Apps_Get',
  'Concepts_Add',
  'Concepts_Get',
  'Inputs_Add',
  'Inputs_Delete',
  'Inputs_Get',
  'Metrics_Add',
  'Metrics_Get',
  'Models_Add',
  'Models_Delete',
  'Models_Get',
  'Models_Train',
  'Predict',
  'Search',
  'Workflows_Add',
  'Workflows_Get',
];

/**
 * Checks key, scopes, application, face model and model type, in the order in which to fix them.
 * @returns the face engine in use.
 * @throws ClarifaiError with advice.
 */
export async function checkSetup(session: Session): Promise<{ readonly engine: string }> {
  session.invalidateFaceModel();
  await checkScopes(session);
  const faceModel = await session.faceModel().catch((error: unknown) => {
    throw explainApp(error, session.appId);
  });
  await checkModelType(session);
  return { engine: faceModel.modelId };
}

/** @throws ClarifaiError that names the missing scopes. */
async function checkScopes(session: Session): Promise<void> {
  const request = new service.MyScopesRequest();
  throwIfMissing(await explainKey(session, session.call('myScopes', request)));
}

/**
 * The same without an application, which may not exist yet. MyScopesUser is for personal access tokens; for other keys, and for
 * services without that call, MyScopes is asked with the user alone.
 * @param more scopes besides {@link NEEDED_SCOPES}.
 */
export async function checkUserScopes(session: Session, more: readonly string[] = []): Promise<void> {
  const user = new resources.UserAppIDSet().setUserId(session.userId);
  try {
    const reply = await session.call('myScopesUser', new service.MyScopesUserRequest().setUserAppId(user));
    return throwIfMissing(reply, more);
  } catch (error) {
    if (!isClarifaiError(error, 'auth', 'rejected', 'not_found', 'unknown') || error.advice !== undefined) throw error;
    session.log.debug(`MyScopesUser failed, asking MyScopes: ${error.message}`);
  }
  const request = new service.MyScopesRequest().setUserAppId(user.clone());
  throwIfMissing(await explainKey(session, session.call('myScopes', request)), more);
}

function throwIfMissing(reply: { getScopesList(): string[] }, more: readonly string[] = []): void {
  const missing = missingScopes(reply.getScopesList(), more);
  if (missing.length > 0) throw scopesMissing(missing);
}

/** @param scopes as MyScopes lists them: `Inputs_Add`, `Inputs:Add`, or `All`. An empty list means unknown. */
export function missingScopes(scopes: readonly string[], more: readonly string[] = []): string[] {
  const granted = new Set(scopes.map((scope) => scope.replace(':', '_').toLowerCase()));
  if (granted.size === 0 || granted.has('all')) return [];
  return [...NEEDED_SCOPES, ...more].filter((scope) => !granted.has(scope.toLowerCase()));
}

/** Adds advice if a key is refused. */
async function explainKey<T>(session: Session, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isClarifaiError(error, 'auth', 'rejected') || error.advice !== undefined)
      throw explainApp(error, session.appId);
    throw error.withAdvice(
      'Clarifai doesn’t accept the key. Make a personal access token on Clarifai’s security page and set CLARIFAI_PAT to it.',
    );
  }
}

function scopesMissing(missing: readonly string[]): ClarifaiError {
  const list = missing.join(', ');
  return new ClarifaiError({
    kind: 'auth',
    rpc: 'MyScopes',
    description: `The key lacks ${list}`,
    advice: `The Clarifai key lacks permissions that Rollcall needs. Make one that also has: ${list}.`,
  });
}

/** Adds advice to an error that means that the application cannot be used. */
export function explainApp(error: unknown, appId: string): unknown {
  if (!isClarifaiError(error) || error.advice !== undefined) return error;
  if (error.kind === 'not_found' || error.kind === 'auth' || error.kind === 'rejected') {
    return error.withAdvice(
      `There is no Clarifai application “${appId}” for this user and key. Check CLARIFAI_USER_ID and CLARIFAI_APP_ID, ` +
        'or let “npm run clarifai:setup” make it.',
    );
  }
  return error;
}

/** Only a clear "not found" counts: a service may offer the model type without supporting this call. */
export async function checkModelType(session: Session): Promise<void> {
  try {
    await session.call('getModelType', new service.GetModelTypeRequest().setModelTypeId(KNN_MODEL_TYPE));
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) {
      throw error.withAdvice(
        `This Clarifai account can no longer use “${KNN_MODEL_TYPE}” models. ` +
          'Run Rollcall without the CLARIFAI_ settings to recognise faces on this machine instead.',
      );
    }
    if (!isClarifaiError(error, 'rejected', 'auth', 'unknown')) throw error;
    session.log.debug(`Could not check the model type: ${error.message}`);
  }
}
