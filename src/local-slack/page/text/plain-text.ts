import type { Workspace } from '../slack/types.js';
import { nameOf } from '../state/people.js';
import { formatSlackDate } from './dates.js';
import { emojiFor } from './emoji.js';
import { type Piece, parseMrkdwn } from './mrkdwn.js';

type Names = Pick<Workspace, 'users' | 'channels'>;

/** Mrkdwn as plain text: names instead of ids, no formatting characters. */
export function toPlainText(mrkdwn: string, names: Names): string {
  return parseMrkdwn(mrkdwn)
    .map((piece) => pieceToText(piece, names))
    .join('')
    .trim();
}

function pieceToText(piece: Piece, names: Names): string {
  switch (piece.kind) {
    case 'text':
    case 'code':
    case 'pre':
      return piece.text;
    case 'bold':
    case 'italic':
    case 'strike':
    case 'quote':
      return piece.children.map((child) => pieceToText(child, names)).join('');
    case 'link':
      return piece.label ?? piece.url;
    case 'user':
      return `@${nameOf(names.users, piece.id) ?? piece.label ?? 'someone'}`;
    case 'channel':
      return `#${names.channels.find((channel) => channel.id === piece.id)?.name ?? piece.label ?? 'channel'}`;
    case 'broadcast':
      return `@${piece.name}`;
    case 'date':
      return formatSlackDate(piece.seconds, piece.format, piece.fallback);
    case 'emoji':
      return emojiFor(piece.name) ?? `:${piece.name}:`;
  }
}
