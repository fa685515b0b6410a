import type { WebClient } from '@slack/web-api';

/**
 * Uploads a JPEG without sharing it: messages and views show the file, and nothing else appears in a channel.
 * @returns its Slack file id; undefined when Slack does not tell.
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
