import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Services } from '../services.js';
import { answerClick } from './acknowledge.js';

type TurnPageArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "More faces", "Earlier faces": a reply with more faces than fit into one message shows another page. */
export function createTurnPageHandler(
  services: Pick<Services, 'slack' | 'log' | 'updateReply'>,
): (args: TurnPageArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    const asked = Number(action.value);
    const page = Number.isInteger(asked) ? asked : 0;
    const show = ({ reply }: { readonly reply: Parameters<Services['updateReply']>[0] }) =>
      services.updateReply(reply, { change: (state) => ({ ...state, page }) });
    await answerClick(services, { ack, body }, { show });
  };
}
