import { z } from 'zod';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Queries } from './queries.js';

const datasetRow = z.object({
  pk: z.number(),
  app: z.number(),
  id: z.string(),
  /** Dataset message as it was posted. */
  message: bytes,
  created_at: z.number(),
  modified_at: z.number(),
});
export type DatasetRow = Readonly<z.infer<typeof datasetRow>>;

const memberRow = z.object({
  input: z.number(),
  /** When the input was added to the data set. */
  created_at: z.number(),
});
export type DatasetMemberRow = Readonly<z.infer<typeof memberRow>>;

/** Data sets: named selections of the inputs of an application. */
export function createDatasetTable({ db, dialect, row, rows }: Queries) {
  const ofApp = (app: number) => db.selectFrom('dataset').selectAll().where('app', '=', app);
  const members = () => db.selectFrom('dataset_input').select(['dataset_input.input', 'dataset_input.created_at']);

  return {
    find: (app: number, id: string) => row(datasetRow, ofApp(app).where('id', '=', id)),

    ofApp: (app: number) => rows(datasetRow, ofApp(app).orderBy('pk')),

    async add(app: number, id: string, message: Uint8Array): Promise<void> {
      const now = Date.now();
      await db.insertInto('dataset').values({ app, id, message, created_at: now, modified_at: now }).execute();
    },

    async update(pk: number, message: Uint8Array): Promise<void> {
      await db.updateTable('dataset').set({ message, modified_at: Date.now() }).where('pk', '=', pk).execute();
    },

    /** Also deletes its versions, but not its inputs. */
    async remove(pk: number): Promise<void> {
      await db.deleteFrom('dataset').where('pk', '=', pk).execute();
    },

    /** Adds an input to a data set. Does nothing if the data set has it already. */
    async addMember(dataset: number, input: number): Promise<void> {
      const insert = db.insertInto('dataset_input').values({ dataset, input, created_at: Date.now() });
      await insert.onConflict((conflict) => conflict.doNothing()).execute();
    },

    member: (dataset: number, input: number) =>
      row(memberRow, members().where('dataset', '=', dataset).where('input', '=', input)),

    /** In the order the inputs were added to the application. */
    members: (dataset: number, page: Page) =>
      rows(memberRow, members().where('dataset', '=', dataset).orderBy('input').limit(page.limit).offset(page.offset)),

    async removeMember(dataset: number, input: number): Promise<void> {
      await db.deleteFrom('dataset_input').where('dataset', '=', dataset).where('input', '=', input).execute();
    },

    /** Keys of the inputs in any of these data sets. Ids that don't exist are ignored. */
    async inputsIn(app: number, ids: readonly string[]): Promise<ReadonlySet<number>> {
      const found = await rows(
        memberRow,
        members()
          .innerJoin('dataset', 'dataset.pk', 'dataset_input.dataset')
          .where('dataset.app', '=', app)
          .where(dialect.isIn('dataset.id', ids)),
      );
      return new Set(found.map(({ input }) => input));
    },
  };
}
