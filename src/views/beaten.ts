import type { KnownBlock } from '@slack/types';
import type { FaceRef, Person } from '../faces/model.js';
import { button, section } from './blocks.js';
import { tagger } from './face-row.js';
import { SEPARATOR } from './packed.js';
import { escapeMrkdwn, truncate } from './text.js';
import { changeTo, NAMING_WORDING } from './wording/naming.js';

/** Gives a face the name that did not hold. Its value is of packNameAgain. */
export const NAME_AGAIN_ACTION = 'name_again';

/** A name for a face of a reply. */
export interface NameAgain extends FaceRef {
  readonly personId: string;
  readonly threadTs: string;
  readonly replyTs: string;
}

/** The value of the button that gives a face a name again. */
function packNameAgain({ photoId, faceId, personId, threadTs, replyTs }: NameAgain): string {
  return [photoId, faceId, personId, threadTs, replyTs].join(SEPARATOR);
}

/** Reads a value of {@link packNameAgain}; undefined for any other. */
export function readNameAgain(value: string): NameAgain | undefined {
  const [photoId, faceId, personId, threadTs, replyTs] = value.split(SEPARATOR);
  if (!photoId || !faceId || !personId || !threadTs || !replyTs) return undefined;
  return { photoId, faceId, personId, threadTs, replyTs };
}

/** Two people named a face at the same moment. */
interface BeatenContent {
  readonly photoId: string;
  readonly faceId: string;
  readonly reply: { readonly threadTs: string; readonly ts: string };
  /** Which face it is, such as "Face 2"; undefined if that is not known. */
  readonly face: string | undefined;
  /** Whose name did not hold, and the name. */
  readonly loser: { readonly person: Person; readonly by: string };
  readonly winner: { readonly person: Person; readonly by: string };
}

/** docs.slack.dev/reference/block-kit/block-elements/button-element */
const MAX_BUTTON_TEXT = 75;

/** For the person whose name did not hold, with a button that gives the face that name. */
export function buildBeaten({ photoId, faceId, reply, face, loser, winner }: BeatenContent): {
  readonly text: string;
  readonly blocks: KnownBlock[];
} {
  const holds = `${face ?? NAMING_WORDING.thisFaceNow} is now *${escapeMrkdwn(winner.person.name)}*`;
  const text = `${holds}: ${tagger(winner.by)} named it at the same moment as you. You said *${escapeMrkdwn(loser.person.name)}*.`;
  const change = button(NAME_AGAIN_ACTION, truncate(changeTo(loser.person.name), MAX_BUTTON_TEXT), {
    value: packNameAgain({ photoId, faceId, personId: loser.person.id, threadTs: reply.threadTs, replyTs: reply.ts }),
  });
  // Below the text: beside it, a long name would leave no room for it on a phone.
  return { text, blocks: [section(text), { type: 'actions', elements: [change] }] };
}
