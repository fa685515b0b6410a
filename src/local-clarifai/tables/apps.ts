import type { Database } from '../../store/open-database.js';

export interface AppRow {
  readonly pk: number;
  readonly user_id: string;
  readonly id: string;
  /** Id of the workflow that runs on every new input: `Face`, or one that finds no faces. */
  readonly base_workflow: string;
  /** App message as it was posted. */
  readonly message: Uint8Array;
  readonly created_at: number;
  readonly modified_at: number;
}

export type AppTable = ReturnType<typeof createAppTable>;

export function createAppTable(database: Database) {
  return {
    find: (userId: string, id: string) =>
      database.get<AppRow>('SELECT * FROM app WHERE user_id = ? AND id = ?', [userId, id]),

    byPk: (pk: number) => database.get<AppRow>('SELECT * FROM app WHERE pk = ?', [pk]),

    /** Everything in it goes with it. */
    remove: (pk: number) => database.run('DELETE FROM app WHERE pk = ?', [pk]),

    add(app: {
      readonly userId: string;
      readonly id: string;
      readonly baseWorkflow: string;
      readonly message: Uint8Array;
    }): void {
      const now = Date.now();
      database.run(
        'INSERT INTO app (user_id, id, base_workflow, message, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?)',
        [app.userId, app.id, app.baseWorkflow, app.message, now, now],
      );
    },
  };
}
