import { drawGroup, type GroupOptions } from './group.js';
import type { CastMember } from './member.js';
import { cast, strangers } from './people.js';
import { drawPortrait, type PortraitOptions } from './portrait.js';
import { renderJpeg } from './render.js';

/** A photo to try Rollcall with before having one of one's own. */
export interface SamplePhoto {
  readonly fileName: string;
  readonly title: string;
  /** Who is on it, left to right; undefined for a stranger. */
  readonly people: readonly (string | undefined)[];
  /** The photo as a JPEG; the same bytes whenever it is called. Takes up to a second. */
  render(): Promise<Uint8Array>;
}

/** Photos of the cast, alone and together, and one or two people nobody knows; in the order to try them. */
export function samplePhotos(): readonly SamplePhoto[] {
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
    group('team-lunch.jpg', 'Lunch with the team', [amara, finn, ingrid, mateo, layla], {
      background: 'cafe',
      light: 'warm',
      lightFrom: -1,
      seed: 11,
    }),
    group('monday-stand-up.jpg', 'Monday stand-up', [kenji, layla, amara, mateo], {
      background: 'office',
      closeness: 0.79,
      light: 'day',
      lightFrom: -1,
      seed: 3,
    }),
    group('walk-in-the-park.jpg', 'A walk in the park', [ingrid, kenji, finn], {
      background: 'park',
      closeness: 1.25,
      lightFrom: 1,
      seed: 3,
    }),
    portrait('amara-by-the-sea.jpg', 'Amara by the sea', amara, {
      background: 'beach',
      light: 'warm',
      lightFrom: 1,
      expression: 'laugh',
      pose: { turn: 6, nod: -1, tilt: 3 },
    }),
    portrait('mateo-at-work.jpg', 'Mateo at work', mateo, {
      background: 'office',
      light: 'day',
      lightFrom: -1,
      expression: 'smile',
      pose: { turn: -10, nod: 1, tilt: -3 },
    }),
    portrait('ingrid-in-town.jpg', 'Ingrid in town', ingrid, {
      background: 'street',
      light: 'day',
      lightFrom: -1,
      expression: 'smile',
      pose: { turn: 8, nod: 0, tilt: 3 },
    }),
    portrait('kenji-for-the-badge.jpg', 'Kenji, for his badge', kenji, {
      background: 'studio',
      light: 'day',
      lightFrom: 1,
      expression: 'calm',
      pose: { turn: 0, nod: 0, tilt: 0 },
    }),
    portrait('layla-at-the-cafe.jpg', 'Layla at the café', layla, {
      background: 'cafe',
      light: 'warm',
      lightFrom: -1,
      expression: 'laugh',
      pose: { turn: 10, nod: 1, tilt: 5 },
    }),
    portrait('finn-outdoors.jpg', 'Finn outdoors', finn, {
      background: 'park',
      light: 'day',
      lightFrom: -1,
      expression: 'smile',
      pose: { turn: -8, nod: -2, tilt: -4 },
    }),
    group('evening-on-the-beach.jpg', 'Evening on the beach', [mateo, amara], {
      background: 'beach',
      looks: { [mateo.id]: { expression: 'laugh' }, [amara.id]: { expression: 'smile' } },
      closeness: 1.2,
      light: 'evening',
      lightFrom: 1,
      seed: 12,
    }),
    group('open-day.jpg', 'Open day, with a visitor', [layla, visitor, kenji], {
      background: 'street',
      looks: { [visitor.id]: { expression: 'smile' } },
      closeness: 1.22,
      lightFrom: -1,
      seed: 8,
    }),
    portrait('new-colleague.jpg', 'A new colleague', newcomer, {
      background: 'office',
      light: 'cool',
      lightFrom: 1,
      expression: 'smile',
      pose: { turn: -6, nod: 0, tilt: 3 },
    }),
  ];
}

function portrait(fileName: string, title: string, member: CastMember, options: PortraitOptions): SamplePhoto {
  return { fileName, title, people: [nameOf(member)], render: () => renderJpeg(drawPortrait(member, options)) };
}

function group(fileName: string, title: string, members: readonly CastMember[], options: GroupOptions): SamplePhoto {
  return { fileName, title, people: members.map(nameOf), render: () => renderJpeg(drawGroup(members, options)) };
}

function nameOf(member: CastMember): string | undefined {
  return strangers.includes(member) ? undefined : member.name;
}
