import type { Database } from '../../store/open-database.js';
import { newSecret } from '../ids.js';

/** What a `response_url` answers to. */
export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message acted upon, for `replace_original` and `delete_original`; undefined for a command. */
  readonly original?: { readonly ts: string; readonly ephemeral: boolean; readonly threadTs?: string | undefined };
}

const LIFETIME_MS = 30 * 60 * 1000;
const USES = 5;

export interface ResponseUrls {
  /** The secret part of a new address, good for 5 uses within 30 minutes. */
  create(target: ResponseTarget, now: number): string;
  /** What an address stands for, if it is still good. Looking counts as no use. */
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
