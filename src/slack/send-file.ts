import type { WebClient } from '@slack/web-api';
import { slackErrorCode, unlessGone } from './errors.js';
import { sendBytes } from './pictures.js';

/**
 * Posts a file in a conversation.
 * @throws Slack's error if it refuses the file.
 */
export async function sendFile(
  slack: WebClient,
  { bytes, filename, title, channelId }: { bytes: Uint8Array; filename: string; title: string; channelId: string },
): Promise<void> {
  const { upload_url: url, file_id: id } = await slack.files.getUploadURLExternal({ filename, length: bytes.length });
  if (url === undefined || id === undefined) throw new Error('Slack gives no address for an upload');
  await sendBytes(url, bytes);
  try {
    await slack.files.completeUploadExternal({ files: [{ id, title }], channel_id: channelId });
  } catch (error) {
    // An upload can be completed once, so a call that is repeated after a lost answer is refused.
    if (slackErrorCode(error) === undefined || !(await unlessGone(slack.files.info({ file: id })))) throw error;
  }
}
