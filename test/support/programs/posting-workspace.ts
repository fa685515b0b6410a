/** Runs a workspace in the folder given, posts without end, and prints each message once it was acknowledged. */

import { startLocalSlack } from '../../../src/local-slack/start-local-slack.js';
import { createPersonClient } from '../person-client.js';

const dataDir = process.argv[2] ?? '';
const slack = await startLocalSlack({
  port: 0,
  dataDir,
  pageDir: dataDir,
  assetsDir: 'assets',
  members: [{ name: 'Ada One' }, { name: 'Ben Two' }],
  log: console,
});
const ada = createPersonClient(slack.url, 'U0LOCAL001');
for (let count = 1; ; count++) {
  const bytes = Buffer.from(`file ${count}`);
  const { upload_url = '', file_id = '' } = await ada.files.getUploadURLExternal({
    filename: `${count}.txt`,
    length: bytes.length,
  });
  await fetch(upload_url, { method: 'POST', body: bytes });
  await ada.files.completeUploadExternal({
    files: [{ id: file_id }],
    channel_id: 'C0PHOTOS01',
    initial_comment: `message ${count}`,
  });
  process.stdout.write(`${count} ${file_id}\n`);
}
