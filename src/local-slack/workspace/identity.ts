import type { Database } from '../../store/open-database.js';
import { newSecret } from '../ids.js';

export const TEAM = { id: 'T0LOCAL001', name: 'Rollcall', domain: 'rollcall-local' } as const;
export const APP = { id: 'A0LOCAL001', name: 'Rollcall' } as const;
export const BOT = { id: 'B0ROLLCALL', userId: 'U0ROLLCALL', name: 'rollcall' } as const;

const USER_TOKEN = 'xoxp-local-';

/** The app's two tokens, generated once per data folder. */
export interface AppTokens {
  readonly bot: string;
  readonly app: string;
}

/** Reads the tokens from the database, generating them the first time. */
export function loadAppTokens(database: Database): AppTokens {
  return { bot: `xoxb-local-${secret(database, 'bot')}`, app: `xapp-local-${secret(database, 'app')}` };
}

/** The id in a person's token, or undefined when it is not one. */
export function personOfToken(token: string): string | undefined {
  return token.startsWith(USER_TOKEN) ? token.slice(USER_TOKEN.length) : undefined;
}

function secret(database: Database, whose: string): string {
  const name = `token.${whose}`;
  const known = database.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', [name]);
  if (known !== undefined) return known.value;
  const value = newSecret();
  database.run('INSERT INTO settings (name, value) VALUES (?, ?)', [name, value]);
  return value;
}
