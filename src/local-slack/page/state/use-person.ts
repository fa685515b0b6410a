import { useCallback, useEffect, useState } from 'react';
import { createSlackApi } from '../slack/api.js';
import { explain } from '../slack/errors.js';
import { readSetting, writeSetting } from './local-storage.js';

const RETRY_MS = 2_000;

export type Person =
  | { kind: 'loading' }
  | { kind: 'unreachable'; sentence: string }
  | { kind: 'found'; id: string; switchTo(id: string): void };

/**
 * The current person: the one in the address (`?user=U…`), or else the last one in this browser, or else the first one of the
 * workspace. Tries again while the server does not answer.
 */
export function usePerson(): Person {
  const [id, setId] = useState<string>();
  const [sentence, setSentence] = useState<string>();
  const switchTo = useCallback((next: string) => {
    writeSetting('me', next);
    // Otherwise a reload would switch back to the person in the address.
    history.replaceState(null, '', `${location.pathname}${location.hash}`);
    setId(next);
  }, []);

  useEffect(() => {
    let retry: ReturnType<typeof setTimeout>;
    let isCancelled = false;
    const find = async () => {
      try {
        const { users } = await createSlackApi('').workspace();
        const people = users.filter((user) => !user.is_bot && !user.deleted);
        const named = new URLSearchParams(location.search).get('user') ?? readSetting('me');
        const person = people.find((user) => user.id === named) ?? people[0];
        if (!isCancelled && person) setId(person.id);
      } catch (error) {
        if (isCancelled) return;
        setSentence(explain(error));
        retry = setTimeout(() => void find(), RETRY_MS);
      }
    };
    void find();
    return () => {
      isCancelled = true;
      clearTimeout(retry);
    };
  }, []);

  if (id !== undefined) return { kind: 'found', id, switchTo };
  return sentence === undefined ? { kind: 'loading' } : { kind: 'unreachable', sentence };
}
