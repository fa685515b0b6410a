import type { Database } from '../../store/open-database.js';
import type { Page } from '../paging.js';

export interface ConceptRow {
  readonly pk: number;
  readonly id: string;
  readonly name: string;
  readonly metadata: Uint8Array | null;
  readonly created_at: number;
  readonly modified_at: number;
}

export function createConceptTable(database: Database) {
  const find = (app: number, id: string) =>
    database.get<ConceptRow>('SELECT * FROM concept WHERE app = ? AND id = ?', [app, id]);

  const add = (
    app: number,
    concept: { readonly id: string; readonly name: string; readonly metadata: Uint8Array | null },
  ) => {
    const now = Date.now();
    database.run('INSERT INTO concept (app, id, name, metadata, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?)', [
      app,
      concept.id,
      concept.name || concept.id,
      concept.metadata,
      now,
      now,
    ]);
    return find(app, concept.id) as ConceptRow;
  };

  return {
    find,
    add,

    findOrAdd: (app: number, id: string, name: string): ConceptRow =>
      find(app, id) ?? add(app, { id, name, metadata: null }),

    findByName: (app: number, name: string) =>
      database.get<ConceptRow>('SELECT * FROM concept WHERE app = ? AND name = ? ORDER BY pk LIMIT 1', [app, name]),

    byPk: (pk: number) => database.get<ConceptRow>('SELECT * FROM concept WHERE pk = ?', [pk]),

    list: (app: number, page: Page) =>
      database.all<ConceptRow>('SELECT * FROM concept WHERE app = ? ORDER BY pk LIMIT ? OFFSET ?', [
        app,
        page.limit,
        page.offset,
      ]),

    update(pk: number, change: { readonly name: string; readonly metadata: Uint8Array | null }): void {
      database.run('UPDATE concept SET name = ?, metadata = ?, modified_at = ? WHERE pk = ?', [
        change.name,
        change.metadata,
        Date.now(),
        pk,
      ]);
    },
  };
}
