import type { KnownBlock } from '@slack/types';
import { button, section } from './blocks.js';
import { TRAIN_FACES_COMMAND } from './commands.js';
import { count } from './text.js';

/** Below the question of `/train-faces invite`. The value of the first is of packInviteScope. */
export const INVITE_ACTION = 'invite_people';
export const CANCEL_INVITE_ACTION = 'cancel_invite';

/** Whom an invitation is about. */
export type InviteScope = 'everyone' | { readonly channelId: string };

/** How far an invitation is. */
export interface InviteProgress {
  readonly all: number;
  readonly asked: number;
  /** People who have left since, or whom Slack does not let Rollcall write to. */
  readonly unreachable: number;
  readonly isDone: boolean;
}

/** In seconds: how long it takes to ask one person at the pace that Slack allows. */
const SECONDS_EACH = 2;

export const INVITE_USAGE = [
  `\`${TRAIN_FACES_COMMAND} invite #channel\` or \`${TRAIN_FACES_COMMAND} invite everyone\` asks people whether I may recognise them.`,
  'Each gets one direct message, once. If they say yes, I learn their face from their Slack profile picture.',
].join('\n');

export const ONLY_ADMINS_INVITE = 'Only workspace admins can invite people. Please ask one of them.';
export const INVITE_CANCELLED = 'I haven’t asked anyone.';
export const CHANNEL_NOT_FOUND =
  'I can’t find that channel. You need to be in it, and if it’s private, so do I: add me there with `/invite`.';

/** The value of the button that sends an invitation. */
function packInviteScope(scope: InviteScope): string {
  return scope === 'everyone' ? scope : scope.channelId;
}

/** Reads a value of packInviteScope; undefined for any other. */
export function readInviteScope(value: string): InviteScope | undefined {
  if (value === 'everyone') return value;
  return /^[CG][A-Z0-9]+$/.test(value) ? { channelId: value } : undefined;
}

/** Asks before anyone is written to. @param before how many were asked already. */
export function buildInviteQuestion(
  scope: InviteScope,
  { toAsk, before }: { readonly toAsk: number; readonly before: number },
): { readonly text: string; readonly blocks?: KnownBlock[] } {
  const where = scope === 'everyone' ? 'in this workspace' : `in <#${scope.channelId}>`;
  if (toAsk === 0) return { text: `I’ve already asked everyone ${where}.` };
  const people = count(toAsk, 'person', 'people');
  const text = [
    `Shall I ask ${people} ${where} whether I may recognise them? Each gets one direct message from me, which mentions you. ${takesAbout(toAsk)}`,
    ...(before === 0
      ? []
      : [`I’ve asked ${before === 1 ? '1 other' : `${before} others`} before, and won’t ask them again.`]),
  ].join('\n');
  return {
    text,
    blocks: [
      section(text),
      {
        type: 'actions',
        elements: [
          button(INVITE_ACTION, `Ask ${people}`, { value: packInviteScope(scope), style: 'primary' }),
          button(CANCEL_INVITE_ACTION, 'Cancel'),
        ],
      },
    ],
  };
}

function takesAbout(people: number): string {
  const minutes = Math.round((people * SECONDS_EACH) / 60);
  return minutes < 1 ? 'It takes less than a minute.' : `It takes about ${count(minutes, 'minute')}.`;
}

/** Once the invitation is stored. */
export function inviteStarted(people: number): string {
  return people === 0
    ? 'Everyone has been asked already.'
    : `I’m asking ${count(people, 'person', 'people')}. I’ll send you my progress in a direct message.`;
}

/** The message about progress. */
export function describeInviteProgress({ all, asked, unreachable, isDone }: InviteProgress): string {
  const people = count(all, 'person', 'people');
  const missed = unreachable === 0 ? '' : ` I couldn’t reach ${unreachable}.`;
  if (!isDone) return `I’m asking the people you invited: ${asked} of ${all} so far.${missed}`;
  const done =
    asked === all ? `I’ve asked all ${people} you invited.` : `I’ve asked ${asked} of the ${people} you invited.`;
  return `${all === 1 && asked === 1 ? 'I’ve asked the person you invited.' : done}${missed} Those who say yes are recognised within a minute.`;
}
