import { useEffect, useRef, useState } from 'react';
import { explain } from '../slack/errors.js';
import { useSession } from '../state/use-session.js';
import { asGroups, type Group } from './plain.js';
import { useBlockPlace, useSurface } from './surface.js';

/** How long typing must pause before the app is asked again. */
const PAUSE_MS = 150;
/** Slack's own default. */
const DEFAULT_MIN_LENGTH = 3;

interface Suggestions {
  groups: readonly Group[];
  isLoading: boolean;
  /** Said when there is nothing to choose. */
  emptyText: string;
  search(text: string): void;
}

/** What the app suggests for an external select while a person types. Only the latest answer counts. */
export function useSuggestions(element: { action_id: string; min_query_length?: number }): Suggestions {
  const { api } = useSession();
  const { place } = useSurface();
  const { blockId } = useBlockPlace();
  const [groups, setGroups] = useState<readonly Group[]>([]);
  const [isLoading, setLoading] = useState(false);
  const [emptyText, setEmptyText] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(0);
  const minLength = element.min_query_length ?? DEFAULT_MIN_LENGTH;

  useEffect(() => () => clearTimeout(timer.current), []);

  const ask = async (text: string) => {
    asked.current += 1;
    const number = asked.current;
    try {
      const answer = await api.blockSuggestion(place, blockId, element.action_id, text);
      if (number !== asked.current) return;
      setGroups(asGroups(answer).filter((group) => group.options.length > 0));
      setEmptyText('Nobody found.');
    } catch (error) {
      if (number !== asked.current) return;
      setGroups([]);
      setEmptyText(explain(error));
    }
    setLoading(false);
  };

  const search = (text: string) => {
    clearTimeout(timer.current);
    if (text.length < minLength) {
      asked.current += 1;
      setGroups([]);
      setLoading(false);
      setEmptyText(`Type at least ${minLength} letters to search.`);
      return;
    }
    setLoading(true);
    if (text === '') void ask(text);
    else timer.current = setTimeout(() => void ask(text), PAUSE_MS);
  };

  return { groups, isLoading, emptyText, search };
}
