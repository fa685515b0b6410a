import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { openNamesList } from '../people/names-list.js';
import type { Services } from '../services.js';
import { readNamesRef } from '../views/names-modal.js';
import { answerClick } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Change…" below the names of a photo. */
export function createChangeNamesHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body, respond }) => {
    const { photoId } = readNamesRef(action.value ?? '');
    await answerClick(
      services,
      { ack, body, respond },
      {
        show: ({ userId, reply }) => openNamesList(services, body.trigger_id, { reply, photoId }, userId),
      },
    );
  };
}
