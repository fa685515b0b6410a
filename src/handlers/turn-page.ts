import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import type { UpdateReply } from '../replies/update-reply.js';
import { answerClick } from './acknowledge-click.js';

type TurnPageArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "More faces", "Earlier faces": a reply with more faces than fit into one message shows another page. */
export function createTurnPageHandler(
  deps: Pick<Deps, 'slack' | 'log'> & { readonly updateReply: UpdateReply },
): (args: TurnPageArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    const page = Number(action.value);
    await answerClick(
      deps,
      { ack, body },
      {
        show: ({ reply }) =>
          deps.updateReply(reply, (state) => ({ ...state, page: Number.isInteger(page) ? page : 0 })),
      },
    );
  };
}
