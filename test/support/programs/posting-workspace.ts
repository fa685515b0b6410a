/** Runs a workspace in the given folder, posts messages until it is killed, and prints each one after it is acknowledged. */

import { startLocalSlack } from '../../../src/local-slack/start-local-slack.js';
import { createPersonClient } from '../person-client.js';
import { uploadFile } from '../upload-file.js';

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
  const id = await uploadFile(ada, bytes, `${count}.txt`);
  await ada.files.completeUploadExternal({
    files: [{ id }],
    channel_id: 'C0PHOTOS01',
    initial_comment: `message ${count}`,
  });
  process.stdout.write(`${count} ${id}\n`);
}
