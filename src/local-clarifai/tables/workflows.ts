import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';

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
export function createWorkflowTable(database: Database) {
  return {
    find: (app: number, id: string) =>
      database.row(workflowRow, 'SELECT * FROM workflow WHERE app = ? AND id = ?', [app, id]),

    list: (app: number, page: Page) =>
      database.rows(workflowRow, 'SELECT * FROM workflow WHERE app = ? ORDER BY pk LIMIT ? OFFSET ?', [
        app,
        page.limit,
        page.offset,
      ]),

    /** @returns the new row's key. */
    add(workflow: { readonly app: number; readonly id: string; readonly message: Uint8Array }): number {
      const now = Date.now();
      return database.run('INSERT INTO workflow (app, id, message, created_at, modified_at) VALUES (?, ?, ?, ?, ?)', [
        workflow.app,
        workflow.id,
        workflow.message,
        now,
        now,
      ]).lastInsertRowid;
    },

    update(pk: number, message: Uint8Array): void {
      database.run('UPDATE workflow SET message = ?, modified_at = ? WHERE pk = ?', [message, Date.now(), pk]);
    },

    addVersion(workflow: number, id: string, message: Uint8Array): void {
      database.run('INSERT INTO workflow_version (workflow, id, message, created_at) VALUES (?, ?, ?, ?)', [
        workflow,
        id,
        message,
        Date.now(),
      ]);
    },

    latestVersion: (workflow: number) =>
      database.row(workflowVersionRow, 'SELECT * FROM workflow_version WHERE workflow = ? ORDER BY pk DESC LIMIT 1', [
        workflow,
      ]),

    /** Newest first. */
    listVersions: (workflow: number, page: Page) =>
      database.rows(
        workflowVersionRow,
        'SELECT * FROM workflow_version WHERE workflow = ? ORDER BY pk DESC LIMIT ? OFFSET ?',
        [workflow, page.limit, page.offset],
      ),

    findVersion: (workflow: number, id: string) =>
      database.row(workflowVersionRow, 'SELECT * FROM workflow_version WHERE workflow = ? AND id = ?', [workflow, id]),

    /** Also deletes its versions. */
    remove(pk: number): void {
      database.run('DELETE FROM workflow WHERE pk = ?', [pk]);
    },
  };
}
