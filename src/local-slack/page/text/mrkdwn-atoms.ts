import { unescapeSlack } from './escapes.js';

/** The parts of a mrkdwn text in which bold, italic and strike mean nothing. */
export type Atom =
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; label: string | undefined }
  | { kind: 'user'; id: string; label: string | undefined }
  | { kind: 'channel'; id: string; label: string | undefined }
  | { kind: 'broadcast'; name: string }
  | { kind: 'date'; seconds: number; format: string; fallback: string }
  | { kind: 'emoji'; name: string };

type TextOrAtom = { kind: 'text'; text: string } | Atom;

/** Stands for an atom while the rest of the text is read: one character that no text has (it is for private use). */
const PLACE = '\uE000';

const ATOM =
  /`(?<code>[^`\n]+)`|<(?<angle>[@#!]?[^\s<>|][^<>|\n]*)(?:\|(?<label>[^<>\n]*))?>|(?<bare>https?:\/\/[^\s<>|`]+[^\s<>|`.,;:!?)\]'"*_~])|:(?<emoji>[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*|[+-]1|100)(?:::skin-tone-[2-6])?:/gu;

/** Takes the atoms out of a text. `putBack` turns what is left, or any part of it in order, into pieces. */
export function takeAtoms(text: string): { rest: string; putBack(part: string): TextOrAtom[] } {
  const atoms: Atom[] = [];
  const rest = text.replaceAll(PLACE, '\uFFFD').replace(ATOM, (...match) => {
    atoms.push(readAtom(match.at(-1) as AtomGroups));
    return PLACE;
  });
  const putBack = (part: string): TextOrAtom[] =>
    part
      .split(PLACE)
      .flatMap((piece, index): TextOrAtom[] => {
        const atom = index === 0 ? undefined : atoms.shift();
        return [...(atom ? [atom] : []), { kind: 'text', text: unescapeSlack(piece) }];
      })
      .filter((piece) => piece.kind !== 'text' || piece.text !== '');
  return { rest, putBack };
}

interface AtomGroups {
  code?: string;
  angle?: string;
  label?: string;
  bare?: string;
  emoji?: string;
}

function readAtom({ code, angle, label, bare, emoji }: AtomGroups): Atom {
  if (code !== undefined) return { kind: 'code', text: unescapeSlack(code) };
  if (emoji !== undefined) return { kind: 'emoji', name: emoji };
  if (bare !== undefined) return { kind: 'link', url: unescapeSlack(bare), label: undefined };
  return readAngle(angle ?? '', label === undefined ? undefined : unescapeSlack(label));
}

/** What stands between `<` and `>`: a mention, a date, or a link. */
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
