import type { Option } from '../slack/blocks.js';
import { authorById } from '../state/people.js';
import { useSelect } from '../state/use-session.js';
import { Avatar } from '../ui/avatar.js';

/** The portrait of the person an option of a people menu stands for. */
export function OptionPortrait({ option }: { option: Option }) {
  const workspace = useSelect((state) => state.workspace);
  return <Avatar author={authorById(workspace, option.value ?? '')} size="tiny" />;
}
