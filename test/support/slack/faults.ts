import type { Args } from './state.js';

/** How a call fails. */
export type Failure =
  /** Slack refuses it with this code. */
  | string
  /** Slack refuses it with this code and details. */
  | { readonly error: string; readonly [detail: string]: unknown }
  /** Something in front of Slack answers with this HTTP status. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks: before Slack got the call, or after Slack did what it asks for. */
  | { readonly lost: 'request' | 'answer' };

/** A call that waits. */
export interface Hold {
  /** Resolves when a call waits. */
  readonly reached: Promise<void>;
  /** Lets it and all later calls of the method go on. */
  release(): void;
}

/** What calls the tests make fail or wait. */
export class Faults {
  private readonly failures = new Map<string, Failure[]>();
  private readonly hooks = new Map<string, (args: Args) => unknown>();

  fail(method: string, failure: Failure, times: number): void {
    const queue = this.failures.get(method) ?? [];
    this.failures.set(method, [...queue, ...Array.from({ length: times }, () => failure)]);
  }

  /** The failure meant for this call, which then is used up. */
  take(method: string): Failure | undefined {
    return this.failures.get(method)?.shift();
  }

  before(method: string, hook: (args: Args) => unknown): void {
    this.hooks.set(method, hook);
  }

  hold(method: string): Hold {
    let release = () => {};
    let reach = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    this.hooks.set(method, () => {
      reach();
      return released;
    });
    return { reached, release };
  }

  async runHook(method: string, args: Args): Promise<void> {
    await this.hooks.get(method)?.(args);
  }

  /** Failures that no call has met. */
  get unused(): string[] {
    return [...this.failures].flatMap(([method, queue]) => queue.map(() => method));
  }
}
