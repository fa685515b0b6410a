import type { z } from 'zod';
import { toProblems } from '../blocks/problems.js';
import { SlackError } from './slack-error.js';

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
  /** The bot needs one of these scopes; an empty list means that it needs none. */
  readonly scopes: readonly string[];
  /** @throws SlackError `invalid_arguments` when the input does not match the method's schema, and the method's own errors. */
  run(input: unknown, caller: Caller): Promise<Reply>;
}

export type Methods = Readonly<Record<string, Method>>;

/** Defines a method whose `run` gets the output of its schema. */
export function method<Schema extends z.ZodType>(definition: {
  callers: readonly Caller['kind'][];
  scopes?: readonly string[];
  schema: Schema;
  run(input: z.output<Schema>, caller: Caller): Reply | Promise<Reply>;
}): Method {
  const { callers, scopes = [], schema, run } = definition;
  return {
    callers,
    scopes,
    async run(input, caller) {
      const parsed = schema.safeParse(input, { reportInput: true });
      if (!parsed.success) throw invalidArguments(parsed.error);
      return run(parsed.data, caller);
    },
  };
}

function invalidArguments(error: z.ZodError): SlackError {
  const lines = toProblems(error, '').map(({ message, pointer }) =>
    pointer === '' ? `[ERROR] ${message}` : `[ERROR] ${message} [json-pointer:${pointer}]`,
  );
  return new SlackError('invalid_arguments', lines);
}

export const EVERYONE = ['bot', 'user'] as const;
export const BOT_ONLY = ['bot'] as const;
