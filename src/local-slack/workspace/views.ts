import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { json } from '../../store/row-shapes.js';
import { storedView } from './stored-shapes.js';

const valuesShape = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

/** The state of inputs, by block_id and action_id. */
export type StateValues = z.output<typeof valuesShape>;

const viewShape = z.object({
  id: z.string(),
  person: z.string(),
  content: storedView,
  hash: z.string(),
  rootId: z.string(),
  previousId: z.string().nullable(),
  values: valuesShape,
});

/** An open modal of a person, or their App Home. */
export type StoredView = Readonly<z.output<typeof viewShape>>;

const viewRow = z.object({ body: json(viewShape) });

export interface Views {
  find(id: string): StoredView | undefined;
  findByExternalId(externalId: string): StoredView | undefined;
  /** The open modals of a person, bottom first. */
  stack(person: string): StoredView[];
  home(person: string): StoredView | undefined;
  add(view: StoredView): void;
  replace(view: StoredView): void;
  remove(id: string): void;
}

export function createViews(database: Database): Views {
  const one = (where: string, value: string) =>
    database.row(viewRow, `SELECT body FROM views WHERE ${where}`, [value])?.body;
  return {
    find: (id) => one('id = ?', id),
    findByExternalId: (externalId) => one('external_id = ?', externalId),
    stack: (person) =>
      database
        .rows(viewRow, `SELECT body FROM views WHERE person = ? AND kind = 'modal' ORDER BY rowid`, [person])
        .map((row) => row.body),
    home: (person) => one(`person = ? AND kind = 'home'`, person),
    add(view) {
      database.run('INSERT INTO views (id, person, kind, external_id, body) VALUES (?, ?, ?, ?, ?)', [
        view.id,
        view.person,
        view.content.type,
        view.content.external_id || null,
        JSON.stringify(view),
      ]);
    },
    replace(view) {
      database.run('UPDATE views SET external_id = ?, body = ? WHERE id = ?', [
        view.content.external_id || null,
        JSON.stringify(view),
        view.id,
      ]);
    },
    remove(id) {
      database.run('DELETE FROM views WHERE id = ?', [id]);
    },
  };
}
