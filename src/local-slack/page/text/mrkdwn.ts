import { unescapeSlack } from './escapes.js';
import { type Atom, takeAtoms } from './mrkdwn-atoms.js';

/**
 * Slack's mrkdwn (https://docs.slack.dev/messaging/formatting-message-text), read into pieces. Own code, because the
 * one maintained parser (`slack-message-parser`) sees no code in "`/train-faces`:" and nothing bold in “*Ada*”.
 */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'quote'; children: Piece[] }
  | { kind: 'pre'; text: string }
  | Atom;

/** A stretch between two marks: closed in by something that is no letter, digit or mark, and no space inside the marks. */
const STYLES = [
  { kind: 'bold', pattern: styled('\\*') },
  { kind: 'italic', pattern: styled('_') },
  { kind: 'strike', pattern: styled('~') },
] as const;

const FENCE = /```([\s\S]+?)```/gu;
const QUOTE = /^(?:&gt;|>) ?(.*)$/u;

/** Reads a text in mrkdwn, Slack's escapes undone. What is no markup stays as it is; nothing is lost. */
export function parseMrkdwn(text: string): Piece[] {
  return text
    .split(FENCE)
    .flatMap((part, index) => (index % 2 === 1 ? [preformatted(part)] : readLines(part)))
    .filter((piece) => piece.kind !== 'text' || piece.text !== '');
}

function preformatted(text: string): Piece {
  return { kind: 'pre', text: unescapeSlack(text).replace(/^\n|\n$/gu, '') };
}

/** Quoted lines that follow each other are one quote; the line break around a quote is part of it. */
function readLines(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain: string[] = [];
  let quoted: string[] = [];
  const endPlain = () => {
    if (plain.length > 0) pieces.push(...readInline(plain.join('\n')));
    plain = [];
  };
  const endQuote = () => {
    if (quoted.length > 0) pieces.push({ kind: 'quote', children: readInline(quoted.join('\n')) });
    quoted = [];
  };
  for (const line of text.split('\n')) {
    const quote = QUOTE.exec(line)?.[1];
    if (quote === undefined) {
      endQuote();
      plain.push(line);
    } else {
      endPlain();
      quoted.push(quote);
    }
  }
  endPlain();
  endQuote();
  return pieces;
}

/** Marks inside of links, code and the like mean nothing, so these are taken out first and put back afterwards. */
function readInline(text: string): Piece[] {
  const { rest, putBack } = takeAtoms(text);
  return readStyles(rest, putBack);
}

function readStyles(text: string, putBack: (text: string) => Piece[]): Piece[] {
  const found = STYLES.map(({ kind, pattern }) => ({ kind, match: pattern.exec(text) }))
    .filter(({ match }) => match !== null)
    .sort((a, b) => (a.match?.index ?? 0) - (b.match?.index ?? 0))[0];
  if (found?.match === undefined || found.match === null) return putBack(text);
  const { kind, match } = found;
  const end = match.index + match[0].length;
  return [
    ...putBack(text.slice(0, match.index)),
    { kind, children: readStyles(match[1] ?? '', putBack) },
    ...readStyles(text.slice(end), putBack),
  ];
}

/** @param mark as a regular expression. */
function styled(mark: string): RegExp {
  const outside = `[\\p{L}\\p{N}${mark}]`;
  return new RegExp(`(?<!${outside})${mark}(?!\\s)([^${mark}\\n]*[^${mark}\\s])${mark}(?!${outside})`, 'u');
}
