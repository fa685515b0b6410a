import type { ActionsBlock, KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { Consent, ConsentChoice, ConsentMode } from '../faces/model.js';
import { button, context, picture, plain, section } from './blocks.js';
import { SEPARATOR } from './packed.js';
import { packPersonRef } from './person-ref.js';
import { localTime, mention } from './text.js';
import { CONSENT_WORDING } from './wording/consent.js';
import { WORDING } from './wording/general.js';

/** Takes the reader’s name off a face, in the message that told them they were named. Its value is of packPersonRef. */
export const NOT_ME_TOLD_ACTION = 'not_me_told';
/** An answer to whether someone wants to be recognised, followed by the answer. */
export const CONSENT_ACTION = 'consent';

const CONSENT_WORDS: Readonly<Record<string, ConsentChoice>> = {
  recognise: 'recognise',
  when_named: 'when named',
  never: 'never',
};

/** The action id of an answer to whether someone wants to be recognised. */
function packConsentChoice(choice: ConsentChoice): string {
  const word = Object.keys(CONSENT_WORDS).find((each) => CONSENT_WORDS[each] === choice) ?? '';
  return [CONSENT_ACTION, word].join(SEPARATOR);
}

/** Reads an action id of {@link packConsentChoice}; undefined for any other. */
export function readConsentChoice(actionId: string): ConsentChoice | undefined {
  const [action, word = ''] = actionId.split(SEPARATOR);
  return action === CONSENT_ACTION ? CONSENT_WORDS[word] : undefined;
}

/** Why a person is asked whether they want to be recognised. */
export type AskedBecause =
  | { readonly kind: 'named'; readonly by: string; readonly photoId: string; readonly faceId: string }
  | { readonly kind: 'invited'; readonly by: string };

/** The question whether a person wants to be recognised. */
export interface ConsentQuestion {
  readonly because: AskedBecause;
  /** Whom it is asked. */
  readonly userId: string;
  readonly mode: ConsentMode;
  /** The person's answer so far. */
  readonly consent: Consent | undefined;
  /** The photo they were named in; undefined while they are not named in it. */
  readonly named:
    | {
        readonly personId: string;
        /** Slack file of the face alone; undefined if there is none. */
        readonly faceFileId: string | undefined;
        /** The address of the photo; undefined if the person may not see its conversation. */
        readonly link: string | undefined;
      }
    | undefined;
}

const CHOICES: readonly ConsentChoice[] = ['recognise', 'when named', 'never'];

const LABELS: Readonly<Record<ConsentChoice, string>> = {
  recognise: CONSENT_WORDING.recognise,
  'when named': CONSENT_WORDING.whenNamed,
  never: CONSENT_WORDING.never,
};

/** The message that asks a person, and shows their answer afterwards. */
export function buildConsentQuestion(question: ConsentQuestion): { text: string; blocks: KnownBlock[] } {
  const { because, consent, named } = question;
  const what = whatHappened(question);
  const state = describeConsent(consent, question.mode, because.kind === 'named');
  const crop = named?.faceFileId === undefined ? undefined : picture(named.faceFileId, CONSENT_WORDING.yourFace);
  return {
    text: [what, state].join(' '),
    blocks: [
      section(`${what}\n${state}`, crop),
      consentButtons(consent),
      context(`${CONSENT_WORDING.means}\n${CONSENT_WORDING.changeable}`),
      ...(named === undefined || because.kind !== 'named' ? [] : [notMe(named.personId, because)]),
    ],
  };
}

/** Only the person is told who named them, and where only if they may see it. */
function whatHappened({ because, userId, named }: ConsentQuestion): string {
  const who = because.by === '' ? 'Someone' : mention(because.by);
  if (because.kind === 'invited') return `${who} asks whether I may recognise you in photos.`;
  // A mention of themselves would be highlighted.
  const namedThem = because.by === userId ? 'You named yourself' : `${who} named you`;
  if (named === undefined) return `${namedThem} in a photo. Your name is no longer on it.`;
  const where = named.link === undefined ? 'a photo' : `<${named.link}|a photo>`;
  return `${namedThem} in ${where}.`;
}

/**
 * What holds for a person now. mrkdwn.
 * @param isNamed whether someone has named them.
 */
export function describeConsent(consent: Consent | undefined, mode: ConsentMode, isNamed: boolean): string {
  if (consent !== undefined) return `You chose *${LABELS[consent.choice]}* (${localTime(consent.at)}).`;
  if (mode === 'required') return CONSENT_WORDING.required;
  return isNamed ? CONSENT_WORDING.told : CONSENT_WORDING.open;
}

/** The three answers; the one that holds is marked. Answering again replaces it. */
export function consentButtons(consent: Consent | undefined): ActionsBlock {
  return {
    type: 'actions',
    elements: CHOICES.map((choice) =>
      button(packConsentChoice(choice), LABELS[choice], {
        ...(consent?.choice === choice ? { style: 'primary' } : {}),
        ...(choice !== 'never'
          ? {}
          : {
              confirm: {
                title: plain(CONSENT_WORDING.neverTitle),
                text: plain(CONSENT_WORDING.neverMeans),
                confirm: plain(CONSENT_WORDING.never),
                deny: plain(WORDING.cancel),
                style: 'danger',
              },
            }),
      }),
    ),
  };
}

function notMe(personId: string, face: { readonly photoId: string; readonly faceId: string }): ActionsBlock {
  const value = packPersonRef({ personId, face });
  return {
    type: 'actions',
    elements: [
      button(NOT_ME_TOLD_ACTION, CONSENT_WORDING.notThisPhoto, {
        value,
        confirm: {
          title: plain(CONSENT_WORDING.takeMyNameOff),
          text: plain(CONSENT_WORDING.takeMyNameOffMeans),
          confirm: plain(CONSENT_WORDING.takeMyNameOff),
          deny: plain(WORDING.cancel),
        },
      }),
    ],
  };
}

/** Letters, digits and underscores only: Slack silently drops metadata with anything else. Stored: do not change. */
const EVENT_TYPE = 'rollcall_consent';

const metadataSchema = z.object({
  event_type: z.literal(EVENT_TYPE),
  event_payload: z.object({ by: z.string(), photo: z.string(), face: z.string() }),
});

/** The metadata of the message that asks. Ids only. */
export function packAskedBecause(because: AskedBecause) {
  const [photo, face] = because.kind === 'named' ? [because.photoId, because.faceId] : ['', ''];
  return { event_type: EVENT_TYPE, event_payload: { by: because.by, photo, face } };
}

/** Reads metadata of {@link packAskedBecause}; undefined for any other. */
export function readAskedBecause(metadata: unknown): AskedBecause | undefined {
  const payload = metadataSchema.safeParse(metadata).data?.event_payload;
  if (payload === undefined) return undefined;
  const { by, photo, face } = payload;
  return photo === '' ? { kind: 'invited', by } : { kind: 'named', by, photoId: photo, faceId: face };
}
