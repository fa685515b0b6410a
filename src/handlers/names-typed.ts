import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { explainFailure, isStopping, tellPrivately } from '../failures.js';
import { nameTyped } from '../people/name-typed.js';
import { readNamesInThread } from '../replies/message-event.js';
import type { Services } from '../services.js';
import { isExternalUser } from '../slack/users.js';

type MessageArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'message'>;

/** Someone types "1 Ada, 2 Bob" in the thread of a reply: names those faces. */
export function createNamesTypedHandler(services: Services): (args: MessageArgs) => Promise<void> {
  return async ({ event, context }) => {
    const message = readNamesInThread(event, services.bot.userId);
    // A repeated event was probably handled before.
    if (message === undefined || (context.retryNum ?? 0) > 0) return;
    const { place, userId, userTeamId } = message;
    const asker = { ...place, userId };
    try {
      if (userTeamId !== undefined && (await isExternalUser(services, { user: { id: userId, team_id: userTeamId } })))
        return;
      const answer = await nameTyped(services, message);
      if (answer !== undefined) await tellPrivately(services, asker, answer);
    } catch (error) {
      if (!isStopping(error)) await tellPrivately(services, asker, explainFailure(error, services.log));
    }
  };
}
