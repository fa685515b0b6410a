import type { WebClient } from '@slack/web-api';

/** Uploads a file with Slack's upload flow, without completing it. @returns its id. */
export async function uploadFile(client: WebClient, bytes: Uint8Array, filename = 'photo.jpg'): Promise<string> {
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
    filename,
    length: bytes.length,
  });
  const response = await fetch(url, { method: 'POST', body: new Uint8Array(bytes) });
  if (!response.ok) throw new Error(`the upload was refused with status ${response.status}`);
  return id;
}

/** Completes uploads: as one message in a channel or thread, or without posting them. */
export async function completeUpload(
  client: WebClient,
  fileIds: readonly string[],
  channel?: string,
  threadTs?: string,
): Promise<void> {
  const [first, ...others] = fileIds.map((id) => ({ id }));
  if (first === undefined) throw new Error('there are no files to post');
  const files: [typeof first, ...typeof others] = [first, ...others];
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  await client.files.completeUploadExternal(
    channel === undefined ? { files } : { files, channel_id: channel, ...thread },
  );
}
