import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  PlainTextInputAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import { z } from 'zod';
import { cutText } from '../faces/names.js';
import type { SeenHome } from '../people/home/home-views.js';
import { showHome } from '../people/home/show-home.js';
import type { Services } from '../services.js';
import { readHomePlace } from '../views/home.js';
import { MAX_QUERY_LENGTH } from '../views/home-people.js';

type HomeOpenedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'app_home_opened'>;
type FindPersonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction | PlainTextInputAction>>;
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
    await showHome(services, body.user.id, { ...readSeen(body.view), page: readHomePlace(action.value ?? '')?.page });
  };
}

/** A search for people in App Home, or "Show everyone". */
export function createFindPersonHandler(services: Services): (args: FindPersonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    const query = action.type === 'plain_text_input' ? cutText(action.value?.trim() ?? '', MAX_QUERY_LENGTH) : '';
    await showHome(services, body.user.id, { ...readSeen(body.view), page: 0, query });
  };
}

/** Slack leaves parts out of a view that it has not shown yet. */
const seenSchema = z.object({ private_metadata: z.string().catch(''), hash: z.string().optional().catch(undefined) });

function readSeen(view: unknown): SeenHome {
  const seen = seenSchema.safeParse(view).data;
  return { ...readHomePlace(seen?.private_metadata ?? ''), hash: seen?.hash };
}
