import type { z } from 'zod';

/** Who makes a call: the bot, a person, or the app itself (which may only open a connection). */
export type Caller =
  | { readonly kind: 'bot'; readonly userId: string }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'app'; readonly userId: string };

export type Reply = Readonly<Record<string, unknown>>;

/** A method of the Web API. */
export interface Method {
  /** Whose tokens it accepts. */
  readonly callers: readonly Caller['kind'][];
  /** The bot needs one of these scopes; an empty list means no scope is needed. */
  readonly scopes: readonly string[];
  readonly schema: z.ZodType;
  /** `input` is the schema's output. @throws SlackError */
  run(input: unknown, caller: Caller): Reply | Promise<Reply>;
}

export type Methods = Readonly<Record<string, Method>>;

/** Defines a method whose `run` gets what its schema parsed. */
export function method<Schema extends z.ZodType>(definition: {
  callers: readonly Caller['kind'][];
  scopes?: readonly string[];
  schema: Schema;
  run(input: z.output<Schema>, caller: Caller): Reply | Promise<Reply>;
}): Method {
  const { callers, scopes = [], schema, run } = definition;
  // The dispatcher passes the output of this same schema, which the type of a table of methods cannot express.
  return { callers, scopes, schema, run: (input, caller) => run(input as z.output<Schema>, caller) };
}

export const EVERYONE = ['bot', 'user'] as const;
export const BOT_ONLY = ['bot'] as const;
