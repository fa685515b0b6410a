import { useEffect, useRef, useState } from 'react';
import { explain } from '../slack/errors.js';
import { useSession } from '../state/use-session.js';
import { asGroups, type Group } from './options.js';
import { useBlock, useSurface } from './surface.js';

/** How long a pause in typing must be before suggestions are requested. */
const PAUSE_MS = 150;
/** Slack's default. */
const DEFAULT_MIN_LENGTH = 3;

interface Suggestions {
  groups: readonly Group[];
  isLoading: boolean;
  /** Shown when no option matches. */
  emptyText: string;
  search(text: string): void;
}

/** The app's suggestions for what a person types in an external select. Only the response to the latest request counts. */
export function useSuggestions(element: {
  action_id?: string | undefined;
  min_query_length?: number | undefined;
}): Suggestions {
  const { api } = useSession();
  const { container } = useSurface();
  const { blockId } = useBlock();
  const [groups, setGroups] = useState<readonly Group[]>([]);
  const [isLoading, setLoading] = useState(false);
  const [emptyText, setEmptyText] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const requests = useRef(0);
  const minLength = element.min_query_length ?? DEFAULT_MIN_LENGTH;

  useEffect(() => () => clearTimeout(timer.current), []);

  const request = async (text: string) => {
    requests.current += 1;
    const number = requests.current;
    try {
      const answer = await api.blockSuggestion(container, blockId, element.action_id ?? '', text);
      if (number !== requests.current) return;
      setGroups(asGroups(answer).filter((group) => group.options.length > 0));
      setEmptyText('No matches.');
    } catch (error) {
      if (number !== requests.current) return;
      setGroups([]);
      setEmptyText(explain(error));
    }
    setLoading(false);
  };

  const search = (text: string) => {
    clearTimeout(timer.current);
    if (text.length < minLength) {
      requests.current += 1;
      setGroups([]);
      setLoading(false);
      setEmptyText(`Type at least ${minLength} letters to search.`);
      return;
    }
    setLoading(true);
    if (text === '') void request(text);
    else timer.current = setTimeout(() => void request(text), PAUSE_MS);
  };

  return { groups, isLoading, emptyText, search };
}
