import type { z } from 'zod';

/** A problem with blocks or a view, in Slack's words, with a JSON pointer to it. */
export interface Problem {
  readonly message: string;
  readonly pointer: string;
}

/** `must be less than 76 characters [json-pointer:/blocks/0/text/text]`, as Slack writes it. */
export function describeProblem(problem: Problem): string {
  return `${problem.message} [json-pointer:${problem.pointer}]`;
}

/** Zod's issues in Slack's words. `at` is the JSON pointer of the parsed value. */
export function toProblems(error: z.ZodError, at: string): Problem[] {
  return error.issues.flatMap((issue) => fromIssue(issue, at));
}

function fromIssue(issue: z.core.$ZodIssue, at: string): Problem[] {
  const pointer = [at, ...issue.path.map(String)].join('/');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ message: `invalid additional property: ${key}`, pointer }));
    case 'too_big':
      return [{ message: describeTooBig(issue.origin, Number(issue.maximum)), pointer }];
    case 'too_small':
      return [{ message: describeTooSmall(issue.origin, Number(issue.minimum)), pointer }];
    case 'invalid_type':
      return [
        isMissing(issue) ? missingField(issue, at) : { message: `must provide ${article(issue.expected)}`, pointer },
      ];
    case 'invalid_union':
      return [describeUnion(issue, pointer, at)];
    case 'invalid_value':
      if (isMissing(issue)) return [missingField(issue, at)];
      return [{ message: `must be one of: ${issue.values.map(String).join(', ')}`, pointer }];
    default:
      return [{ message: issue.message, pointer }];
  }
}

function describeUnion(issue: z.core.$ZodIssueInvalidUnion, pointer: string, at: string): Problem {
  if (issue.discriminator === undefined) return { message: 'failed to match all allowed schemas', pointer };
  const kind = typeof issue.input === 'object' && issue.input !== null ? Reflect.get(issue.input, 'type') : undefined;
  if (kind === undefined) return missingField(issue, at);
  return { message: `unsupported type: ${String(kind)}`, pointer };
}

function describeTooBig(origin: string, maximum: number): string {
  if (origin === 'string') return `must be less than ${maximum + 1} characters`;
  if (origin === 'array') return `no more than ${maximum} items allowed`;
  return `must be at most ${maximum}`;
}

function describeTooSmall(origin: string, minimum: number): string {
  if (origin === 'string') return `must be more than ${minimum - 1} characters`;
  if (origin === 'array') return `no fewer than ${minimum} items allowed`;
  return `must be at least ${minimum}`;
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.input === undefined;
}

function missingField(issue: z.core.$ZodIssue, at: string): Problem {
  const field = String(issue.path.at(-1) ?? '');
  return {
    message: `missing required field: ${field}`,
    pointer: [at, ...issue.path.slice(0, -1).map(String)].join('/'),
  };
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
