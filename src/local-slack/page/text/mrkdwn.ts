import { unescapeSlack } from './escapes.js';
import { type Atom, takeAtoms } from './mrkdwn-atoms.js';

/**
 * Slack's mrkdwn (https://docs.slack.dev/messaging/formatting-message-text), parsed. Our own parser, because the only
 * maintained one (`slack-message-parser`) misses the code in "`/train-faces`:" and the bold text in “*Ada*”. Parsing takes
 * time linear in the length of the text, because anyone can post 40,000 characters of anything.
 */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'quote'; children: Piece[] }
  | { kind: 'pre'; text: string }
  | Atom;

const STYLES = new Map<string, 'bold' | 'italic' | 'strike'>([
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strike'],
]);

const STYLE_MARK = /[*_~]/gu;
const FENCE = /```([\s\S]+?)```/gu;
const QUOTE = /^(?:&gt;|>) ?(.*)$/u;

/** Parses mrkdwn and decodes Slack's escapes. Unpaired formatting characters stay text. */
export function parseMrkdwn(text: string): Piece[] {
  return text
    .split(FENCE)
    .flatMap((part, index) => (index % 2 === 1 ? [preformatted(part)] : parseLines(part)))
    .filter((piece) => piece.kind !== 'text' || piece.text !== '');
}

function preformatted(text: string): Piece {
  return { kind: 'pre', text: unescapeSlack(text).replace(/^\n|\n$/gu, '') };
}

/** Consecutive quoted lines become one quote, which includes the line breaks around it. */
function parseLines(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain: string[] = [];
  let quoted: string[] = [];
  const endPlain = () => {
    if (plain.length > 0) for (const piece of parseInline(plain.join('\n'))) pieces.push(piece);
    plain = [];
  };
  const endQuote = () => {
    if (quoted.length > 0) pieces.push({ kind: 'quote', children: parseInline(quoted.join('\n')) });
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

/** Links, code and the like are taken out first, because formatting characters have no meaning in them. */
function parseInline(text: string): Piece[] {
  const { rest, putBack } = takeAtoms(text);
  return parseStyles(rest, putBack);
}

/** Recursive, but at most three levels deep: a style cannot contain itself. */
function parseStyles(text: string, putBack: (text: string) => Piece[]): Piece[] {
  const pieces: Piece[] = [];
  const put = (more: readonly Piece[]) => {
    for (const piece of more) pieces.push(piece);
  };
  let done = 0;
  for (const { index, 0: mark } of text.matchAll(STYLE_MARK)) {
    const kind = STYLES.get(mark);
    const end = index < done ? undefined : endOfStyle(text, index, mark);
    if (kind === undefined || end === undefined) continue;
    put(putBack(text.slice(done, index)));
    pieces.push({ kind, children: parseStyles(text.slice(index + 1, end), putBack) });
    done = end + 1;
  }
  put(putBack(text.slice(done)));
  return pieces;
}

/**
 * The index of the mark that closes the style opened at `start`. Both must be on one line, with no letter, digit or equal
 * mark outside of them and no space inside.
 */
function endOfStyle(text: string, start: number, mark: string): number | undefined {
  const end = text.indexOf(mark, start + 1);
  if (end <= start + 1) return undefined;
  if (isWordOr(mark, text.slice(Math.max(0, start - 2), start), 'end')) return undefined;
  if (isWordOr(mark, text.slice(end + 1, end + 3), 'start')) return undefined;
  if (/\s/u.test(text.charAt(start + 1)) || /\s/u.test(text.charAt(end - 1))) return undefined;
  return text.slice(start, end).includes('\n') ? undefined : end;
}

/** Whether a text starts or ends with a letter, a digit or the mark. Letters have at most two code units. */
function isWordOr(mark: string, text: string, side: 'start' | 'end'): boolean {
  if (side === 'start') return text.startsWith(mark) || /^[\p{L}\p{N}]/u.test(text);
  return text.endsWith(mark) || /[\p{L}\p{N}]$/u.test(text);
}
