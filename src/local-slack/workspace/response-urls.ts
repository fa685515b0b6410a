import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { json } from '../../store/row-shapes.js';
import { newSecret } from '../ids.js';

const targetShape = z.object({
  channel: z.string(),
  user: z.string(),
  /** The message with the control, for `replace_original` and `delete_original`; undefined for a command. */
  original: z.object({ ts: z.string(), ephemeral: z.boolean(), threadTs: z.string().optional() }).optional(),
});

/** The message or channel a `response_url` belongs to. */
export type ResponseTarget = Readonly<z.output<typeof targetShape>>;

const urlRow = z.object({ expires_at_ms: z.number(), uses_left: z.number(), body: json(targetShape) });

const LIFETIME_MS = 30 * 60 * 1000;
const USES = 5;

export interface ResponseUrls {
  /** Creates a URL, valid for 5 uses within 30 minutes. @returns its secret part. */
  create(target: ResponseTarget, now: number): string;
  /** The target of a URL, if it is still valid. Does not count as a use. */
  find(secret: string, now: number): ResponseTarget | 'expired' | 'used_up' | undefined;
  use(secret: string): void;
}

export function createResponseUrls(database: Database): ResponseUrls {
  return {
    create(target, now) {
      const secret = newSecret();
      database.transaction(() => {
        database.run('DELETE FROM response_urls WHERE expires_at_ms < ?', [now - LIFETIME_MS]);
        database.run('INSERT INTO response_urls (secret, expires_at_ms, uses_left, body) VALUES (?, ?, ?, ?)', [
          secret,
          now + LIFETIME_MS,
          USES,
          JSON.stringify(target),
        ]);
      });
      return secret;
    },
    find(secret, now) {
      const row = database.row(urlRow, 'SELECT expires_at_ms, uses_left, body FROM response_urls WHERE secret = ?', [
        secret,
      ]);
      if (row === undefined) return undefined;
      if (row.expires_at_ms <= now) return 'expired';
      return row.uses_left > 0 ? row.body : 'used_up';
    },
    use(secret) {
      database.run('UPDATE response_urls SET uses_left = uses_left - 1 WHERE secret = ?', [secret]);
    },
  };
}
