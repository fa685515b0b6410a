import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { explainFailure } from '../failures.js';
import { findTypedChannel, listInvitees } from '../people/enrol/invitees.js';
import type { Services } from '../services.js';
import { isAdmin } from '../slack/users.js';
import {
  buildInviteQuestion,
  CHANNEL_NOT_FOUND,
  INVITE_CANCELLED,
  INVITE_USAGE,
  type InviteScope,
  inviteStarted,
  ONLY_ADMINS_INVITE,
  readInviteScope,
} from '../views/invite.js';
import type { PrivateMessage } from '../views/training.js';
import { WORDING } from '../views/wording/general.js';
import { acknowledgeWhenStored } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type ButtonHandler = (args: ButtonArgs) => Promise<void>;

/** `/train-faces invite …`: says whom it would ask, before anyone is asked. @param typed what follows `invite`. */
export async function answerInviteCommand(services: Services, userId: string, typed: string): Promise<PrivateMessage> {
  try {
    await checkMayInvite(services, userId);
    if (typed === '') return { text: INVITE_USAGE };
    const scope = await readScope(services, userId, typed);
    const { toAsk, before } = await listInvitees(services, scope);
    return buildInviteQuestion(scope, { toAsk: toAsk.length, before });
  } catch (error) {
    return { text: explainFailure(error, services.log) };
  }
}

/** "Ask 12 people": stores whom to ask, and asks them in the background. */
export function createInviteHandler(services: Services): ButtonHandler {
  return async ({ ack, action, body, respond }) => {
    const storing = invite(services, body.user.id, action.value ?? '');
    await acknowledgeWhenStored(ack, storing);
    const text = await storing.then(inviteStarted, (error: unknown) => explainFailure(error, services.log));
    await respond({ response_type: 'ephemeral', replace_original: true, text });
  };
}

/** "Cancel" below the question. */
export function createCancelInviteHandler(): ButtonHandler {
  return async ({ ack, respond }) => {
    await ack();
    await respond({ response_type: 'ephemeral', replace_original: true, text: INVITE_CANCELLED });
  };
}

async function invite(services: Services, userId: string, value: string): Promise<number> {
  await checkMayInvite(services, userId);
  const scope = readInviteScope(value);
  if (scope === undefined) throw new UserFacingError(WORDING.outdatedMenu);
  return services.invitations.invite(scope, userId);
}

/** Admins, and the people whom the operator lets train. That everyone may train does not mean that everyone may write to everyone. */
async function checkMayInvite(services: Pick<Services, 'slack' | 'trainers'>, userId: string): Promise<void> {
  const { trainers } = services;
  if (trainers !== 'everyone' && trainers !== 'admins' && trainers.includes(userId)) return;
  if (!(await isAdmin(services, userId))) throw new UserFacingError(ONLY_ADMINS_INVITE);
}

async function readScope(services: Pick<Services, 'slack'>, userId: string, typed: string): Promise<InviteScope> {
  if (typed.toLowerCase() === 'everyone') return 'everyone';
  const channelId = await findTypedChannel(services, userId, typed);
  if (channelId === undefined) throw new UserFacingError(CHANNEL_NOT_FOUND);
  return { channelId };
}
