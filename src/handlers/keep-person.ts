import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { explainFailure } from '../failures.js';
import { tellDirectly } from '../people/erase/forget-person.js';
import type { Services } from '../services.js';
import { TEXT_AS_WRITTEN } from '../slack/text-as-written.js';
import { buildLapseKept } from '../views/lapse.js';
import { FORGETTING_WORDING } from '../views/wording/forgetting.js';
import { WORDING } from '../views/wording/general.js';
import { acknowledgeWhenStored, isOwnMessage } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Keep me", or "Keep them", in the message that says that someone will be forgotten. */
export function createKeepPersonHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    try {
      const keeping = keep(services, action.value ?? '', body);
      await acknowledgeWhenStored(ack, keeping);
      await keeping;
      const { channel, message } = body;
      if (channel === undefined || message === undefined) return;
      const kept = { channel: channel.id, ts: message.ts, ...buildLapseKept(), ...TEXT_AS_WRITTEN };
      await services.slackForPosts.chat.update(kept);
    } catch (error) {
      await tellDirectly(services, body.user.id, explainFailure(error, services.log));
    }
  };
}

async function keep({ recognizer, bot, now }: Services, personId: string, { message }: BlockAction): Promise<void> {
  if (!isOwnMessage(message, bot)) throw new UserFacingError(WORDING.outdatedMenu);
  const { records } = await recognizer.people.registry();
  if (!records.some(({ id }) => id === personId)) throw new UserFacingError(FORGETTING_WORDING.personForgotten);
  await recognizer.people.noteSeen({ personIds: [personId], at: new Date(now()) });
}
