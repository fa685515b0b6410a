import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADA, BEN, openTestSlack, PHOTOS, type TestSlack } from '../support/local-slack.js';
import { fourQuarters } from '../support/pictures/pictures.js';
import { connectTestApp } from '../support/slack-app.js';

const POST = '1763912349.000000';
const REPLY = '1763912359.000000';
const FILE = 'F0X9ML2DQW1';
/** Shortly after the folder was last used, so that nothing in it has expired. */
const NOW_MS = 1_763_912_420_000;

describe('a data folder of version 0.1.0', () => {
  let dataDir: string;
  let slack: TestSlack;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'rollcall-slack-'));
    await mkdir(join(dataDir, 'slack', 'files'), { recursive: true });
    const database = new sqlite.Database(join(dataDir, 'slack', 'workspace.db'));
    database.exec(await readFile('test/fixtures/local-slack-0.1.sql', 'utf8'));
    database.close();
    await writeFile(join(dataDir, 'slack', 'files', FILE), await fourQuarters(64, 48).jpeg().toBuffer());
    let time = NOW_MS;
    slack = await openTestSlack({ dataDir, now: () => time++ });
  });
  afterAll(async () => {
    await slack.close();
    await rm(dataDir, { recursive: true });
  });

  it('still has its people, channels and messages', async () => {
    const { messages = [] } = await slack.as(ADA).conversations.history({ channel: PHOTOS });
    expect(messages.map(({ text, subtype }) => subtype ?? text)).toEqual([
      'said while the app was away',
      'tombstone',
      'file_share',
    ]);
    expect(messages.at(-1)).toMatchObject({
      ts: POST,
      files: [{ id: FILE, title: 'Drawn', original_w: 64 }],
      reactions: [{ name: 'tada', users: [BEN], count: 1 }],
      reply_count: 1,
    });
    const { members = [] } = await slack.bot.users.list({});
    expect(members).toHaveLength(6);
  });

  it('still has the replies of the app with their blocks and metadata', async () => {
    const { messages = [] } = await slack.bot.conversations.replies({
      channel: PHOTOS,
      ts: POST,
      include_all_metadata: true,
    });
    const reply = messages.find(({ ts }) => ts === REPLY);
    expect(reply).toMatchObject({ text: '2 faces, 1 named', metadata: { event_type: 'rollcall_reply' } });
    expect(reply?.blocks?.map(({ type }) => type)).toEqual([
      'header',
      'image',
      'section',
      'section',
      'actions',
      'divider',
      'context',
      'rich_text',
    ]);
  });

  it('still shows App Home and the modal that was open', async () => {
    const response = await fetch(`${slack.url}/local/views?user=${ADA}`);
    expect(await response.json()).toMatchObject({
      views: [{ callback_id: 'form', private_metadata: '{"a":1}' }],
      home: { type: 'home', blocks: [{ block_id: 'p' }] },
    });
  });

  it('still serves its files', async () => {
    const { file } = await slack.as(ADA).files.info({ file: FILE });
    const picture = await fetch(`${file?.url_private}?user=${ADA}`);
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
  });

  it('delivers the event that was waiting, and accepts clicks on its messages', async () => {
    const app = await connectTestApp(slack);
    const { payload } = await app.next('events_api');
    expect(payload['event']).toMatchObject({ text: 'said while the app was away' });
    const click = { user: ADA, channel: PHOTOS, message_ts: REPLY, block_id: 'ask-1', action_id: 'yes' };
    expect(await slack.local('block_actions', click)).toEqual({ ok: true, ack: {} });
    app.close();
  });
});
