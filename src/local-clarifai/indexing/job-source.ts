import type { Tables } from '../tables/tables.js';

/** How servers of one database take over each other's work. */
export interface Leases {
  /** How long a server that no longer answers keeps its inputs, in ms. */
  readonly leaseMs: number;
  /** How often to look for work that no event told of, in ms: what a killed server left, and what came while the connection was lost. */
  readonly pollMs: number;
}

/** Where the indexer takes its inputs from, given by their keys. */
export interface JobSource {
  /** What to do when there may be work, and when an input may be finished. Called once, before anything else. */
  start(on: { readonly work: () => void; readonly finished: () => void }): Promise<void>;
  /** Offers new inputs, after the caller has been answered. */
  add(keys: readonly number[]): void;
  /** Takes the oldest inputs, and counts an attempt for each. No one else gets them until they are released. */
  take(limit: number): Promise<readonly number[]>;
  /** Gives inputs back after an interruption that wasn't the picture's fault, so that it doesn't count as an attempt. */
  release(keys: readonly number[]): Promise<void>;
  /** The input needs no more work: its outcome is stored, or it is gone. */
  finish(key: number): Promise<void>;
  /** Whether the input is still taken by this process. Asked in the transaction that stores its outcome. */
  isTaken(tables: Tables, key: number): Promise<boolean>;
  /** Whether any of these inputs waits to be indexed or is in progress. */
  areUnfinished(keys: readonly number[]): Promise<boolean>;
  /** How often to ask {@link areUnfinished} without an event, in ms; undefined for never. */
  readonly pollMs: number | undefined;
  /** Before `release` and after `close`, nothing is called any more. */
  close(): Promise<void>;
}
