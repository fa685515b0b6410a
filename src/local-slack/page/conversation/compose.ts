import type { Command, User } from '../slack/types.js';
import { displayName } from '../state/people.js';
import { escapeSlack } from '../text/escapes.js';

/** What pressing Enter in the composer does. */
export type Intent =
  | { kind: 'nothing' }
  | { kind: 'command'; command: string; text: string }
  | { kind: 'membership'; action: 'invite' | 'remove'; user: string | undefined }
  | { kind: 'message'; text: string };

/** Slack's built-in commands. */
export const BUILT_IN_COMMANDS: readonly Command[] = [
  {
    command: '/invite',
    owner: 'Slack',
    usage_hint: '@someone',
    description: 'Add someone, or an app, to this channel',
  },
  {
    command: '/remove',
    owner: 'Slack',
    usage_hint: '@someone',
    description: 'Remove someone, or an app, from this channel',
  },
];

/** Interprets the typed text: '/' starts a command, as in Slack, unless photos are attached. */
export function readIntent(typed: string, hasPhotos: boolean, users: readonly User[]): Intent {
  const text = typed.trim();
  const command = /^(\/\S+)(?:\s+([\s\S]*))?$/u.exec(text);
  if ((command?.[1] === '/invite' || command?.[1] === '/remove') && !hasPhotos) {
    const user = /^<@(\w+)>$/u.exec(linkMentions(escapeSlack(command[2]?.trim() ?? ''), users))?.[1];
    return { kind: 'membership', action: command[1] === '/invite' ? 'invite' : 'remove', user };
  }
  if (command?.[1] !== undefined && !hasPhotos) return { kind: 'command', command: command[1], text: command[2] ?? '' };
  if (text === '' && !hasPhotos) return { kind: 'nothing' };
  return { kind: 'message', text: linkMentions(escapeSlack(text), users) };
}

/** The commands that start with the typed text; none once a command is followed by a space. */
export function matchingCommands(typed: string, commands: readonly Command[]): Command[] {
  if (!/^\/\S*$/u.test(typed)) return [];
  return commands.filter((command) => command.command.startsWith(typed.toLowerCase()));
}

/** Turns "@Ada Lovelace" into a mention. The longest name wins, and display names win over user names. */
function linkMentions(text: string, users: readonly User[]): string {
  const names = [
    ...users.map((user) => ({ name: escapeSlack(displayName(user)), id: user.id })),
    ...users.map((user) => ({ name: user.name, id: user.id })),
  ].sort((a, b) => b.name.length - a.name.length);
  return text.replace(/(?<=^|\s)@([^@\n]+)/gu, (whole, rest: string) => {
    const known = names.find(({ name }) => startsWithWord(rest, name));
    return known === undefined ? whole : `<@${known.id}>${rest.slice(known.name.length)}`;
  });
}

function startsWithWord(text: string, word: string): boolean {
  return text.toLowerCase().startsWith(word.toLowerCase()) && !/^[\p{L}\p{N}]/u.test(text.slice(word.length));
}
