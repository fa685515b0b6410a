import { type Node, NodeType, parse } from 'slack-message-parser';

/** A piece of Slack's mrkdwn, free of the parser's own types, with Slack's escapes undone. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'quote'; children: Piece[] }
  | { kind: 'code' | 'pre'; text: string }
  | { kind: 'link'; url: string; children: Piece[] }
  | { kind: 'user'; id: string; label: string | undefined }
  | { kind: 'channel'; id: string; label: string | undefined }
  | { kind: 'broadcast'; name: string }
  | { kind: 'date'; seconds: number; format: string; fallback: string }
  | { kind: 'emoji'; name: string };

/** Reads mrkdwn (https://docs.slack.dev/messaging/formatting-message-text). */
export function parseMrkdwn(text: string): Piece[] {
  // Apps write '>' for a quote as people do; the parser knows only the escaped form in which Slack delivers it.
  return joinQuotes(convert(parse(text.replace(/^>/gmu, '&gt;'))));
}

/** Undoes Slack's three escapes. */
export function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Makes what a person typed safe to send: Slack's three escapes, nothing else. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function convert(node: Node): Piece[] {
  switch (node.type) {
    case NodeType.Root:
      return node.children.flatMap(convert);
    case NodeType.Text:
      return linkBareUrls(unescapeSlack(node.text));
    case NodeType.Bold:
      return [{ kind: 'bold', children: node.children.flatMap(convert) }];
    case NodeType.Italic:
      return [{ kind: 'italic', children: node.children.flatMap(convert) }];
    case NodeType.Strike:
      return [{ kind: 'strike', children: node.children.flatMap(convert) }];
    case NodeType.Quote:
      return [{ kind: 'quote', children: trimStart(node.children.flatMap(convert)) }];
    case NodeType.Code:
      return [{ kind: 'code', text: unescapeSlack(node.text) }];
    case NodeType.PreText:
      return [{ kind: 'pre', text: unescapeSlack(node.text).replace(/^\n|\n$/gu, '') }];
    case NodeType.Emoji:
      return [{ kind: 'emoji', name: node.name }];
    case NodeType.UserLink:
      return [{ kind: 'user', id: node.userID, label: labelOf(node.label) }];
    case NodeType.ChannelLink:
      return [{ kind: 'channel', id: node.channelID, label: labelOf(node.label) }];
    case NodeType.URL:
      return [{ kind: 'link', url: unescapeSlack(node.url), children: node.label?.flatMap(convert) ?? [] }];
    case NodeType.Command:
      return [command(node.name, node.arguments, labelOf(node.label) ?? '')];
  }
}

function command(name: string, parameters: readonly string[], label: string): Piece {
  if (name !== 'date') return { kind: 'broadcast', name: label || name };
  return { kind: 'date', seconds: Number(parameters[0]), format: parameters[1] ?? '{date}', fallback: label };
}

function labelOf(label: readonly Node[] | undefined): string | undefined {
  return label && unescapeSlack(label.map((node) => node.source).join(''));
}

function linkBareUrls(text: string): Piece[] {
  return text
    .split(/(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"])/u)
    .filter((part) => part !== '')
    .map((part) =>
      /^https?:\/\//u.test(part) ? { kind: 'link', url: part, children: [] } : { kind: 'text', text: part },
    );
}

function trimStart(pieces: Piece[]): Piece[] {
  const [first, ...rest] = pieces;
  return first?.kind === 'text' ? [{ kind: 'text', text: first.text.replace(/^ /u, '') }, ...rest] : pieces;
}

/** Quoted lines that follow each other are one quote. */
function joinQuotes(pieces: Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (piece.kind === 'quote' && last?.kind === 'quote') {
      last.children.push({ kind: 'text', text: '\n' }, ...piece.children);
    } else {
      joined.push(piece);
    }
  }
  return joined;
}
