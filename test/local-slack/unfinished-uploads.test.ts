import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, openTestSlack, type TestSlack } from '../support/local-slack.js';
import { completeUpload, uploadFile } from '../support/upload-file.js';

const GIGABYTE = 1024 ** 3;
const MAX_FILE_BYTES = 256 * 1024 * 1024;

let dataDir: string;
let slack: TestSlack;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rollcall-slack-'));
  slack = await openTestSlack({ dataDir });
});
afterEach(async () => {
  await slack.close();
  await rm(dataDir, { recursive: true, force: true });
});

const onDisk = (id: string) => existsSync(join(dataDir, 'slack', 'files', id));

describe('uploads that nobody completes', () => {
  it('give way to newer ones once more than two gigabytes are announced', async () => {
    const ada = slack.as(ADA);
    const oldest = await uploadFile(ada, Buffer.from('a'), 'a.txt');
    const finished = await uploadFile(ada, Buffer.from('b'), 'b.txt');
    await completeUpload(ada, [finished]);
    for (let announced = 0; announced < 2 * GIGABYTE; announced += MAX_FILE_BYTES) {
      expect(onDisk(oldest)).toBe(true);
      await ada.files.getUploadURLExternal({ filename: 'big.bin', length: MAX_FILE_BYTES });
    }
    expect(onDisk(oldest)).toBe(false);
    await expect(completeUpload(ada, [oldest])).rejects.toThrow('file_not_found');
    expect(onDisk(finished)).toBe(true);
  });

  it('leave nothing on the disk if Rollcall was killed while it removed them', async () => {
    const kept = await uploadFile(slack.as(ADA), Buffer.from('a'), 'a.txt');
    await slack.close();
    await writeFile(join(dataDir, 'slack', 'files', 'F0LEFTOVER1'), 'bytes');
    slack = await openTestSlack({ dataDir });
    expect(onDisk('F0LEFTOVER1')).toBe(false);
    expect(onDisk(kept)).toBe(true);
  });
});
