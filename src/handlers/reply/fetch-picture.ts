import { WebAPIPlatformError } from '@slack/web-api';
import { UserFacingError } from '../../errors.js';
import { DownloadError } from '../../photos/download-error.js';
import type { PreparedPicture } from '../../photos/prepare-picture.js';
import { type Deps, timed } from '../deps.js';
import { addressOf, needsFileInfo, readSlackFile, reasonToSkip, type SlackFile } from './post-of-photos.js';

type FetchDeps = Pick<Deps, 'slack' | 'photos' | 'sleep' | 'signal' | 'onStep'>;

/** A file that turned out to be no photo of ours to look at; `message` says why, for the log. */
export class NotAPhotoError extends Error {
  override readonly name = 'NotAPhotoError';
}

/** Slack scans and types uploads after announcing them; waits before asking again, in ms. */
const FILE_INFO_WAITS_MS = [300, 700, 1500];

/**
 * Downloads a posted file and makes it upright and moderate in size.
 * @throws NotAPhotoError when it is none; UserFacingError when it cannot be had or opened.
 */
export async function fetchPicture(deps: FetchDeps, file: SlackFile): Promise<PreparedPicture> {
  const complete = await completeFile(deps, file);
  const reason = reasonToSkip(complete);
  if (reason !== undefined) throw new NotAPhotoError(reason);
  const url = addressOf(complete);
  if (url === undefined) throw new UserFacingError('This photo is no longer in Slack: please post it again.');
  const bytes = await timed(deps, 'download', () => deps.photos.download(url, { signal: deps.signal })).catch(
    async (error: unknown) => {
      const isGone = error instanceof DownloadError && error.problem === 'not-found';
      // Throws when it was deleted; otherwise something else is in the way, and somebody should hear of it.
      if (isGone) await askAbout(deps, file);
      throw error;
    },
  );
  return timed(deps, 'decode', () => deps.photos.prepare(bytes));
}

async function completeFile(deps: FetchDeps, file: SlackFile): Promise<SlackFile> {
  let known = file;
  for (let attempt = 0; needsFileInfo(known); attempt++) {
    known = await askAbout(deps, file);
    const wait = FILE_INFO_WAITS_MS[attempt];
    // Without a type for good: its bytes will tell.
    if (known.mimetype || reasonToSkip(known) !== undefined || wait === undefined) break;
    await deps.sleep(wait);
  }
  return known;
}

/** @throws NotAPhotoError when the file was deleted since it was posted. */
async function askAbout(deps: FetchDeps, file: SlackFile): Promise<SlackFile> {
  try {
    const known = readSlackFile((await deps.slack.files.info({ file: file.id })).file) ?? file;
    if (known.mode === 'tombstone') throw new NotAPhotoError('it was deleted meanwhile');
    return known;
  } catch (error) {
    const isDeleted = error instanceof WebAPIPlatformError && error.data.error === 'file_deleted';
    throw isDeleted ? new NotAPhotoError('it was deleted meanwhile') : error;
  }
}
