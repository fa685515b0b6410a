import { useCallback, useEffect, useState } from 'react';
import { createSlackApi } from '../slack/api.js';
import { explain } from '../slack/errors.js';
import { recall, remember } from './memory.js';

const RETRY_MS = 2_000;

export type Person =
  | { kind: 'finding' }
  | { kind: 'unreachable'; sentence: string }
  | { kind: 'found'; id: string; become(id: string): void };

/**
 * Who the page is used as: the person in the address (`?user=U…`), or of last time, or the first of the workspace.
 * Keeps trying while the server does not answer.
 */
export function usePerson(): Person {
  const [id, setId] = useState<string>();
  const [sentence, setSentence] = useState<string>();
  const become = useCallback((next: string) => {
    remember('me', next);
    // Who one switched to outlives a reload, whoever the address began with.
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
        const named = new URLSearchParams(location.search).get('user') ?? recall('me');
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
