import { pathOf } from './addresses.js';
import type { SlackApi } from './api.js';
import { refusalOf } from './errors.js';

/** Called with the progress of an upload: 0 to 1 over all its files. */
export type OnProgress = (fraction: number) => void;

interface Destination {
  channel: string;
  thread?: string | undefined;
  comment?: string | undefined;
}

/**
 * Posts files with Slack's upload flow, as one message.
 * @throws SlackRefusal, or TypeError when the server does not answer.
 */
export async function uploadFiles(
  api: SlackApi,
  files: readonly File[],
  to: Destination,
  onProgress: OnProgress,
): Promise<void> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const sent = files.map(() => 0);
  const uploaded = await Promise.all(
    files.map(async (file, index) => {
      const { upload_url, file_id } = await api.call<{ upload_url: string; file_id: string }>(
        'files.getUploadURLExternal',
        { filename: file.name, length: file.size },
      );
      await sendBytes(pathOf(upload_url), file, (bytes) => {
        sent[index] = Math.min(bytes, file.size);
        onProgress(sent.reduce((sum, part) => sum + part, 0) / total);
      });
      return { id: file_id, title: file.name };
    }),
  );
  await api.call('files.completeUploadExternal', {
    files: JSON.stringify(uploaded),
    channel_id: to.channel,
    thread_ts: to.thread,
    initial_comment: to.comment || undefined,
  });
}

/** Uses XMLHttpRequest because `fetch` reports no upload progress. */
function sendBytes(address: string, file: File, onSent: (bytes: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status === 200) resolve();
      else reject(refusalOf(request.status, `“${file.name}” was rejected`));
    };
    request.onerror = () => reject(new TypeError(`“${file.name}” couldn’t be sent`));
    request.send(file);
  });
}
