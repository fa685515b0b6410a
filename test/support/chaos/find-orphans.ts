import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { photoIdOfFile } from '../../../src/faces/ids.js';
import type { Database } from '../../../src/store/database.js';
import { openDatabase } from '../../../src/store/open-database.js';

/** What is always in a data folder. */
const EXPECTED = [
  /^slack\/workspace\.db(-wal|-shm)?$/,
  /^slack\/workspace\.db\.lock\//,
  /^clarifai\/clarifai\.db(-wal|-shm)?$/,
  /^clarifai\/clarifai\.db\.lock\//,
  /^clarifai\/key$/,
  /^(slack|clarifai)\/address$/,
  /^(models|lock|members\.json)/,
];
const FACE_PICTURE = /^face (\S+) \S+(?: (\S+) \S+)?\.jpg$/;

const fileRow = z.object({ id: z.string(), owner: z.string(), state: z.string(), name: z.string(), uses: z.number() });

/**
 * Files that nothing refers to, in local Slack (`slackFolder` has its data) and on disk, and photos without a post. Reads a copy,
 * so Rollcall may be running; what is being changed meanwhile may look orphaned for a moment.
 */
export async function findOrphans(slackFolder: string, clarifaiFolder: string, botUserId: string): Promise<string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'rollcall-copy-'));
  try {
    const folders = [join(slackFolder, 'slack'), join(clarifaiFolder, 'clarifai')];
    for (const folder of folders) copyDatabase(folder, join(copy, basename(folder)));
    const paths = folders.flatMap((folder) => listFiles(folder).map((path) => `${basename(folder)}/${path}`));
    const slack = open(join(copy, 'slack', 'workspace.db'));
    const clarifai = open(join(copy, 'clarifai', 'clarifai.db'));
    try {
      return findIn(paths, slack, clarifai, botUserId);
    } finally {
      slack.close();
      clarifai.close();
    }
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** Ids of photos in which no face was found, which get no reply. Reads a copy, so Rollcall may be running. */
export async function findFaceless(clarifaiFolder: string): Promise<ReadonlySet<string>> {
  const copy = await mkdtemp(join(tmpdir(), 'rollcall-copy-'));
  try {
    copyDatabase(join(clarifaiFolder, 'clarifai'), join(copy, 'clarifai'));
    const clarifai = open(join(copy, 'clarifai', 'clarifai.db'));
    try {
      const rows = clarifai.rows(
        z.object({ id: z.string() }),
        'SELECT id FROM input WHERE engine IS NOT NULL AND NOT EXISTS (SELECT 1 FROM face WHERE face.input = input.pk)',
      );
      return new Set(rows.map(({ id }) => id));
    } finally {
      clarifai.close();
    }
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** Copies a database and its log, without its lock. */
function copyDatabase(folder: string, copy: string): void {
  mkdirSync(copy);
  for (const name of readdirSync(folder)) {
    if (/\.db(-wal)?$/.test(name)) cpSync(join(folder, name), join(copy, name));
  }
}

/** Paths of all files in a folder, relative to it. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function open(path: string): Database {
  return openDatabase(path, { migrations: Array<string>(99).fill('') });
}

function findIn(paths: readonly string[], slack: Database, clarifai: Database, botUserId: string): string[] {
  const files = slack.rows(
    fileRow,
    `SELECT id, owner, state, body ->> 'name' AS name,
      (SELECT count(*) FROM shares WHERE file = files.id)
        + (SELECT count(*) FROM messages WHERE instr(messages.body, files.id))
        + (SELECT count(*) FROM views WHERE instr(views.body, files.id)) AS uses
      FROM files`,
  );
  const inputs = clarifai.rows(
    z.object({ id: z.string(), waiting_file: z.string().nullable() }),
    'SELECT id, waiting_file FROM input',
  );
  const photoIds = new Set(inputs.map(({ id }) => id));
  const orphans: string[] = [];
  for (const { id, owner, state, name, uses } of files) {
    if (state !== 'complete' || uses > 0) continue;
    const [, ...shown] = FACE_PICTURE.exec(name) ?? [];
    const isFace = shown.length > 0 && shown.every((photoId) => photoId === undefined || photoIds.has(photoId));
    if (owner !== botUserId || !isFace) orphans.push(`file ${id} (${name}) in local Slack`);
  }
  const posted = new Set(files.flatMap(({ id, uses }) => (uses > 0 ? [photoIdOfFile(id)] : [])));
  for (const photoId of photoIds) if (!posted.has(photoId)) orphans.push(`photo ${photoId} in local Clarifai`);
  const stored = new Map(files.map(({ id, state }) => [id, state]));
  const waiting = new Set(inputs.flatMap(({ waiting_file: file }) => file ?? []));
  for (const name of paths) {
    const [, id] = /^slack\/files\/(F[A-Z0-9]+)$/.exec(name) ?? [];
    const [, upload] = /^clarifai\/waiting\/(.+)$/.exec(name) ?? [];
    const isKnown =
      id !== undefined
        ? (stored.get(id) ?? 'deleted') !== 'deleted'
        : upload !== undefined
          ? waiting.has(upload)
          : EXPECTED.some((pattern) => pattern.test(name));
    if (!isKnown) orphans.push(`${name} on disk`);
  }
  return orphans;
}
