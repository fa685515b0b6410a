import { useMemo } from 'react';
import type { Option } from '../slack/blocks.js';
import { displayName } from '../state/people.js';
import { useSelect } from '../state/use-session.js';

/** Everybody in the workspace as options whose value is the user id, in order of their names. */
export function usePeopleOptions(): Option[] {
  const users = useSelect((state) => state.workspace.users);
  return useMemo(
    () =>
      users
        .filter((user) => !user.deleted)
        .map((user): Option => ({ text: { type: 'plain_text', text: displayName(user) }, value: user.id }))
        .sort((a, b) => a.text.text.localeCompare(b.text.text)),
    [users],
  );
}
