import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { explainFailure, isStopping } from '../failures.js';
import { tellDirectly } from '../people/erase/forget-person.js';
import { sendOwnData } from '../people/own-data/send-own-data.js';
import type { Services } from '../services.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Send me my data" in App Home. It is about whoever clicked. */
export function createOwnDataHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, body }) => {
    await ack();
    const userId = body.user.id;
    services.inBackground(async () => {
      try {
        await sendOwnData(services, userId);
      } catch (error) {
        if (isStopping(error)) throw error;
        await tellDirectly(services, userId, explainFailure(error, services.log));
      }
    });
  };
}
