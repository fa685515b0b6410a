import type { Deps } from '../deps.js';
import { messageOf, UserFacingError } from '../errors.js';
import { isStopping } from '../failures.js';
import { timed } from '../measurements.js';
import { DownloadError } from '../photos/download-photo.js';
import { PictureError } from '../photos/picture-error.js';
import type { PreparedPicture } from '../photos/prepare-picture.js';
import { slackErrorCode } from '../slack/errors.js';
import { PHOTO_GONE } from '../views/refusals.js';
import {
  downloadUrlOf,
  needsFileInfo,
  readSlackFile,
  reasonToSkip,
  renditionOf,
  type SlackFile,
} from './slack-file.js';

type FetchDeps = Pick<Deps, 'slack' | 'log' | 'sleep'> & {
  readonly photos: Pick<Deps['photos'], 'download' | 'prepare'>;
};

/** The file is not a photo. `message` says why, for the log. */
export class NotAPhotoError extends Error {
  override readonly name = 'NotAPhotoError';
}

/** Waits in ms before asking again for the type of an upload, which Slack determines after announcing it. */
const FILE_INFO_WAITS_MS = [300, 700, 1500];

/** Waits in ms before a failed download is repeated. */
const DOWNLOAD_WAITS_MS = [500, 1000, 2000, 4000, 8000];

/**
 * Downloads a posted file and makes it upright and moderate in size. If it cannot be opened, because its format is rare or it
 * is too large, uses the smaller rendition that Slack made, if there is one.
 * @throws NotAPhotoError for another kind of file; UserFacingError if it cannot be downloaded or opened.
 */
export async function fetchPicture(deps: FetchDeps, file: SlackFile): Promise<PreparedPicture> {
  const complete = await completeFile(deps, file);
  const reason = reasonToSkip(complete);
  if (reason !== undefined) throw new NotAPhotoError(reason);
  const url = downloadUrlOf(complete);
  if (url === undefined) throw new UserFacingError(PHOTO_GONE);
  try {
    return await downloadAndOpen(deps, url);
  } catch (error) {
    const isGone = error instanceof DownloadError && error.problem === 'not-found';
    // Throws NotAPhotoError if the file was deleted.
    if (isGone) await getFileInfo(deps, file);
    const rendition = await openRendition(deps, complete, error);
    if (rendition === undefined) throw error;
    return rendition;
  }
}

async function downloadAndOpen(deps: FetchDeps, url: string): Promise<PreparedPicture> {
  const bytes = await timed('download', () => download(deps, url));
  return timed('decode', () => deps.photos.prepare(bytes));
}

/** Repeats a download that Slack did not answer. One that timed out is repeated only once, because each attempt takes so long. */
async function download(deps: FetchDeps, url: string): Promise<Uint8Array> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await deps.photos.download(url);
    } catch (error) {
      const problem = error instanceof DownloadError ? error.problem : undefined;
      const waitMs = DOWNLOAD_WAITS_MS[attempt];
      const isRepeated = problem === 'unavailable' || (problem === 'timeout' && attempt === 0);
      if (!isRepeated || waitMs === undefined) throw error;
      deps.log.info(`${messageOf(error)} Trying again in ${waitMs} ms.`);
      await deps.sleep(waitMs);
    }
  }
}

/** @returns undefined if Slack has no rendition, or none that can be opened. */
async function openRendition(deps: FetchDeps, file: SlackFile, why: unknown): Promise<PreparedPicture | undefined> {
  const isTooLarge = why instanceof DownloadError && why.problem === 'too-large';
  const isUnopened = why instanceof PictureError && why.problem !== 'empty';
  if (!isTooLarge && !isUnopened) return undefined;
  const isPicture = isTooLarge || why.problem !== 'not-a-picture';
  try {
    // Slack makes renditions some time after announcing the file, and only of pictures.
    const url = renditionOf(file) ?? (isPicture ? renditionOf(await getFileInfo(deps, file)) : undefined);
    if (url === undefined) return undefined;
    const rendition = await downloadAndOpen(deps, url);
    deps.log.info(`Looked at Slack’s rendition of ${file.id}: ${why.message}`);
    return rendition;
  } catch (error) {
    if (error instanceof NotAPhotoError || isStopping(error)) throw error;
    deps.log.info(`No rendition of ${file.id}: ${messageOf(error)}`);
    return undefined;
  }
}

async function completeFile(deps: FetchDeps, file: SlackFile): Promise<SlackFile> {
  let known = file;
  for (let attempt = 0; needsFileInfo(known); attempt++) {
    known = await getFileInfo(deps, file);
    const wait = FILE_INFO_WAITS_MS[attempt];
    // If there is still no type, the file's bytes decide.
    if (known.mimetype || reasonToSkip(known) !== undefined || wait === undefined) break;
    await deps.sleep(wait);
  }
  return known;
}

/** @throws NotAPhotoError if the file has been deleted. */
async function getFileInfo(deps: FetchDeps, file: SlackFile): Promise<SlackFile> {
  try {
    const known = readSlackFile((await deps.slack.files.info({ file: file.id })).file) ?? file;
    if (known.mode === 'tombstone') throw new NotAPhotoError('it was deleted meanwhile');
    return known;
  } catch (error) {
    throw slackErrorCode(error) === 'file_deleted' ? new NotAPhotoError('it was deleted meanwhile') : error;
  }
}
