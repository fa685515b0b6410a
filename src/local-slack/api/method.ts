import type { z } from 'zod';

/** Who calls: the bot, a person, or the app itself (which may only ask for a connection). */
export type Caller =
  | { readonly kind: 'bot'; readonly userId: string }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'app'; readonly userId: string };

export type Reply = Readonly<Record<string, unknown>>;

/** A method of the Web API. */
export interface Method {
  /** Whose tokens it takes. */
  readonly callers: readonly Caller['kind'][];
  /** The bot needs one of these scopes; none means that every token does. */
  readonly scopes: readonly string[];
  readonly schema: z.ZodType;
  /** `input` has passed the schema. May throw SlackError. */
  run(input: unknown, caller: Caller): Reply | Promise<Reply>;
}

export type Methods = Readonly<Record<string, Method>>;

/** Ties a schema to the code that gets what it read. */
export function method<Schema extends z.ZodType>(definition: {
  callers: readonly Caller['kind'][];
  scopes?: readonly string[];
  schema: Schema;
  run(input: z.output<Schema>, caller: Caller): Reply | Promise<Reply>;
}): Method {
  const { callers, scopes = [], schema, run } = definition;
  // The dispatcher passes on what came out of this very schema, which the type of a table of methods cannot say.
  return { callers, scopes, schema, run: (input, caller) => run(input as z.output<Schema>, caller) };
}

export const EVERYONE = ['bot', 'user'] as const;
export const BOT_ONLY = ['bot'] as const;
