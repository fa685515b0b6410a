import { join } from 'node:path';
import type { Database } from '../../store/database.js';
import { openDatabase } from '../../store/open-database.js';

/**
 * Rows hold Slack's objects as JSON besides the few columns used in queries. No row contains an address of this
 * server: those are added when objects are rendered, so that the port may change.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE people (id TEXT PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE channels (id TEXT PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE members (
    channel TEXT NOT NULL REFERENCES channels (id),
    person TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (channel, person)
  );
  CREATE TABLE messages (
    channel TEXT NOT NULL REFERENCES channels (id),
    ts TEXT NOT NULL,
    thread_ts TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (channel, ts)
  );
  CREATE INDEX messages_by_thread ON messages (channel, thread_ts);
  CREATE TABLE ephemerals (
    channel TEXT NOT NULL REFERENCES channels (id),
    ts TEXT NOT NULL,
    shown_to TEXT NOT NULL REFERENCES people (id),
    body TEXT NOT NULL,
    PRIMARY KEY (channel, ts)
  );
  CREATE TABLE files (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES people (id),
    state TEXT NOT NULL CHECK (state IN ('awaited', 'received', 'complete', 'deleted')),
    upload_ticket TEXT UNIQUE,
    body TEXT NOT NULL
  );
  CREATE TABLE shares (
    file TEXT NOT NULL REFERENCES files (id),
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    PRIMARY KEY (file, channel, ts)
  );
  CREATE TABLE sightings (
    file TEXT NOT NULL REFERENCES files (id),
    place TEXT NOT NULL,
    PRIMARY KEY (file, place)
  );
  CREATE TABLE views (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL CHECK (kind IN ('modal', 'home')),
    external_id TEXT UNIQUE,
    body TEXT NOT NULL
  );
  CREATE TABLE response_urls (
    secret TEXT PRIMARY KEY,
    expires_at_ms INTEGER NOT NULL,
    uses_left INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at_ms INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  `,
  `CREATE INDEX unfinished_files ON files (state) WHERE state IN ('awaited', 'received');`,
  // What is looked up for every message and every request, however many messages and files there are.
  `
  DROP INDEX messages_by_thread;
  CREATE INDEX messages_in_thread ON messages (channel, thread_ts, ts);
  CREATE INDEX shares_by_message ON shares (channel, ts);
  CREATE INDEX files_by_owner ON files (owner, body ->> 'created') WHERE state = 'complete';
  CREATE INDEX members_by_person ON members (person);
  CREATE INDEX views_by_person ON views (person, kind);
  `,
];

/** @throws UserFacingError when the folder cannot be written to or the file cannot be used. */
export function openWorkspaceDatabase(folder: string): Database {
  return openDatabase(join(folder, 'workspace.db'), {
    migrations: MIGRATIONS,
    madeAfter: join(folder, 'files'),
  });
}
