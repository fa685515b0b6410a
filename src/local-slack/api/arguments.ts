import { z } from 'zod';

/**
 * Schemas for the arguments of Web API methods. Slack accepts forms and JSON. In a form everything is text, so these
 * schemas accept numbers, flags and lists as text too. Empty text counts as missing, as in Slack.
 */

/** Required text. */
export const text = z.coerce.string().min(1);

/** Optional text. */
export const optionalText = z.preprocess(emptyAsMissing, z.coerce.string().optional());

/** `true`, `"true"`, `1` and `"1"` count as true. */
export const flag = z.preprocess(
  emptyAsMissing,
  z
    .union([
      z.boolean(),
      z.number().transform(Boolean),
      z.string().transform((value) => value === 'true' || value === '1'),
    ])
    .optional(),
);

/** A whole number from 1 to `max`. A larger one is reduced to `max`, as Slack does with `limit`. */
export function count(fallback: number, max: number) {
  return z.preprocess(
    emptyAsMissing,
    z.coerce
      .number()
      .int()
      .min(1)
      .default(fallback)
      .transform((value) => Math.min(value, max)),
  );
}

/** A list, as JSON or separated by commas. */
export const optionalList = z.preprocess((value) => {
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  return value.startsWith('[') ? readJson(value) : value.split(',').map((item) => item.trim());
}, z.array(z.string()).optional());

/** Any JSON, which a form sends as text. Text that is not JSON stays text, for the method to reject. */
export const json = z.preprocess((value) => (typeof value === 'string' ? readJson(value) : value), z.unknown());

/** A message's timestamp. */
export const ts = z.string().regex(/^\d{1,12}\.\d{6}$/, 'must be a timestamp of a message');

/** A bound of a time range: a timestamp, or whole seconds. */
export const bound = z.preprocess(
  emptyAsMissing,
  z.coerce
    .string()
    .regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be a timestamp')
    .optional(),
);

function emptyAsMissing(value: unknown): unknown {
  return value === '' || value === null ? undefined : value;
}

function readJson(value: string): unknown {
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    // A method that expects an object or a list rejects the text with Slack's error code.
    return value;
  }
}
