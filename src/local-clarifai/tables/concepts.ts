import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';

const conceptRow = z.object({
  pk: z.number(),
  id: z.string(),
  name: z.string(),
  /** Struct message. */
  metadata: bytes.nullable(),
  created_at: z.number(),
  modified_at: z.number(),
});
export type ConceptRow = Readonly<z.infer<typeof conceptRow>>;

/** Concepts. One whose name is empty gets its id as its name. */
export function createConceptTable(database: Database) {
  const find = (app: number, id: string) =>
    database.row(conceptRow, 'SELECT * FROM concept WHERE app = ? AND id = ?', [app, id]);

  const add = (
    app: number,
    concept: { readonly id: string; readonly name: string; readonly metadata: Uint8Array | null },
  ): ConceptRow => {
    const now = Date.now();
    const row = {
      id: concept.id,
      name: concept.name || concept.id,
      metadata: concept.metadata,
      created_at: now,
      modified_at: now,
    };
    const { lastInsertRowid: pk } = database.run(
      'INSERT INTO concept (app, id, name, metadata, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?)',
      [app, row.id, row.name, row.metadata, now, now],
    );
    return { pk, ...row };
  };

  return {
    find,
    add,

    findByName: (app: number, name: string) =>
      database.row(conceptRow, 'SELECT * FROM concept WHERE app = ? AND name = ? ORDER BY pk LIMIT 1', [app, name]),

    byPk: (pk: number) => database.row(conceptRow, 'SELECT * FROM concept WHERE pk = ?', [pk]),

    all: (app: number) => database.rows(conceptRow, 'SELECT * FROM concept WHERE app = ? ORDER BY pk', [app]),

    list: (app: number, page: Page) =>
      database.rows(conceptRow, 'SELECT * FROM concept WHERE app = ? ORDER BY pk LIMIT ? OFFSET ?', [
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
