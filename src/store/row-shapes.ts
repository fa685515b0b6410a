import { z } from 'zod';

/** Shapes of columns, for the shapes of rows. Columns that a row's shape doesn't name are dropped. */

/** A BLOB column. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Invalid input: expected bytes');

/** Rows of `SELECT count(*) AS count`. */
export const countRow = z.object({ count: z.number() });

/** A TEXT column that holds JSON. */
export function json<Shape extends z.ZodType>(shape: Shape) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'Invalid JSON' });
        return z.NEVER;
      }
    })
    .pipe(shape);
}
