import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import { fetchStoredPicture } from '../clarifai/transfer/fetch-stored-picture.js';
import { messageOf } from '../errors.js';
import { fileIdOfPhoto, memberOfProfilePicture } from '../faces/ids.js';
import type { Log } from '../log.js';
import { downloadPhoto, downloadProfilePicture } from '../photos/download-photo.js';
import { measurePicture, preparePicture } from '../photos/pictures.js';
import type { PreparedPicture } from '../photos/prepare-picture.js';
import { fetchPicture } from '../replies/fetch-picture.js';
import { createBotToken } from '../slack/bot-token.js';
import { clientOptions, type SlackConnection } from '../slack/connection.js';
import { findProfilePicture } from '../slack/profile-picture.js';

/** Where pictures of photos can be found. The local Clarifai stores none, so they come from Slack then. */
interface PictureSources {
  readonly slack: SlackConnection;
  /** The key of the service that stores the photos. */
  readonly key: string;
  readonly log: Log;
}

/** A picture as Rollcall looked at it: upright, of moderate size. */
export interface FoundPicture extends PreparedPicture {
  /** Whether it is someone's profile picture of now, who may have had another one. */
  readonly mayHaveChanged: boolean;
}

/** Finds the picture of a photo. @returns undefined if there is none any more. */
export type FindPicture = (photo: {
  readonly id: string;
  readonly pictureUrl?: string | undefined;
}) => Promise<FoundPicture | undefined>;

/** @throws UserFacingError if Slack refuses to renew the token. */
export async function createFindPicture({ slack, key, log }: PictureSources): Promise<FindPicture> {
  const fromSlack = await openSlack(slack, log);
  return async ({ id, pictureUrl }) => {
    try {
      const stored = pictureUrl === undefined ? undefined : await fetchStoredPicture(pictureUrl, key);
      if (stored !== undefined) return { ...(await asPrepared(stored)), mayHaveChanged: false };
      const [fileId, userId] = [fileIdOfPhoto(id), memberOfProfilePicture(id)];
      if (fileId !== undefined) return { ...(await fromSlack.file(fileId)), mayHaveChanged: false };
      const profile = userId === undefined ? undefined : await fromSlack.profilePicture(userId);
      return profile && { ...profile, mayHaveChanged: true };
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

async function openSlack(slack: SlackConnection, log: Log) {
  const { apiUrl: slackApiUrl } = slack;
  const botToken = createBotToken(slack, { log, now: Date.now });
  await botToken.start();
  botToken.stop();
  const token = botToken.current();
  const client = new WebClient(token, clientOptions(slack, { retryConfig: { retries: 2 } }));
  const photos = { download: (url: string) => downloadPhoto(url, { token, slackApiUrl }), prepare: preparePicture };
  const deps = { slack: client, photos, log, sleep: async (ms: number) => void (await sleep(ms)) };
  return {
    file: (id: string) => fetchPicture(deps, { id }),
    async profilePicture(userId: string): Promise<PreparedPicture | undefined> {
      const url = await findProfilePicture(deps, userId);
      return url === undefined ? undefined : await preparePicture(await downloadProfilePicture(url, { slackApiUrl }));
    },
  };
}
