import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChannels } from '../../src/local-slack/workspace/channels.js';
import { openWorkspaceDatabase } from '../../src/local-slack/workspace/database.js';
import { createFiles } from '../../src/local-slack/workspace/files.js';
import { createMessages } from '../../src/local-slack/workspace/messages.js';
import { createViews } from '../../src/local-slack/workspace/views.js';
import type { Database } from '../../src/store/database.js';
import { plansOf } from '../support/query-plans.js';

const PAGE = { oldest: '1', latest: '2', limit: 200 };
const ALL_TIMES = { from: 0, to: 2_000_000_000 };

let folder: string;
let database: Database;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-plans-'));
  database = openWorkspaceDatabase(folder);
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

describe('however many messages and files there are, SQLite reads only what is asked for', () => {
  it.each<[string, (of: Database) => unknown]>([
    ['one message', (of) => createMessages(of).find('C', '1')],
    ['the size of a thread', (of) => createMessages(of).thread('C', '1')],
    ['a page of a thread', (of) => createMessages(of).replies('C', '1', PAGE)],
    ['the time of the last message', (of) => createMessages(of).latestTs()],
    ['a page of a channel', (of) => createMessages(of).history('C', PAGE)],
    ['one file', (of) => createFiles(of).find('F')],
    ['where a file was posted', (of) => createFiles(of).shares('F')],
    ['where a file is shown', (of) => createFiles(of).placesShown('F')],
    ['the files of one person', (of) => createFiles(of).list({ owner: 'U', channel: undefined, ...ALL_TIMES })],
    ['unfinished uploads', (of) => createFiles(of).unfinished()],
    ['the files of a deleted message', (of) => createFiles(of).unshare({ channel: 'C', ts: '1' })],
    ['the channels of a person', (of) => createChannels(of).ofPerson('U')],
    ['the members of some channels', (of) => createChannels(of).summaries(['C'], 'U')],
    ['the App Home of a person', (of) => createViews(of).home('U')],
    ['the modals of a person', (of) => createViews(of).stack('U')],
  ])('%s', async (_what, work) => {
    const plans = await plansOf(database, work);
    expect(plans).not.toEqual([]);
    expect(plans.filter((step) => /^SCAN (?!json_each)|\(channel=\?\)$/.test(step) && !isOfMembers(step))).toEqual([]);
  });

  it('finds a thread by its parent, not among all messages of the channel', async () => {
    const plans = await plansOf(database, (of) => [
      createMessages(of).thread('C', '1'),
      createMessages(of).replies('C', '1', PAGE),
    ]);
    expect(plans).toHaveLength(2);
    for (const step of plans) expect(step).toContain('thread_ts=?');
  });
});

/** A channel has as many members as it has, and all are counted. */
function isOfMembers(step: string): boolean {
  return step.startsWith('SEARCH members');
}
