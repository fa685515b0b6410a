import { useCallback, useEffect, useState } from 'react';
import { createSlackApi } from '../slack/api.js';
import { explain } from '../slack/errors.js';
import { readSetting, writeSetting } from './local-storage.js';

const RETRY_MS = 2_000;

export type Person =
  | { kind: 'finding' }
  | { kind: 'unreachable'; sentence: string }
  | { kind: 'found'; id: string; become(id: string): void };

/**
 * The current person: the one in the address (`?user=U…`), or the last one, or the first of the workspace.
 * Retries while the server does not answer.
 */
export function usePerson(): Person {
  const [id, setId] = useState<string>();
  const [sentence, setSentence] = useState<string>();
  const become = useCallback((next: string) => {
    writeSetting('me', next);
    // The switch must survive a reload, so the address must not name another person.
    history.replaceState(null, '', `${location.pathname}${location.hash}`);
    setId(next);
  }, []);

  useEffect(() => {
    let retry: ReturnType<typeof setTimeout>;
    let isWanted = true;
    const find = async () => {
      try {
        const { users } = await createSlackApi('').workspace();
        const people = users.filter((user) => !user.is_bot && !user.deleted);
        const named = new URLSearchParams(location.search).get('user') ?? readSetting('me');
        const person = people.find((user) => user.id === named) ?? people[0];
        if (isWanted && person) setId(person.id);
      } catch (error) {
        if (!isWanted) return;
        setSentence(explain(error));
        retry = setTimeout(() => void find(), RETRY_MS);
      }
    };
    void find();
    return () => {
      isWanted = false;
      clearTimeout(retry);
    };
  }, []);

  if (id !== undefined) return { kind: 'found', id, become };
  return sentence === undefined ? { kind: 'finding' } : { kind: 'unreachable', sentence };
}
