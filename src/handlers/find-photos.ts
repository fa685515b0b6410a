import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
} from '@slack/bolt';
import { openPhotos, turnPhotosPage } from '../people/find/show-photos.js';
import type { Services } from '../services.js';
import { createCommandResponder } from '../slack/command-responder.js';
import { readPhotosPage } from '../views/found-photos.js';

type CommandArgs = AllMiddlewareArgs & SlackCommandMiddlewareArgs;
type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** `/find-photos`: opens what it finds. Only the person who ran it sees that, and what was not understood. */
export function createFindPhotosHandler(services: Services): (args: CommandArgs) => Promise<void> {
  return async ({ ack, command, respond }) => {
    await ack();
    const responder = createCommandResponder(services, command, respond);
    const trigger = { id: command.trigger_id, isInModal: false };
    const search = { kind: 'query', text: command.text.trim() } as const;
    await openPhotos(services, trigger, command.user_id, search, (help) => responder.finish(help));
  };
}

/** The name of one of several people, under the answer to a search. */
export function createFindAgainHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body, respond }) => {
    await ack();
    const trigger = { id: body.trigger_id, isInModal: false };
    const search = { kind: 'query', text: action.value ?? '' } as const;
    await openPhotos(services, trigger, body.user.id, search, async (help) => {
      await respond({ response_type: 'ephemeral', replace_original: true, ...help });
    });
  };
}

/** "Back" and "More" among photos. */
export function createTurnPhotosPageHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    if (body.view === undefined) return;
    const { search } = readPhotosPage(body.view.private_metadata);
    await turnPhotosPage(services, body.view.id, body.user.id, { search, page: Number(action.value ?? 0) });
  };
}
