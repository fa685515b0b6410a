import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Log } from '../log.js';

/**
 * Uploads a JPEG without sharing it: messages and views can show the file, and nothing appears in a channel.
 * @returns its Slack file id; undefined if Slack does not return one.
 */
export async function uploadPicture(
  slack: WebClient,
  jpeg: Uint8Array,
  names: { readonly filename: string; readonly title: string },
): Promise<string | undefined> {
  const uploaded = await slack.filesUploadV2({
    file: Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength),
    filename: names.filename,
    title: names.title,
    alt_text: names.title,
  });
  return uploaded.files[0]?.files?.[0]?.id;
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
