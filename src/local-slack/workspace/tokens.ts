import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { newSecret } from '../ids.js';

/** The tokens of the workspace. They cannot be guessed, so another website cannot act as a person or as the app. */
export interface Tokens {
  readonly bot: string;
  readonly app: string;
  /** The token of a person, generated on first use. */
  ofPerson(id: string): string;
  /** The id of the person with that token; undefined when there is none. */
  findPerson(token: string): string | undefined;
}

const settingRow = z.object({ value: z.string() });
const PERSON_TOKEN = /^xoxp-local-([A-Z0-9]+)-[0-9a-f]{32}$/;

/** Opens the tokens in the database. Generates the app's tokens on first use. */
export function openTokens(database: Database): Tokens {
  const secrets = new Map<string, string>();

  function find(owner: string): string | undefined {
    const known = secrets.get(owner);
    if (known !== undefined) return known;
    const row = database.row(settingRow, 'SELECT value FROM settings WHERE name = ?', [`token.${owner}`]);
    if (row !== undefined) secrets.set(owner, row.value);
    return row?.value;
  }

  function findOrCreate(owner: string): string {
    const known = find(owner);
    if (known !== undefined) return known;
    const value = newSecret();
    database.run('INSERT INTO settings (name, value) VALUES (?, ?)', [`token.${owner}`, value]);
    return value;
  }

  const personToken = (id: string, secret: string) => `xoxp-local-${id}-${secret}`;
  return {
    bot: `xoxb-local-${findOrCreate('bot')}`,
    app: `xapp-local-${findOrCreate('app')}`,
    ofPerson: (id) => personToken(id, findOrCreate(id)),
    findPerson(token) {
      const [, id] = PERSON_TOKEN.exec(token) ?? [];
      const secret = id === undefined ? undefined : find(id);
      return id !== undefined && secret !== undefined && token === personToken(id, secret) ? id : undefined;
    },
  };
}
