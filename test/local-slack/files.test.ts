import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADA, BEN, BOT, EVE, errorOf, PHOTOS, PRIVATE, startTestSlack } from '../support/local-slack.js';
import { uploadFile } from '../support/upload-file.js';
import { waitUntil } from '../support/wait-until.js';

const slack = await startTestSlack();
let photo: Buffer;
beforeAll(async () => {
  // Rotated by its orientation, so that its width and height are not those of the file.
  const plain = sharp({ create: { width: 80, height: 40, channels: 3, background: '#48c' } });
  photo = await plain.withMetadata({ orientation: 6 }).jpeg().toBuffer();
});

const upload = (person: string, bytes: Buffer, filename?: string) =>
  uploadFile(person === BOT ? slack.bot : slack.as(person), bytes, filename);

async function share(person: string, channel: string, bytes = photo): Promise<string> {
  const id = await upload(person, bytes);
  await slack.as(person).files.completeUploadExternal({ files: [{ id, title: 'Friday' }], channel_id: channel });
  return id;
}

describe('uploading', () => {
  it('posts several files as one message, complete in every field', async () => {
    const first = await upload(ADA, photo);
    const second = await upload(ADA, Buffer.from('just text'), 'holiday.png');
    const { files = [] } = await slack.as(ADA).files.completeUploadExternal({
      files: [{ id: first, title: 'Friday' }, { id: second }],
      channel_id: PHOTOS,
      initial_comment: 'Who is this?',
    });
    expect(files.map(({ id }) => id)).toEqual([first, second]);
    const { messages = [] } = await slack.bot.conversations.history({ channel: PHOTOS, limit: 1 });
    expect(messages[0]).toMatchObject({ subtype: 'file_share', text: 'Who is this?', upload: true, user: ADA });
    const shares = { public: { [PHOTOS]: [{ ts: messages[0]?.ts }] } };
    expect(messages[0]?.files?.[0]).toMatchObject({
      id: first,
      name: 'photo.jpg',
      title: 'Friday',
      mimetype: 'image/jpeg',
      filetype: 'jpg',
      size: photo.length,
      mode: 'hosted',
      user: ADA,
      original_w: 40,
      original_h: 80,
      is_public: true,
      shares,
    });
    // The type comes from the bytes, not from the name.
    expect(messages[0]?.files?.[1]).toMatchObject({ mimetype: 'text/plain', filetype: 'text', name: 'holiday.png' });
  });

  it('accepts a file as multipart too', async () => {
    const { upload_url = '', file_id = '' } = await slack
      .as(ADA)
      .files.getUploadURLExternal({ filename: 'a.jpg', length: photo.length });
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(photo)]), 'a.jpg');
    expect((await fetch(upload_url, { method: 'POST', body: form })).status).toBe(200);
    await slack.as(ADA).files.completeUploadExternal({ files: [{ id: file_id }] });
    expect((await slack.as(ADA).files.info({ file: file_id })).file?.original_w).toBe(40);
  });

  it('rejects a file of another length than announced, and stores nothing', async () => {
    const { upload_url = '', file_id = '' } = await slack
      .as(ADA)
      .files.getUploadURLExternal({ filename: 'a.jpg', length: 5 });
    for (const body of ['123456', '1234']) {
      expect((await fetch(upload_url, { method: 'POST', body })).status).toBe(400);
    }
    expect((await readdir(join(slack.dataDir, 'slack', 'files'))).filter((name) => name.startsWith(file_id))).toEqual(
      [],
    );
    expect((await fetch(`${slack.url}/upload/v1/made-up`, { method: 'POST', body: 'a' })).status).toBe(404);
    const complete = slack.as(ADA).files.completeUploadExternal({ files: [{ id: file_id }] });
    expect(await errorOf(complete)).toBe('file_not_found');
    const huge = slack.as(ADA).files.getUploadURLExternal({ filename: 'a.jpg', length: 2 ** 40 });
    expect(await errorOf(huge)).toBe('file_too_large');
  });

  it('survives malformed forms and interrupted uploads', async () => {
    const { upload_url = '' } = await slack.as(ADA).files.getUploadURLExternal({ filename: 'a.jpg', length: 1000 });
    const types = ['multipart/form-data', 'multipart/form-data; boundary=x'];
    for (const type of types) {
      const sent = await fetch(upload_url, { method: 'POST', body: 'nonsense', headers: { 'Content-Type': type } });
      expect(sent.status).toBe(400);
      const call = await fetch(`${slack.apiUrl}auth.test`, {
        method: 'POST',
        body: 'no',
        headers: { 'Content-Type': type },
      });
      expect(await call.json()).toEqual({ ok: false, error: 'invalid_form_data' });
    }
    const { port, pathname } = new URL(upload_url);
    for (const type of ['image/jpeg', 'multipart/form-data; boundary=x']) {
      const socket = connect(Number(port), '127.0.0.1');
      const head = '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n';
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n${head}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
    }
    await waitUntil(async () => {
      const names = await readdir(join(slack.dataDir, 'slack', 'files'));
      return names.every((name) => !name.endsWith('.part'));
    });
    expect(slack.complaints).toEqual([]);
  });

  it('completes a file once, and only for its uploader', async () => {
    const id = await upload(ADA, photo);
    expect(await errorOf(slack.as(BEN).files.completeUploadExternal({ files: [{ id }] }))).toBe('file_not_found');
    await slack.as(ADA).files.completeUploadExternal({ files: [{ id }] });
    expect(await errorOf(slack.as(ADA).files.completeUploadExternal({ files: [{ id }] }))).toBe('file_not_found');
  });
});

describe('reading a file', () => {
  const get = async (url: string, token?: string) => {
    const response = await fetch(url, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
    return { type: response.headers.get('content-type') ?? '', status: response.status, response };
  };
  const urlOf = async (person: string, id: string) => {
    const { file } = await slack.as(person).files.info({ file: id });
    return file?.url_private ?? '';
  };

  it('needs a token with access, and otherwise answers with a sign-in page', async () => {
    const url = await urlOf(ADA, await share(ADA, PRIVATE));
    const seen = await get(url, slack.botToken);
    expect(seen.type).toBe('image/jpeg');
    expect(Buffer.from(await seen.response.arrayBuffer()).equals(photo)).toBe(true);
    expect((await get(url, await slack.tokenOf(BEN))).type).toBe('image/jpeg');
    for (const token of [
      undefined,
      'xoxb-local-wrong',
      `xoxp-local-${BEN}`,
      await slack.tokenOf(EVE),
      slack.appToken,
    ]) {
      expect(await get(url, token)).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    }
    // For the page’s `<img>`; a token in the address counts for nothing.
    expect((await get(`${url}?user=${BEN}`)).type).toBe('image/jpeg');
    for (const query of [`user=${EVE}`, `user=${BOT}`, `t=${slack.botToken}`, `token=${await slack.tokenOf(BEN)}`]) {
      expect((await get(`${url}?${query}`)).type).toContain('text/html');
    }
  });

  it('is possible only for its owner until it is shared or shown in blocks', async () => {
    const id = await upload(BOT, photo);
    await slack.bot.files.completeUploadExternal({ files: [{ id }] });
    expect(await errorOf(slack.as(ADA).files.info({ file: id }))).toBe('file_not_found');
    const blocks = [{ type: 'image' as const, slack_file: { id }, alt_text: 'One face' }];
    const { message } = await slack.bot.chat.postMessage({ channel: PHOTOS, text: 'Found', blocks });
    const [image] = (message?.blocks ?? []) as unknown as { slack_file: { url: string }; image_width: number }[];
    expect(image).toMatchObject({ slack_file: { id }, image_width: 40, image_height: 80 });
    expect((await get(image?.slack_file.url ?? '', await slack.tokenOf(EVE))).type).toBe('image/jpeg');
  });

  it('is not possible through a bot that has no access itself', async () => {
    const { channel } = await slack.as(ADA).conversations.open({ users: BEN });
    const id = await share(ADA, channel?.id ?? '');
    const blocks = [{ type: 'image' as const, slack_file: { id }, alt_text: 'Secret' }];
    expect(await errorOf(slack.bot.chat.postMessage({ channel: PHOTOS, text: 'a', blocks }))).toBe('invalid_blocks');
  });

  it('returns thumbnails with the orientation applied', async () => {
    const large = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#000' } })
      .jpeg()
      .toBuffer();
    const id = await share(ADA, PHOTOS, large);
    const { file } = await slack.as(ADA).files.info({ file: id });
    expect(file).toMatchObject({ thumb_360_w: 360, thumb_360_h: 240, thumb_1024_w: 900 });
    const { response } = await get(file?.thumb_360 ?? '', slack.botToken);
    expect(await sharp(await response.arrayBuffer()).metadata()).toMatchObject({ width: 360, height: 240 });
  });

  it('never runs scripts on the page’s origin', async () => {
    const id = await upload(
      ADA,
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
      'a.svg',
    );
    await slack.as(ADA).files.completeUploadExternal({ files: [{ id }], channel_id: PHOTOS });
    const { response } = await get(await urlOf(ADA, id), await slack.tokenOf(ADA));
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('deleting', () => {
  it('removes the bytes and leaves a tombstone in the message', async () => {
    const id = await share(ADA, PHOTOS);
    expect(await errorOf(slack.bot.files.delete({ file: id }))).toBe('cant_delete_file');
    await slack.as(ADA).files.delete({ file: id });
    expect(await errorOf(slack.bot.files.info({ file: id }))).toBe('file_deleted');
    const { messages } = await slack.bot.conversations.history({ channel: PHOTOS, limit: 1 });
    expect(messages?.[0]?.files).toEqual([{ id, mode: 'tombstone' }]);
    await expect(readFile(join(slack.dataDir, 'slack', 'files', id))).rejects.toThrow('ENOENT');
  });
});
