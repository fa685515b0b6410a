import { z } from 'zod';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Queries } from './queries.js';

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
export function createConceptTable({ db, row, rows }: Queries) {
  const select = () => db.selectFrom('concept').selectAll();
  const ofApp = (app: number) => select().where('app', '=', app).orderBy('pk');

  return {
    find: (app: number, id: string) => row(conceptRow, select().where('app', '=', app).where('id', '=', id)),

    findByName: (app: number, name: string) => row(conceptRow, ofApp(app).where('name', '=', name).limit(1)),

    byPk: (pk: number) => row(conceptRow, select().where('pk', '=', pk)),

    all: (app: number) => rows(conceptRow, ofApp(app)),

    list: (app: number, page: Page) => rows(conceptRow, ofApp(app).limit(page.limit).offset(page.offset)),

    async add(
      app: number,
      concept: { readonly id: string; readonly name: string; readonly metadata: Uint8Array | null },
    ): Promise<ConceptRow> {
      const now = Date.now();
      const added = {
        id: concept.id,
        name: concept.name || concept.id,
        metadata: concept.metadata,
        created_at: now,
        modified_at: now,
      };
      const insert = db.insertInto('concept').values({ app, ...added });
      const { pk } = await insert.returning('pk').executeTakeFirstOrThrow();
      return { pk, ...added };
    },

    async update(pk: number, change: { readonly name: string; readonly metadata: Uint8Array | null }): Promise<void> {
      const { name, metadata } = change;
      await db.updateTable('concept').set({ name, metadata, modified_at: Date.now() }).where('pk', '=', pk).execute();
    },
  };
}
