import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import type { UserAppIDSet } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { ApiError, notFound } from './status.js';
import type { AppRow, AppTable } from './tables/apps.js';

/** The one user of a local Clarifai, and the application requests without `user_app_id` are about. */
export const LOCAL_USER_ID = 'rollcall';
export const DEFAULT_APP_ID = 'rollcall';

/**
 * Checks who calls and finds the application they mean. One key opens everything, as a personal access token does;
 * requests that name no application get the default one, as with an application key.
 */
export function createAdmission(
  key: string,
  apps: AppTable,
): (metadata: Metadata, ids: UserAppIDSet | undefined) => AppRow {
  const expected = digest(key);
  return (metadata, ids) => {
    checkKey(metadata, expected);
    const userId = ids?.getUserId() || LOCAL_USER_ID;
    const appId = ids?.getAppId() || DEFAULT_APP_ID;
    const app = apps.find(userId === 'me' ? LOCAL_USER_ID : userId, appId);
    if (app === undefined) throw notFound(`Application ${appId} of user ${userId}`);
    return app;
  };
}

/** Clarifai answers a wrong key with 11008 and a missing one with 11102 (clarifai-python-grpc, tests/client/test_auth.py). */
function checkKey(metadata: Metadata, expected: Buffer): void {
  const [authorization = ''] = metadata.get('authorization').map(String);
  const given = /^key\s+(\S+)$/i.exec(authorization.trim())?.[1];
  if (given === undefined) {
    throw new ApiError(StatusCode.CONN_INVALID_REQUEST, 'Send the key as metadata: “authorization: Key YOUR_KEY”.');
  }
  if (!timingSafeEqual(digest(given), expected)) {
    throw new ApiError(StatusCode.CONN_KEY_INVALID, 'This key is not the one kept in the data folder of this server.');
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
