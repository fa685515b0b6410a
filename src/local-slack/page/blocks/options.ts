import type { Option, OptionGroup, TextObject } from '../slack/blocks.js';
import type { Workspace } from '../slack/types.js';
import { replaceEmoji } from '../text/emoji.js';
import { unescapeSlack } from '../text/escapes.js';
import { toPlainText } from '../text/plain-text.js';

/** A text object as plain text, for screen readers. */
export function spokenText(text: TextObject, workspace: Pick<Workspace, 'users' | 'channels'>): string {
  return text.type === 'mrkdwn' ? toPlainText(text.text, workspace) : replaceEmoji(unescapeSlack(text.text));
}

/** The text of an option or button, without formatting. */
export function optionText(option: { text: { text: string } }): string {
  return replaceEmoji(unescapeSlack(option.text.text));
}

/** Options as groups: ungrouped ones become a single group. */
export function asGroups(listed: {
  options?: readonly Option[] | undefined;
  option_groups?: readonly OptionGroup[] | undefined;
}): Group[] {
  if (listed.option_groups !== undefined) {
    return listed.option_groups.map((group, index) => ({
      key: `group-${index}`,
      label: replaceEmoji(unescapeSlack(group.label.text)),
      options: group.options,
    }));
  }
  return [{ key: 'group', label: undefined, options: [...(listed.options ?? [])] }];
}

export interface Group {
  key: string;
  label: string | undefined;
  options: Option[];
}

/** The groups with only the options that contain all typed words; empty groups are left out. */
export function filterGroups(groups: readonly Group[], typed: string): Group[] {
  const words = fold(typed).split(/\s+/u);
  return groups
    .map((group) => ({
      ...group,
      options: group.options.filter((option) => words.every((word) => fold(optionText(option)).includes(word))),
    }))
    .filter((group) => group.options.length > 0);
}

/** Text without case and accents, so that "rene" finds "René". */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
