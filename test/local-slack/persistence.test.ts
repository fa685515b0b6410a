import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserFacingError } from '../../src/errors.js';
import { section } from '../support/block-kit.js';
import { bundleScript } from '../support/bundle-script.js';
import { ADA, openTestSlack, PHOTOS, type TestSlack } from '../support/local-slack.js';
import { SHORT_LIVED } from '../support/rollcall-process.js';
import { connectTestApp } from '../support/slack-app.js';
import { findOnDisk, tracesOf } from '../support/traces-on-disk.js';
import { completeUpload, uploadFile } from '../support/upload-file.js';

let dataDir: string;
let slack: TestSlack | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rollcall-slack-'));
});
afterEach(async () => {
  await slack?.close();
  slack = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

/** Closes the workspace and opens it again, on another port. */
async function reopen(): Promise<TestSlack> {
  await slack?.close();
  slack = await openTestSlack({ dataDir });
  return slack;
}

describe('a workspace after a restart', () => {
  it('still has its messages, files, tokens and App Home, with the new port', async () => {
    let opened = await reopen();
    const { botToken, url } = opened;
    const id = await uploadFile(opened.bot, Buffer.from('a file'), 'a.txt');
    await completeUpload(opened.bot, [id]);
    const { ts = '' } = await opened.bot.chat.postMessage({ channel: PHOTOS, text: 'Hello' });
    await opened.bot.views.publish({ user_id: ADA, view: { type: 'home', blocks: [] } });

    opened = await reopen();
    expect(opened.url).not.toBe(url);
    expect(opened.botToken).toBe(botToken);
    const { messages } = await opened.bot.conversations.history({ channel: PHOTOS });
    expect(messages).toMatchObject([{ ts, text: 'Hello' }]);
    const { file } = await opened.bot.files.info({ file: id });
    const headers = { Authorization: `Bearer ${botToken}` };
    expect(await (await fetch(file?.url_private ?? '', { headers })).text()).toBe('a file');
    const views = await fetch(`${opened.url}/local/views?user=${ADA}`);
    expect(await views.json()).toMatchObject({ home: { type: 'home' } });
    expect(((await opened.bot.chat.postMessage({ channel: PHOTOS, text: 'Later' })).ts ?? '') > ts).toBe(true);
  });

  it('delivers events that no app had acknowledged, with working URLs', async () => {
    let opened = await reopen();
    const id = await uploadFile(opened.as(ADA), Buffer.from('a file'), 'a.txt');
    await completeUpload(opened.as(ADA), [id], PHOTOS);

    opened = await reopen();
    const app = await connectTestApp(opened);
    const { payload } = await app.next('events_api');
    const { files } = payload['event'] as { files: { url_private: string }[] };
    expect(new URL(files[0]?.url_private ?? '').origin).toBe(opened.url.replace('localhost', '127.0.0.1'));
  });

  it('accepts clicks on earlier messages and earlier response URLs', async () => {
    let opened = await reopen();
    const button = { type: 'button' as const, action_id: 'yes', text: { type: 'plain_text' as const, text: 'Yes' } };
    const blocks = [{ type: 'actions' as const, block_id: 'row', elements: [button] }];
    const { message_ts = '' } = await opened.bot.chat.postEphemeral({
      channel: PHOTOS,
      user: ADA,
      text: 'Psst',
      blocks,
    });
    const press = { user: ADA, channel: PHOTOS, message_ts, block_id: 'row', action_id: 'yes' };
    let app = await connectTestApp(opened);
    await opened.local('block_actions', press);
    const before = new URL(String((await app.next('interactive')).payload['response_url'])).pathname;

    opened = await reopen();
    app = await connectTestApp(opened);
    expect(await opened.local('block_actions', press)).toEqual({ ok: true, ack: {} });
    const answer = await fetch(`${opened.url}${before}`, { method: 'POST', body: JSON.stringify({ text: 'Late' }) });
    expect(answer.status).toBe(200);
  });
});

describe('deleted content', () => {
  it('is in no file: earlier versions of messages and views, and ephemeral messages', async () => {
    const opened = await reopen();
    const { ts = '' } = await opened.bot.chat.postMessage({ channel: PHOTOS, text: 'Ada Lovelace' });
    await opened.bot.chat.postEphemeral({ channel: PHOTOS, user: ADA, text: 'Whispered to Ada Lovelace' });
    const home = (text: string) => ({ type: 'home' as const, blocks: [section(text)] });
    await opened.bot.views.publish({ user_id: ADA, view: home('Ada Lovelace, 2 tags') });
    await opened.bot.chat.update({ channel: PHOTOS, ts, text: 'Someone' });
    await opened.bot.views.publish({ user_id: ADA, view: home('No one') });
    // Events about the update wait for an app, and leave when it takes them.
    const app = await connectTestApp(opened);
    await app.next('events_api');
    const traces = tracesOf(['Ada Lovelace']);
    await expect.poll(() => findOnDisk(dataDir, traces), { timeout: 5000 }).toEqual([]);
    expect(findOnDisk(dataDir, tracesOf(['Someone']))).not.toEqual([]);
  });
});

describe('a workspace that is killed', () => {
  it('still has everything it had acknowledged', async () => {
    const script = await bundleScript(new URL('../support/programs/posting-workspace.ts', import.meta.url));
    const child = spawn(process.execPath, [...SHORT_LIVED, script.path, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const acknowledged: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      acknowledged.push(line);
      if (acknowledged.length === 15) child.kill('SIGKILL');
    }
    await ended;
    script.remove();

    const opened = await reopen();
    const { messages = [] } = await opened.bot.conversations.history({ channel: PHOTOS, limit: 200 });
    const found = messages.map(({ text = '', files }) => `${text.replace('message ', '')} ${files?.[0]?.id}`);
    expect(found).toEqual(expect.arrayContaining(acknowledged));
    for (const [index, message] of messages.entries()) {
      const [file] = message.files ?? [];
      const headers = { Authorization: `Bearer ${opened.botToken}` };
      const bytes = await (await fetch(file?.url_private ?? '', { headers })).text();
      expect(bytes).toBe(`file ${messages.length - index}`);
    }
    const app = await connectTestApp(opened);
    await app.next('events_api', acknowledged.length - 1);
  });
});

describe('a failed start', () => {
  it('says in a sentence that the port is in use', async () => {
    const { url } = await reopen();
    const port = Number(new URL(url).port);
    const other = await mkdtemp(join(tmpdir(), 'rollcall-slack-'));
    const start = openTestSlack({ dataDir: other, port });
    await expect(start).rejects.toThrow(
      new UserFacingError(`Port ${port} is in use; set PORT to another number or stop the other program.`),
    );
    await rm(other, { recursive: true });
  });
});
