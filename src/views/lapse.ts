import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { Person } from '../faces/model.js';
import { button, section } from './blocks.js';
import { escapeMrkdwn, localDate } from './text.js';
import { FORGETTING_WORDING } from './wording/forgetting.js';

/** Keeps a person who would be forgotten. Its value is the person's id. */
export const KEEP_PERSON_ACTION = 'keep_person';

/** Tells someone that they, or a person they added, will be forgotten. */
export function buildLapseNotice({
  person,
  isThemselves,
  at,
}: {
  readonly person: Person;
  readonly isThemselves: boolean;
  /** When they will be forgotten. */
  readonly at: Date;
}): { text: string; blocks: KnownBlock[] } {
  const text = isThemselves
    ? `You haven’t been in a photo for a long time. On ${localDate(at)} I’ll forget you: I’ll delete your name, every tag of you and the face data I recognise you by.`
    : `*${escapeMrkdwn(person.name)}*, whom you named, hasn’t been in a photo for a long time. On ${localDate(at)} I’ll forget them: I’ll delete the name, every tag and the face data.`;
  const keep = button(KEEP_PERSON_ACTION, isThemselves ? FORGETTING_WORDING.keepMe : FORGETTING_WORDING.keepThem, {
    value: person.id,
  });
  return { text, blocks: [section(text), { type: 'actions', elements: [keep] }] };
}

const LAPSE_EVENT_TYPE = 'rollcall_lapse';

/** The metadata of the message: whom it is about, and when they were last seen. */
export function packLapse(personId: string, seenAt: Date) {
  return { event_type: LAPSE_EVENT_TYPE, event_payload: { person: personId, seen: seenAt.toISOString() } };
}

/** Whether a message is the one with this metadata. */
export function isLapseNotice(metadata: unknown, personId: string, seenAt: Date): boolean {
  const { person, seen } = lapseSchema.safeParse(metadata).data?.event_payload ?? {};
  return person === personId && seen === seenAt.toISOString();
}

const lapseSchema = z.object({
  event_type: z.literal(LAPSE_EVENT_TYPE),
  event_payload: z.object({ person: z.string(), seen: z.string() }),
});

/** The same message once someone asked to keep the person. */
export function buildLapseKept(): { text: string; blocks: KnownBlock[] } {
  return { text: FORGETTING_WORDING.keptPerson, blocks: [section(FORGETTING_WORDING.keptPerson)] };
}
