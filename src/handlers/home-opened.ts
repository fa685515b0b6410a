import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import type { ShowHome } from '../people/home/show-home.js';

type HomeOpenedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'app_home_opened'>;
type TurnHomePageArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** Somebody looks at App Home: they are shown what they may see, as it is now. */
export function createHomeOpenedHandler(deps: {
  readonly showHome: ShowHome;
}): (args: HomeOpenedArgs) => Promise<void> {
  return async ({ event }) => {
    if (event.tab === 'home') await deps.showHome(event.user, 0);
  };
}

/** "More people", "Earlier people" in App Home. */
export function createTurnHomePageHandler(deps: {
  readonly showHome: ShowHome;
}): (args: TurnHomePageArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    const page = Number(action.value);
    await deps.showHome(body.user.id, Number.isInteger(page) ? page : 0);
  };
}
