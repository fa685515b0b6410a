import { cast } from './cast-list.js';
import { drawGroup, type GroupOptions } from './group.js';
import { drawPortrait, type PortraitOptions } from './portrait.js';
import type { Drawing } from './scene.js';
import { strangers } from './strangers.js';
import type { CastMember } from './traits.js';

/** A sample photo and how it is drawn. */
export interface DrawnSample {
  readonly fileName: string;
  /** Who is in it, from left to right; undefined is a stranger. */
  readonly people: readonly (string | undefined)[];
  /** The same every time. */
  drawing(): Drawing;
}

/** Photos of the cast, alone and together, and of one or two people no one knows. */
export function drawnSamples(): readonly DrawnSample[] {
  const [amara, mateo, ingrid, kenji, layla, finn] = cast as readonly [
    CastMember,
    CastMember,
    CastMember,
    CastMember,
    CastMember,
    CastMember,
  ];
  const [visitor, newcomer] = strangers as readonly [CastMember, CastMember];
  return [
    group('team-lunch.jpg', [amara, finn, ingrid, mateo, layla], {
      background: 'cafe',
      light: 'warm',
      lightFrom: -1,
      seed: 11,
    }),
    group('monday-stand-up.jpg', [kenji, layla, amara, mateo], {
      background: 'office',
      closeness: 0.79,
      light: 'day',
      lightFrom: -1,
      seed: 3,
    }),
    group('walk-in-the-park.jpg', [ingrid, kenji, finn], {
      background: 'park',
      closeness: 1.25,
      lightFrom: 1,
      seed: 3,
    }),
    portrait('amara-by-the-sea.jpg', amara, {
      background: 'beach',
      light: 'warm',
      lightFrom: 1,
      expression: 'laugh',
      pose: { turn: 6, nod: -1, tilt: 3 },
    }),
    portrait('mateo-at-work.jpg', mateo, {
      background: 'office',
      light: 'day',
      lightFrom: -1,
      expression: 'smile',
      pose: { turn: -10, nod: 1, tilt: -3 },
    }),
    portrait('ingrid-in-town.jpg', ingrid, {
      background: 'street',
      light: 'day',
      lightFrom: -1,
      expression: 'smile',
      pose: { turn: 8, nod: 0, tilt: 3 },
    }),
    portrait('kenji-for-the-badge.jpg', kenji, {
      background: 'studio',
      light: 'day',
      lightFrom: 1,
      expression: 'calm',
      pose: { turn: 0, nod: 0, tilt: 0 },
    }),
    portrait('layla-at-the-cafe.jpg', layla, {
      background: 'cafe',
      light: 'warm',
      lightFrom: -1,
      expression: 'laugh',
      pose: { turn: 10, nod: 1, tilt: 5 },
    }),
    portrait('finn-outdoors.jpg', finn, {
      background: 'park',
      light: 'day',
      lightFrom: -1,
      expression: 'smile',
      pose: { turn: -8, nod: -2, tilt: -4 },
    }),
    group('evening-on-the-beach.jpg', [mateo, amara], {
      background: 'beach',
      looks: { [mateo.id]: { expression: 'laugh' }, [amara.id]: { expression: 'smile' } },
      closeness: 1.2,
      light: 'evening',
      lightFrom: 1,
      seed: 12,
    }),
    group('open-day.jpg', [layla, visitor, kenji], {
      background: 'street',
      looks: { [visitor.id]: { expression: 'smile' } },
      closeness: 1.22,
      lightFrom: -1,
      seed: 8,
    }),
    portrait('new-colleague.jpg', newcomer, {
      background: 'office',
      light: 'cool',
      lightFrom: 1,
      expression: 'smile',
      pose: { turn: -6, nod: 0, tilt: 3 },
    }),
  ];
}

function portrait(fileName: string, member: CastMember, options: PortraitOptions): DrawnSample {
  return { fileName, people: [nameOf(member)], drawing: () => drawPortrait(member, options) };
}

function group(fileName: string, members: readonly CastMember[], options: GroupOptions): DrawnSample {
  return { fileName, people: members.map(nameOf), drawing: () => drawGroup(members, options) };
}

function nameOf(member: CastMember): string | undefined {
  return strangers.includes(member) ? undefined : member.name;
}
