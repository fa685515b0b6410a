import type { FaceRow, Person } from '../faces/model.js';
import { MAX_SECTION_TEXT } from './blocks.js';
import { shortVerdict } from './face-row.js';
import { count, escapeMrkdwn, listAll, truncate } from './text.js';
import { REPLY_WORDING } from './wording/replies.js';

/** Texts about all faces of a photo or a reply. */

/** A crowd has more names than anyone reads in a sentence. */
const MAX_NAMES = 12;

/** The first line of a reply: who is in its photos, and how many are not known yet. mrkdwn. @param limit for the names. */
export function describeWho(rows: readonly FaceRow[], limit = MAX_NAMES): string {
  const known = peopleIn(rows, 'sure', 'named');
  const names = known.slice(0, limit).map(({ name }) => escapeMrkdwn(name));
  const others = known.length - names.length;
  if (others > 0) names.push(`${others} others`);
  const perhaps = peopleIn(rows, 'likely').map(({ name }) => escapeMrkdwn(name));
  const unknown = rows.filter(({ verdict }) => verdict.kind === 'unknown').length;
  const rest = [
    ...(perhaps.length === 0
      ? []
      : [`perhaps ${perhaps.length > MAX_NAMES ? `${perhaps.length} more` : perhaps.join(', ')}`]),
    ...(unknown === 0 ? [] : [`${unknown === 1 ? 'someone' : `${unknown} people`} I don’t know yet`]),
  ];
  if (names.length === 0) return rest.length === 0 ? REPLY_WORDING.noNames : capitalised(listAll(rest));
  return rest.length === 0 ? `*${listAll(names)}*` : listAll([`*${names.join(', ')}*`, ...rest]);
}

function peopleIn(rows: readonly FaceRow[], ...kinds: readonly ('sure' | 'named' | 'likely')[]): Person[] {
  const people = new Map<string, Person>();
  for (const { verdict } of rows) {
    if ('person' in verdict && kinds.some((kind) => kind === verdict.kind))
      people.set(verdict.person.id, verdict.person);
  }
  return [...people.values()];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Between a number and its name, so that no line ends with the number. */
const NO_BREAK = '\u00A0';

/** Faces that have an answer, in one line: "*1 Ada* · *4 Ben* · 5 skipped". mrkdwn. */
export function describeSettledFaces(rows: readonly FaceRow[]): string {
  const parts = rows.map(({ number, verdict }) =>
    'person' in verdict
      ? `*${number}${NO_BREAK}${escapeMrkdwn(verdict.person.name)}*`
      : `${number}${NO_BREAK}${shortVerdict(verdict)}`,
  );
  let line = '';
  for (const [index, part] of parts.entries()) {
    const longer = index === 0 ? part : `${line} · ${part}`;
    const left = parts.length - index;
    // Never cut inside a name, whose formatting would stay open.
    if (longer.length > MAX_SECTION_TEXT - 30) return `${line} … and ${left} more`;
    line = longer;
  }
  return line;
}

/**
 * Describes a numbered picture for people who cannot see it: who is where, in reading order. Plain text.
 * @param rows the faces to describe: those beside the picture on this page of the reply.
 * @param total the number of faces on the picture.
 */
export function describePicture(rows: readonly FaceRow[], total: number, limit: number): string {
  const faces = rows.map(({ number, verdict }) => `${number} ${shortVerdict(verdict)}`);
  const part = rows.length < total ? ` (here ${rows.at(0)?.number} to ${rows.at(-1)?.number})` : '';
  const where = rows.length === 1 ? '' : isOneLine(rows) ? ', from left to right' : ', row by row from left to right';
  return truncate(`Photo with ${count(total, 'numbered face')}${part}${where}: ${faces.join(', ')}.`, limit);
}

/** Describes a picture that shows names. Plain text. */
export function describeNamedPicture(rows: readonly FaceRow[], limit: number): string {
  const names = rows.flatMap(({ verdict }) => ('person' in verdict ? [verdict.person.name] : []));
  const where = names.length === 1 ? '' : isOneLine(rows) ? ', from left to right' : ', row by row from left to right';
  return truncate(`Photo with ${count(names.length, 'name')}${where}: ${names.join(', ')}.`, limit);
}

function isOneLine(rows: readonly FaceRow[]): boolean {
  return rows.every(({ face }, index) => index === 0 || face.box.left >= (rows[index - 1]?.face.box.left ?? 0));
}

/** A whole reply as one text, for notifications and screen readers. mrkdwn. */
export function describeReply(photos: readonly (readonly FaceRow[])[], limit: number): string {
  const faces = photos.reduce((total, rows) => total + rows.length, 0);
  const parts = photos.map((rows, index) => {
    const people = rows.map(({ number, verdict }) => `${number} ${escapeMrkdwn(shortVerdict(verdict))}`).join(', ');
    return photos.length === 1 ? people : `photo ${index + 1}: ${people}`;
  });
  const where = photos.length === 1 ? '' : ` in ${photos.length} photos`;
  return truncate(`${count(faces, 'face')}${where}: ${parts.join('; ')}.`, limit);
}
