/** Ids, names and times of what the benchmarks of large workspaces make up. */
import { newId } from '../../src/local-clarifai/ids.js';

export function channelId(index: number): string {
  return `C0SEED${String(index).padStart(5, '0')}`;
}

export function memberId(index: number): string {
  return `U0SEED${String(index).padStart(5, '0')}`;
}

/** The first people are members of the workspace. */
export function personId(index: number, members: number): string {
  return index < members ? `slack-${memberId(index).toLowerCase()}` : newId();
}

const FIRST_NAMES = ['Ada', 'Björn', 'Chiara', 'Dmitri', 'Eszter', 'Farah', 'Goran', 'Hana', 'Ismael', 'Jun'];
const LAST_NAMES = [
  'Abara',
  'Berg',
  'Castro',
  'Dlamini',
  'Eriksen',
  'Fontaine',
  'Guzmán',
  'Haddad',
  'Ito',
  'Jovanović',
];

const WORDS = ['Alva', 'Bern', 'Cole', 'Dorn', 'Esk', 'Falk', 'Grau', 'Holt', 'Ivar', 'Jost'];

/** The name of a person, different for each index below 100,000. */
export function nameOf(index: number): string {
  const first = FIRST_NAMES[index % FIRST_NAMES.length];
  const last = LAST_NAMES[Math.floor(index / FIRST_NAMES.length) % LAST_NAMES.length];
  return `${first} ${last} ${toWord(Math.floor(index / 100))}`;
}

/** A number as words, so that names stay names. */
function toWord(number: number): string {
  const word = WORDS[number % WORDS.length] ?? '';
  return number < WORDS.length ? word : `${word}-${toWord(Math.floor(number / WORDS.length) - 1)}`;
}

/** Milliseconds since 1970 as the `ts` of a message. */
export function tsOf(ms: number): string {
  return `${(ms / 1000).toFixed(6)}`;
}
