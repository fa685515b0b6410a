import type { Generated, Kysely } from 'kysely';

/** The columns of each table, as in schema.ts. What they mean is described where rows are read. */
export interface DatabaseSchema {
  readonly app: {
    readonly pk: Generated<number>;
    readonly user_id: string;
    readonly id: string;
    readonly base_workflow: string;
    readonly message: Uint8Array;
    readonly created_at: number;
    readonly modified_at: number;
  };
  readonly input: {
    readonly pk: Generated<number>;
    readonly app: number;
    readonly id: string;
    readonly url: string;
    readonly metadata: Uint8Array | null;
    readonly geo: Uint8Array | null;
    readonly status: number;
    readonly details: Generated<string>;
    readonly attempts: Generated<number>;
    readonly deleting: Generated<number>;
    readonly waiting_file: string | null;
    readonly picture_hash: Generated<string | null>;
    readonly engine: Generated<string | null>;
    readonly add_job: number | null;
    readonly created_at: number;
    readonly modified_at: number;
  };
  readonly add_job: {
    readonly pk: Generated<number>;
    readonly app: number;
    readonly id: string;
    readonly refused: number;
    readonly created_at: number;
  };
  readonly face: {
    readonly pk: Generated<number>;
    readonly input: number;
    readonly id: string;
    readonly engine: string;
    readonly box_left: number;
    readonly box_top: number;
    readonly box_right: number;
    readonly box_bottom: number;
    readonly confidence: number;
    readonly embedding: Uint8Array;
    readonly flaw: Generated<string>;
  };
  readonly concept: {
    readonly pk: Generated<number>;
    readonly app: number;
    readonly id: string;
    readonly name: string;
    readonly metadata: Uint8Array | null;
    readonly created_at: number;
    readonly modified_at: number;
  };
  readonly annotation: {
    readonly pk: Generated<number>;
    readonly app: number;
    readonly input: number;
    readonly id: string;
    readonly kind: 'input' | 'detection' | 'user';
    readonly worker: string;
    readonly face: number | null;
    readonly status: number;
    readonly message: Uint8Array;
    readonly created_at: number;
    readonly modified_at: number;
  };
  readonly tag: {
    readonly annotation: number;
    readonly concept: number;
    readonly value: number;
    readonly position: Generated<number>;
  };
  readonly model: {
    readonly pk: Generated<number>;
    readonly app: number;
    readonly id: string;
    readonly type: string;
    readonly message: Uint8Array;
    readonly created_at: number;
    readonly modified_at: number;
  };
  readonly model_version: {
    readonly pk: Generated<number>;
    readonly model: number;
    readonly id: string;
    readonly engine: string;
    readonly message: Uint8Array;
    readonly created_at: number;
  };
  readonly model_concept: {
    readonly version: number;
    readonly concept: number;
    readonly examples: number;
    readonly fused_examples: Generated<number>;
    readonly mean: Uint8Array | null;
    readonly faces: Generated<string>;
  };
  readonly workflow: {
    readonly pk: Generated<number>;
    readonly app: number;
    readonly id: string;
    readonly message: Uint8Array;
    readonly created_at: number;
    readonly modified_at: number;
  };
  readonly workflow_version: {
    readonly pk: Generated<number>;
    readonly workflow: number;
    readonly id: string;
    readonly message: Uint8Array;
    readonly created_at: number;
  };
  readonly dataset: {
    readonly pk: Generated<number>;
    readonly app: number;
    readonly id: string;
    readonly message: Uint8Array;
    readonly created_at: number;
    readonly modified_at: number;
  };
  readonly dataset_input: {
    readonly dataset: number;
    readonly input: number;
    readonly created_at: number;
  };
  readonly dataset_version: {
    readonly pk: Generated<number>;
    readonly dataset: number;
    readonly id: string;
    readonly message: Uint8Array;
    readonly created_at: number;
    readonly modified_at: number;
  };
}

/** The database, or an open transaction. */
export type Db = Kysely<DatabaseSchema>;
