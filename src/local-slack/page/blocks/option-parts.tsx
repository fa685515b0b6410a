import { useMemo } from 'react';
import type { Option } from '../slack/blocks.js';
import { authorById, displayName } from '../state/people.js';
import { useSelect } from '../state/use-session.js';
import { Avatar } from '../ui/avatar.js';
import { TextView } from './text-view.js';

/** The portrait of the person in an option of a people menu. */
export function OptionPortrait({ option }: { option: Option }) {
  const workspace = useSelect((state) => state.workspace);
  return <Avatar author={authorById(workspace, option.value)} size="tiny" />;
}

/** The text of a checkbox or radio button, with its description. */
export function OptionText({ option }: { option: Option }) {
  return (
    <span className="choice-text">
      <span>
        <TextView text={option.text} />
      </span>
      {option.description && (
        <span className="choice-description">
          <TextView text={option.description} />
        </span>
      )}
    </span>
  );
}

/** All people of the workspace as options, sorted by name. The value is the user id. */
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
