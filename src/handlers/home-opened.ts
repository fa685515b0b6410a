import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import { z } from 'zod';
import type { SeenHome } from '../people/home/home-views.js';
import { showHome } from '../people/home/show-home.js';
import type { Services } from '../services.js';
import { readHomePage } from '../views/home.js';

type HomeOpenedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'app_home_opened'>;
type TurnHomePageArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** Someone opens App Home: shows them what they may see now, on the page they were on. */
export function createHomeOpenedHandler(services: Services): (args: HomeOpenedArgs) => Promise<void> {
  return async ({ event }) => {
    if (event.tab !== 'home') return;
    await showHome(services, event.user, readSeen(event.view));
  };
}

/** "More people", "Earlier people" in App Home. */
export function createTurnHomePageHandler(services: Services): (args: TurnHomePageArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    await showHome(services, body.user.id, { ...readSeen(body.view), page: readHomePage(action.value ?? '') });
  };
}

/** Slack leaves parts out of a view that it has not shown yet. */
const seenSchema = z.object({ private_metadata: z.string().catch(''), hash: z.string().optional().catch(undefined) });

function readSeen(view: unknown): SeenHome {
  const seen = seenSchema.safeParse(view).data;
  return { page: readHomePage(seen?.private_metadata ?? ''), hash: seen?.hash };
}
