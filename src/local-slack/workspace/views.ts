import type { Database } from '../../store/open-database.js';
import type { CheckedView } from '../blocks/check-view.js';

/** The state of inputs, by block_id and action_id. */
export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

/** An open modal of a person, or their App Home. */
export interface StoredView {
  readonly id: string;
  readonly person: string;
  readonly content: CheckedView;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly values: StateValues;
}

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
  const one = (where: string, value: string) => {
    const row = database.get<{ body: string }>(`SELECT body FROM views WHERE ${where}`, [value]);
    return row && read(row);
  };
  return {
    find: (id) => one('id = ?', id),
    findByExternalId: (externalId) => one('external_id = ?', externalId),
    stack: (person) =>
      database
        .all<{ body: string }>(`SELECT body FROM views WHERE person = ? AND kind = 'modal' ORDER BY rowid`, [person])
        .map(read),
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

function read(row: { body: string }): StoredView {
  return JSON.parse(row.body) as StoredView;
}
