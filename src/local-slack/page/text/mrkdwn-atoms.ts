import { unescapeSlack } from './escapes.js';

/** The parts of a mrkdwn text that cannot contain bold, italic or strike. */
export type Atom =
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; label: string | undefined }
  | { kind: 'user'; id: string; label: string | undefined }
  | { kind: 'channel'; id: string; label: string | undefined }
  | { kind: 'broadcast'; name: string }
  | { kind: 'date'; seconds: number; format: string; fallback: string }
  | { kind: 'emoji'; name: string };

type TextOrAtom = { kind: 'text'; text: string } | Atom;

/** Replaces an atom while the rest of the text is parsed: a private-use character. */
const PLACEHOLDER = '\uE000';

/** Repeated parts never match the same characters, so it takes linear time. ":30:" is not an emoji. */
const ATOM =
  /`(?<code>[^`\n]+)`|<(?<angle>[@#!]?[^\s<>|][^<>|\n]*)(?:\|(?<label>[^<>\n]*))?>|(?<bare>https?:\/\/[^\s<>|`]+[^\s<>|`.,;:!?)\]'"*_~])|:(?!(?!100:|[+-]1:)[0-9_+'-]+:)(?<emoji>[a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:/gu;

/** Takes the atoms out of a text. `putBack` returns the pieces of a part of the rest; call it for each part, in order. */
export function takeAtoms(text: string): { rest: string; putBack(part: string): TextOrAtom[] } {
  const source = text.replaceAll(PLACEHOLDER, '\uFFFD');
  const atoms = [...source.matchAll(ATOM)].map(({ groups = {} }) => readAtom(groups));
  const rest = source.replaceAll(ATOM, PLACEHOLDER);
  let next = 0;
  const putBack = (part: string): TextOrAtom[] =>
    part
      .split(PLACEHOLDER)
      .flatMap((piece, index): TextOrAtom[] => {
        const atom = index === 0 ? undefined : atoms[next++];
        return [...(atom ? [atom] : []), { kind: 'text', text: unescapeSlack(piece) }];
      })
      .filter((piece) => piece.kind !== 'text' || piece.text !== '');
  return { rest, putBack };
}

function readAtom({ code, angle, label, bare, emoji }: Partial<Record<string, string>>): Atom {
  if (code !== undefined) return { kind: 'code', text: unescapeSlack(code) };
  if (emoji !== undefined) return { kind: 'emoji', name: emoji };
  if (bare !== undefined) return { kind: 'link', url: unescapeSlack(bare), label: undefined };
  return readAngle(angle ?? '', label === undefined ? undefined : unescapeSlack(label));
}

/** The content of `<…>`: a mention, a date, or a link. */
function readAngle(inside: string, label: string | undefined): Atom {
  const name = inside.slice(1);
  switch (inside[0]) {
    case '@':
      return { kind: 'user', id: name, label };
    case '#':
      return { kind: 'channel', id: name, label };
    case '!': {
      const [what = '', seconds, format] = name.split('^');
      if (what !== 'date') return { kind: 'broadcast', name: label ?? what.replace(/^subteam$/u, 'group') };
      return { kind: 'date', seconds: Number(seconds), format: format ?? '{date}', fallback: label ?? '' };
    }
    default:
      return { kind: 'link', url: unescapeSlack(inside), label };
  }
}
