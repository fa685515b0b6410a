import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { json } from '../../store/row-shapes.js';

const fileShape = z.object({
  id: z.string(),
  owner: z.string(),
  /** Seconds since 1970. */
  created: z.number(),
  name: z.string(),
  title: z.string(),
  altText: z.string().optional(),
  size: z.number(),
  mimetype: z.string(),
  filetype: z.string(),
  /** In pixels, with the orientation applied. Pictures only. */
  width: z.number().optional(),
  height: z.number().optional(),
});

/** A file as it is stored; `file-bytes.ts` has its bytes. */
export type StoredFile = Readonly<z.output<typeof fileShape>>;

/** `awaited`: announced; `received`: its bytes are stored; `complete`: part of the workspace. */
const stateShape = z.enum(['awaited', 'received', 'complete', 'deleted']);
type FileState = z.output<typeof stateShape>;

const fileRow = z.object({ body: json(fileShape), state: stateShape });
const idRow = z.object({ id: z.string() });
const shareRow = z.object({ channel: z.string(), ts: z.string() });
const placeRow = z.object({ place: z.string() });

interface Share {
  readonly channel: string;
  readonly ts: string;
}

/** Which complete files to list. */
interface FileFilter {
  /** Undefined for files of everyone. */
  readonly owner: string | undefined;
  /** Undefined for files of all channels. */
  readonly channel: string | undefined;
  /** When they were created, in seconds since 1970, inclusive. */
  readonly from: number;
  readonly to: number;
}

export interface Files {
  /** Adds an announced file. `ticket` is the secret in its upload URL. */
  expect(file: StoredFile, ticket: string): void;
  findByTicket(ticket: string): { file: StoredFile; state: FileState } | undefined;
  find(id: string): { file: StoredFile; state: FileState } | undefined;
  /** Ids of complete files, newest first. */
  list(filter: FileFilter): string[];
  /** Announced or received, but never completed. Oldest first. */
  unfinished(): StoredFile[];
  /** Ids of all files that are not deleted. */
  existing(): string[];
  save(file: StoredFile, state: FileState): void;
  share(id: string, share: Share): void;
  unshare(share: Share): void;
  shares(id: string): Share[];
  /** Records that blocks in `place` (a channel, or one person's screen) contain this file. */
  show(id: string, place: string): void;
  placesShown(id: string): string[];
}

export function createFiles(database: Database): Files {
  const find = (column: 'id' | 'upload_ticket', value: string) => {
    const row = database.row(fileRow, `SELECT body, state FROM files WHERE ${column} = ?`, [value]);
    return row && { file: row.body, state: row.state };
  };
  return {
    expect(file, ticket) {
      database.run(`INSERT INTO files (id, owner, state, upload_ticket, body) VALUES (?, ?, 'awaited', ?, ?)`, [
        file.id,
        file.owner,
        ticket,
        JSON.stringify(file),
      ]);
    },
    findByTicket: (ticket) => find('upload_ticket', ticket),
    find: (id) => find('id', id),
    list({ owner, channel, from, to }) {
      const ofOwner = owner === undefined ? '' : 'AND owner = :owner';
      const inChannel = channel === undefined ? '' : 'AND id IN (SELECT file FROM shares WHERE channel = :channel)';
      return database
        .rows(
          idRow,
          `SELECT id FROM files WHERE state = 'complete' ${ofOwner} ${inChannel}
           AND body ->> 'created' BETWEEN :from AND :to ORDER BY rowid DESC`,
          {
            ':from': from,
            ':to': to,
            ...(owner === undefined ? {} : { ':owner': owner }),
            ...(channel === undefined ? {} : { ':channel': channel }),
          },
        )
        .map(({ id }) => id);
    },
    unfinished: () =>
      database
        .rows(fileRow, `SELECT body, state FROM files WHERE state IN ('awaited', 'received') ORDER BY rowid`)
        .map((row) => row.body),
    existing: () => database.rows(idRow, `SELECT id FROM files WHERE state <> 'deleted'`).map(({ id }) => id),
    save(file, state) {
      database.run('UPDATE files SET state = ?, body = ? WHERE id = ?', [state, JSON.stringify(file), file.id]);
    },
    share(id, { channel, ts }) {
      database.run('INSERT OR IGNORE INTO shares (file, channel, ts) VALUES (?, ?, ?)', [id, channel, ts]);
    },
    unshare({ channel, ts }) {
      database.run('DELETE FROM shares WHERE channel = ? AND ts = ?', [channel, ts]);
    },
    shares: (id) => database.rows(shareRow, 'SELECT channel, ts FROM shares WHERE file = ? ORDER BY ts', [id]),
    show(id, place) {
      database.run('INSERT OR IGNORE INTO sightings (file, place) VALUES (?, ?)', [id, place]);
    },
    placesShown: (id) =>
      database.rows(placeRow, 'SELECT place FROM sightings WHERE file = ?', [id]).map((row) => row.place),
  };
}
