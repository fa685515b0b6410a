import { z } from 'zod';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Queries } from './queries.js';

const workflowRow = z.object({
  pk: z.number(),
  app: z.number(),
  id: z.string(),
  /** Workflow message as it was posted, without its nodes, which belong to versions. */
  message: bytes,
  created_at: z.number(),
  modified_at: z.number(),
});
export type WorkflowRow = Readonly<z.infer<typeof workflowRow>>;

const workflowVersionRow = z.object({
  pk: z.number(),
  workflow: z.number(),
  id: z.string(),
  /** WorkflowVersion message with its nodes. */
  message: bytes,
  created_at: z.number(),
});
export type WorkflowVersionRow = Readonly<z.infer<typeof workflowVersionRow>>;

/** Workflows and their versions, without the built-in ones. */
export function createWorkflowTable({ db, row, rows }: Queries) {
  const ofApp = (app: number) => db.selectFrom('workflow').selectAll().where('app', '=', app);
  const versionsOf = (workflow: number) =>
    db.selectFrom('workflow_version').selectAll().where('workflow', '=', workflow);

  return {
    find: (app: number, id: string) => row(workflowRow, ofApp(app).where('id', '=', id)),

    list: (app: number, page: Page) =>
      rows(workflowRow, ofApp(app).orderBy('pk').limit(page.limit).offset(page.offset)),

    /** @returns the new row's key. */
    async add(workflow: { readonly app: number; readonly id: string; readonly message: Uint8Array }): Promise<number> {
      const now = Date.now();
      const insert = db.insertInto('workflow').values({ ...workflow, created_at: now, modified_at: now });
      const { pk } = await insert.returning('pk').executeTakeFirstOrThrow();
      return pk;
    },

    async update(pk: number, message: Uint8Array): Promise<void> {
      await db.updateTable('workflow').set({ message, modified_at: Date.now() }).where('pk', '=', pk).execute();
    },

    async addVersion(workflow: number, id: string, message: Uint8Array): Promise<void> {
      await db.insertInto('workflow_version').values({ workflow, id, message, created_at: Date.now() }).execute();
    },

    latestVersion: (workflow: number) => row(workflowVersionRow, versionsOf(workflow).orderBy('pk', 'desc').limit(1)),

    /** Newest first. */
    listVersions: (workflow: number, page: Page) =>
      rows(workflowVersionRow, versionsOf(workflow).orderBy('pk', 'desc').limit(page.limit).offset(page.offset)),

    findVersion: (workflow: number, id: string) => row(workflowVersionRow, versionsOf(workflow).where('id', '=', id)),

    /** Also deletes its versions. */
    async remove(pk: number): Promise<void> {
      await db.deleteFrom('workflow').where('pk', '=', pk).execute();
    },
  };
}
