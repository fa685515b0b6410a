import { setTimeout as wait } from 'node:timers/promises';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import pLimit from 'p-limit';
import type { Log } from '../log.js';
import { unlessGone } from './errors.js';

/** In ms, for one attempt to send the bytes of a picture. */
const UPLOAD_TIMEOUT_MS = 15_000;
/** Waits in ms before the bytes are sent again. */
const UPLOAD_WAITS_MS = [200, 600];

/**
 * Uploads a JPEG without sharing it: messages and views can show the file, and nothing appears in a channel. If an answer of Slack
 * is lost, the file is still found: `filesUploadV2` of Slack's client would fail and leave it behind.
 * @returns its Slack file id; undefined if Slack does not return one.
 */
export async function uploadPicture(
  slack: WebClient,
  jpeg: Uint8Array,
  names: { readonly filename: string; readonly title: string },
): Promise<string | undefined> {
  const [id] = await uploadPictures(slack, [{ jpeg, ...names }]);
  return id;
}

/**
 * Uploads several JPEGs, as {@link uploadPicture}, and completes them with one call.
 * @returns the Slack file id of each, in the order given; undefined where Slack does not return one.
 */
export async function uploadPictures(
  slack: WebClient,
  pictures: readonly { readonly jpeg: Uint8Array; readonly filename: string; readonly title: string }[],
): Promise<(string | undefined)[]> {
  const ids = await Promise.all(pictures.map((picture) => atOnce(() => sendPicture(slack, picture))));
  const files = ids.flatMap((id, index) => (id === undefined ? [] : [{ id, title: pictures[index]?.title ?? '' }]));
  const [first, ...others] = files;
  if (first === undefined) return ids;
  try {
    await slack.files.completeUploadExternal({ files: [first, ...others] });
  } catch (error) {
    // An upload can be completed once, so a repeated call is refused. Slack does not know files that are not complete.
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const found = await unlessGone(slack.files.info({ file: first.id }));
    if (found?.file === undefined) throw error;
  }
  return ids;
}

/** How many pictures are sent at the same time. */
const atOnce = pLimit(6);

async function sendPicture(
  slack: WebClient,
  { jpeg, filename, title }: { readonly jpeg: Uint8Array; readonly filename: string; readonly title: string },
): Promise<string | undefined> {
  const upload = { filename, length: jpeg.length, alt_text: title };
  const { upload_url: url, file_id: id } = await slack.files.getUploadURLExternal(upload);
  if (url === undefined || id === undefined) return undefined;
  await sendBytes(url, jpeg);
  return id;
}

export async function sendBytes(url: string, bytes: Uint8Array): Promise<void> {
  for (const waitMs of [...UPLOAD_WAITS_MS, undefined]) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: new Uint8Array(bytes),
        signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (response.ok) return;
      throw new Error(`Slack refused the upload with status ${response.status}`);
    } catch (error) {
      if (waitMs === undefined) throw error;
      await wait(waitMs);
    }
  }
}

/** Waits in ms before each retry: Slack refuses a picture for some seconds after its upload, until it is processed. */
const PICTURE_WAITS_MS = [200, 400, 800, 1500, 3000];

/**
 * Sends a message or a view that shows pictures uploaded a moment ago, as soon as Slack accepts them. After the last wait it is
 * sent without them.
 * @param send called with whether to include the pictures.
 * @throws every error of `send` except the refusal of a picture.
 */
export async function sendWithPictures<T>(
  deps: { readonly log: Log; readonly sleep: (ms: number) => Promise<void> },
  send: (withPictures: boolean) => Promise<T>,
): Promise<T> {
  for (const wait of [...PICTURE_WAITS_MS, undefined]) {
    try {
      return await send(true);
    } catch (error) {
      if (!isPictureRefused(error)) throw error;
      if (wait !== undefined) await deps.sleep(wait);
    }
  }
  deps.log.warn('Slack does not show a picture that was uploaded; sending without it.');
  return send(false);
}

/**
 * Whether Slack refused a message or a view because of a picture in it. The details name the file, but may be missing with
 * `invalid_blocks`.
 */
export function isPictureRefused(error: unknown): boolean {
  if (!(error instanceof WebAPIPlatformError)) return false;
  const { error: code, response_metadata: metadata } = error.data;
  if (code !== 'invalid_blocks' && code !== 'invalid_arguments') return false;
  const details = [metadata?.messages ?? [], 'errors' in error.data ? error.data.errors : []].flat();
  return details.length === 0 ? code === 'invalid_blocks' : /slack[_ ]file/i.test(JSON.stringify(details));
}
