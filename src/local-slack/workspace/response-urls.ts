import type { Database } from '../../store/open-database.js';
import { newSecret } from '../ids.js';

/** The message or channel a `response_url` belongs to. */
export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message with the control, for `replace_original` and `delete_original`; undefined for a command. */
  readonly original?: { readonly ts: string; readonly ephemeral: boolean; readonly threadTs?: string | undefined };
}

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
      const row = database.get<{ expires_at_ms: number; uses_left: number; body: string }>(
        'SELECT expires_at_ms, uses_left, body FROM response_urls WHERE secret = ?',
        [secret],
      );
      if (row === undefined) return undefined;
      if (row.expires_at_ms <= now) return 'expired';
      return row.uses_left > 0 ? (JSON.parse(row.body) as ResponseTarget) : 'used_up';
    },
    use(secret) {
      database.run('UPDATE response_urls SET uses_left = uses_left - 1 WHERE secret = ?', [secret]);
    },
  };
}
