import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uploadPicture } from '../../src/slack/pictures.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff]);
const NAMES = { filename: 'faces.jpg', title: 'Faces' };

let server: Server;
let slack: ScriptedClient;
/** The status of each attempt to send the bytes; the last one repeats. */
let statuses: number[];
let received: Buffer[];

beforeEach(async () => {
  statuses = [200];
  received = [];
  server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    received.push(Buffer.concat(chunks));
    response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack = new ScriptedClient({
    'files.getUploadURLExternal': () => ({
      upload_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      file_id: 'F1',
    }),
    'files.completeUploadExternal': () => ({ files: [{ id: 'F1' }] }),
  });
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('a picture', () => {
  it('is uploaded without being shared', async () => {
    expect(await uploadPicture(slack, JPEG, NAMES)).toBe('F1');
    expect(received).toEqual([Buffer.from(JPEG)]);
    expect(slack.called.at(-1)?.args).toEqual({ files: [{ id: 'F1', title: 'Faces' }] });
  });

  it('is sent again after a passing failure', async () => {
    statuses = [503, 200];
    expect(await uploadPicture(slack, JPEG, NAMES)).toBe('F1');
    expect(received).toHaveLength(2);
  });

  it('counts as uploaded if Slack knows it although it refuses to complete it again', async () => {
    slack.answers['files.completeUploadExternal'] = refused('file_not_found');
    slack.answers['files.info'] = () => ({ file: { id: 'F1' } });
    expect(await uploadPicture(slack, JPEG, NAMES)).toBe('F1');
  });

  it('is not uploaded if Slack does not know it either', async () => {
    slack.answers['files.completeUploadExternal'] = refused('file_not_found');
    slack.answers['files.info'] = refused('file_not_found');
    await expect(uploadPicture(slack, JPEG, NAMES)).rejects.toThrow('file_not_found');
  });
});
