import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import type { UserAppIDSet } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { FACE_WORKFLOW_ID } from './base-models.js';
import { ApiError, invalidRequest, notFound } from './status.js';
import type { AppRow, AppTable } from './tables/apps.js';

/** The only user of local Clarifai, and the application that requests without `user_app_id` are for. */
export const LOCAL_USER_ID = 'rollcall';
export const DEFAULT_APP_ID = 'rollcall';

/** The user whose models are public, as on the hosted service. */
export const PUBLIC_USER_ID = 'clarifai';

/**
 * The application of Clarifai's own models. It is read-only and not stored: no row has the key 0, so every list of its
 * contents is empty.
 */
export const PUBLIC_APP: AppRow = {
  pk: 0,
  user_id: PUBLIC_USER_ID,
  id: 'main',
  base_workflow: FACE_WORKFLOW_ID,
  message: new Uint8Array(),
  created_at: 0,
  modified_at: 0,
};

/** Checks the key of a call, and finds the user or application that the call is for. */
export interface AccessControl {
  /** @throws ApiError if the key is missing or wrong. */
  checkKey(metadata: Metadata): void;
  /** @throws ApiError if there is no such user. */
  userOf(ids: UserAppIDSet | undefined): string;
  /** @throws ApiError if there is no such application. */
  appOf(ids: UserAppIDSet | undefined): Promise<AppRow>;
}

/**
 * One key gives access to everything, like a personal access token. Requests without an application get the default one, as
 * with an application key.
 */
export function createAccessControl(key: string, apps: AppTable): AccessControl {
  const expected = digest(key);
  return {
    checkKey: (metadata) => checkKey(metadata, expected),
    userOf(ids) {
      const userId = resolveUser(ids?.getUserId() ?? '');
      if (userId !== LOCAL_USER_ID && userId !== PUBLIC_USER_ID) throw notFound(`User ${userId}`);
      return userId;
    },
    async appOf(ids) {
      const userId = resolveUser(ids?.getUserId() ?? '');
      const appId = ids?.getAppId() || DEFAULT_APP_ID;
      const isPublic = userId === PUBLIC_APP.user_id && appId === PUBLIC_APP.id;
      const app = isPublic ? PUBLIC_APP : await apps.find(userId, appId);
      if (app === undefined) throw notFound(`Application ${appId} of user ${userId}`);
      return app;
    },
  };
}

/** Resolves the user id of a request. An empty id and `me` mean the caller. */
export function resolveUser(id: string): string {
  return id === '' || id === 'me' ? LOCAL_USER_ID : id;
}

/** Clarifai answers a wrong key with 11008 and a missing one with 11102 (clarifai-python-grpc, tests/client/test_auth.py). */
function checkKey(metadata: Metadata, expected: Buffer): void {
  const [authorization = ''] = metadata.get('authorization').map(String);
  const given = /^key\s+(\S+)$/i.exec(authorization.trim())?.[1];
  if (given === undefined) {
    throw invalidRequest('The metadata needs “authorization: Key YOUR_KEY”.');
  }
  if (!timingSafeEqual(digest(given), expected)) {
    throw new ApiError(StatusCode.CONN_KEY_INVALID, 'The key is not the one in the data folder of this server.');
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
