import { useMemo } from 'react';
import { useSelect } from '../state/use-session.js';
import { formatSlackDate } from './dates.js';
import { ChannelMention, Emoji, SafeLink, UserMention } from './inline-parts.js';
import type { Piece } from './mrkdwn.js';
import { parseMrkdwn } from './mrkdwn.js';

/** Text in Slack's mrkdwn. */
export function MrkdwnText({ text }: { text: string }) {
  const pieces = useMemo(() => parseMrkdwn(text), [text]);
  return <Pieces pieces={pieces} />;
}

/** Renders parsed mrkdwn. */
function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no ids
  return pieces.map((piece, index) => <PieceView key={index} piece={piece} />);
}

function PieceView({ piece }: { piece: Piece }) {
  const me = useSelect((state) => state.me);
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'bold':
      return (
        <strong>
          <Pieces pieces={piece.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Pieces pieces={piece.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Pieces pieces={piece.children} />
        </s>
      );
    case 'quote':
      return (
        <blockquote>
          <Pieces pieces={piece.children} />
        </blockquote>
      );
    case 'code':
      return <code>{piece.text}</code>;
    case 'pre':
      return <pre>{piece.text}</pre>;
    case 'link':
      return <SafeLink url={piece.url}>{piece.label ?? piece.url}</SafeLink>;
    case 'user':
      return <UserMention id={piece.id} label={piece.label} isMe={piece.id === me} />;
    case 'channel':
      return <ChannelMention id={piece.id} label={piece.label} />;
    case 'broadcast':
      return <span className="mention mention-me">@{piece.name}</span>;
    case 'date':
      return <time>{formatSlackDate(piece.seconds, piece.format, piece.fallback)}</time>;
    case 'emoji':
      return <Emoji name={piece.name} />;
  }
}
