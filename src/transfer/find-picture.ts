import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import { fetchStoredPicture } from '../clarifai/transfer/fetch-stored-picture.js';
import { messageOf } from '../errors.js';
import { fileIdOfPhoto } from '../faces/ids.js';
import type { Log } from '../log.js';
import { downloadPhoto } from '../photos/download-photo.js';
import { measurePicture, preparePicture } from '../photos/pictures.js';
import type { PreparedPicture } from '../photos/prepare-picture.js';
import { fetchPicture } from '../replies/fetch-picture.js';
import { createBotToken } from '../slack/bot-token.js';
import { clientOptions, type SlackConnection } from '../slack/connection.js';

/** Where pictures of photos can be found. The local Clarifai stores none, so they come from Slack then. */
export interface PictureSources {
  /** The folder of local Slack's files. */
  readonly localSlackFiles: string | undefined;
  readonly slack: SlackConnection | undefined;
  /** The key of the service that stores the photos. */
  readonly key: string;
  readonly log: Log;
}

/** Finds the picture of a photo as Rollcall looked at it: upright, of moderate size. @returns undefined if there is none any more. */
export type FindPicture = (photo: {
  readonly id: string;
  readonly pictureUrl?: string | undefined;
}) => Promise<PreparedPicture | undefined>;

/** @throws UserFacingError if Slack refuses to renew the token. */
export async function createFindPicture(sources: PictureSources): Promise<FindPicture> {
  const { localSlackFiles, key, log } = sources;
  const fromSlack = sources.slack && (await openSlack(sources.slack, log));
  return async ({ id, pictureUrl }) => {
    try {
      const stored = pictureUrl === undefined ? undefined : await fetchStoredPicture(pictureUrl, key);
      if (stored !== undefined) return await asPrepared(stored);
      const fileId = fileIdOfPhoto(id);
      // Anything else is no file of Slack's, and could name another path.
      if (fileId === undefined || !/^[A-Z0-9]+$/.test(fileId)) return undefined;
      if (localSlackFiles !== undefined) return await preparePicture(await readFile(join(localSlackFiles, fileId)));
      return await fromSlack?.(fileId);
    } catch (error) {
      log.info(`No picture of ${id}: ${messageOf(error)}`);
      return undefined;
    }
  };
}

/** A stored JPEG stays as it is, because its faces were found in these bytes. */
async function asPrepared(bytes: Uint8Array): Promise<PreparedPicture> {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  return isJpeg ? { jpeg: bytes, ...(await measurePicture(bytes)) } : await preparePicture(bytes);
}

async function openSlack(slack: SlackConnection, log: Log): Promise<(fileId: string) => Promise<PreparedPicture>> {
  const botToken = createBotToken(slack, { log, now: Date.now });
  await botToken.start();
  botToken.stop();
  const token = botToken.current();
  const client = new WebClient(token, clientOptions(slack, { retryConfig: { retries: 2 } }));
  const photos = {
    download: (url: string) => downloadPhoto(url, { token, slackApiUrl: slack.apiUrl }),
    prepare: preparePicture,
  };
  return (id) => fetchPicture({ slack: client, photos, log, sleep: async (ms) => void (await sleep(ms)) }, { id });
}
