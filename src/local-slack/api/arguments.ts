import { z } from 'zod';

/**
 * Arguments of Web API methods. In a form everything is text, in JSON it is not, and Slack takes both; so these
 * schemas do. An empty text counts as not given, as in Slack.
 */

/** Text that must be there. */
export const text = z.coerce.string().min(1);

/** Text that may be left out. */
export const optionalText = z.preprocess(emptyAsMissing, z.coerce.string().optional());

/** `true`, `"true"`, `1` and `"1"` are yes. */
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

/** A whole number within limits; more than the largest is cut to it, as Slack does with `limit`. */
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

/** A list, as JSON or with commas. */
export const optionalList = z.preprocess((value) => {
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  return value.startsWith('[') ? readJson(value) : value.split(',').map((item) => item.trim());
}, z.array(z.string()).optional());

/** Anything that a form carries as JSON text. What cannot be read stays text, for the method to refuse. */
export const json = z.preprocess((value) => (typeof value === 'string' ? readJson(value) : value), z.unknown());

/** A message's timestamp. */
export const ts = z.string().regex(/^\d{1,12}\.\d{6}$/, 'must be a timestamp of a message');

/** A bound of a range: a timestamp, or plain seconds. */
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
    // Stays text: whoever expects an object or a list refuses it in Slack's words.
    return value;
  }
}
