import type { FlagKind } from '../faces/model.js';
import { SEPARATOR } from './packed.js';

/** What to explain about a face: its name, or, for an unknown face, who looks similar. */
export type Explains = 'name' | 'similarity';

/** A choice in the menu of a face. */
export type Choice =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'member'; readonly userId: string }
  | { readonly kind: 'new'; readonly name: string }
  | { readonly kind: 'not'; readonly personId: string }
  | { readonly kind: 'take back not'; readonly personId: string }
  | { readonly kind: 'flag'; readonly flag: FlagKind }
  /** No answer: clears a menu of a form. */
  | { readonly kind: 'leave open' }
  /** Whether several faces of the photo may be the same person. */
  | { readonly kind: 'collage'; readonly holds: boolean }
  | { readonly kind: 'change person'; readonly personId: string }
  /** Explain a name, or who a face looks like. */
  | { readonly kind: 'why'; readonly explains: Explains }
  | { readonly kind: 'someone new' };

/** The value of a menu option. A name is at most 75 characters, a value 150. */
export function packChoice(choice: Choice): string {
  switch (choice.kind) {
    case 'person':
      return `p${SEPARATOR}${choice.personId}`;
    case 'member':
      return `u${SEPARATOR}${choice.userId}`;
    case 'new':
      return `n${SEPARATOR}${choice.name}`;
    case 'not':
      return `x${SEPARATOR}${choice.personId}`;
    case 'take back not':
      return `b${SEPARATOR}${choice.personId}`;
    case 'flag':
      return `m${SEPARATOR}${choice.flag}`;
    case 'leave open':
      return `l${SEPARATOR}open`;
    case 'collage':
      return `c${SEPARATOR}${choice.holds ? 'yes' : 'no'}`;
    case 'change person':
      return `e${SEPARATOR}${choice.personId}`;
    case 'why':
      return `w${SEPARATOR}${choice.explains === 'name' ? 'name' : 'likeness'}`;
    case 'someone new':
      return `a${SEPARATOR}new`;
  }
}

/** Reads a value of {@link packChoice}; undefined for any other. */
export function readChoice(value: string): Choice | undefined {
  const kind = value.slice(0, 2);
  const rest = value.slice(2);
  if (rest === '') return undefined;
  if (kind === 'p:') return { kind: 'person', personId: rest };
  if (kind === 'u:') return { kind: 'member', userId: rest };
  if (kind === 'n:') return { kind: 'new', name: rest };
  if (kind === 'x:') return { kind: 'not', personId: rest };
  if (kind === 'b:') return { kind: 'take back not', personId: rest };
  if (kind === 'm:' && (rest === 'not a face' || rest === 'left unnamed')) return { kind: 'flag', flag: rest };
  if (kind === 'l:') return { kind: 'leave open' };
  if (kind === 'c:' && (rest === 'yes' || rest === 'no')) return { kind: 'collage', holds: rest === 'yes' };
  if (kind === 'e:') return { kind: 'change person', personId: rest };
  if (kind === 'w:') return { kind: 'why', explains: rest === 'name' ? 'name' : 'similarity' };
  if (kind === 'a:') return { kind: 'someone new' };
  return undefined;
}
