import { APP, BOT } from '../workspace/identity.js';
import type { People } from '../workspace/people.js';
import type { Tokens } from '../workspace/tokens.js';
import type { Caller } from './method.js';

/** Who a token belongs to; undefined for an invalid token. */
export type Authenticate = (token: string | undefined) => Caller | undefined;

export function createAuthenticate(tokens: Tokens, people: People): Authenticate {
  return (token) => {
    if (token === undefined) return undefined;
    if (token === tokens.bot) return { kind: 'bot', userId: BOT.userId };
    if (token === tokens.app) return { kind: 'app', userId: APP.id };
    const person = people.find(tokens.findPerson(token) ?? '');
    return person === undefined || person.isBot ? undefined : { kind: 'user', userId: person.id };
  };
}
