import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import { showHome } from '../people/home/show-home.js';
import type { Services } from '../services.js';

type HomeOpenedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'app_home_opened'>;
type TurnHomePageArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** Someone opens App Home: shows them what they may see now. */
export function createHomeOpenedHandler(services: Services): (args: HomeOpenedArgs) => Promise<void> {
  return async ({ event }) => {
    if (event.tab === 'home') await showHome(services, event.user, 0);
  };
}

/** "More people", "Earlier people" in App Home. */
export function createTurnHomePageHandler(services: Services): (args: TurnHomePageArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    const page = Number(action.value);
    await showHome(services, body.user.id, Number.isInteger(page) ? page : 0);
  };
}
