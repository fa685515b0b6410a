import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { explainFailure, tellPrivately } from '../failures.js';
import { readReplyStateAt } from '../replies/find-reply.js';
import type { Services } from '../services.js';
import { type NameAgain, readNameAgain } from '../views/beaten.js';
import { WORDING } from '../views/wording/general.js';
import { acknowledgeWhenStored } from './acknowledge.js';

type NameAgainArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Change to …" in the private message to someone whose name for a face did not hold. */
export function createNameAgainHandler(services: Services): (args: NameAgainArgs) => Promise<void> {
  return async ({ ack, action, body, respond }) => {
    const channelId = body.channel?.id ?? '';
    const userId = body.user.id;
    const naming = readNameAgain(action.value ?? '');
    try {
      const storing = store(services, naming, channelId, userId);
      await acknowledgeWhenStored(ack, storing);
      const { threadTs, replyTs: ts } = await storing;
      await Promise.all([
        services.updateReply({ channelId, threadTs, ts }),
        // Slack shows no second click on what is done.
        respond({ delete_original: true }),
      ]);
    } catch (error) {
      const why = explainFailure(error, services.log);
      await tellPrivately(services, { channelId, userId, threadTs: naming?.threadTs, respond }, why);
    }
  };
}

/** A private message is not sent along with a click, so the reply is looked up in the conversation of the click. */
async function store(
  services: Services,
  naming: NameAgain | undefined,
  channelId: string,
  taggedBy: string,
): Promise<NameAgain> {
  if (naming === undefined) throw new UserFacingError(WORDING.outdatedMenu);
  const { photoId, faceId, personId, threadTs, replyTs } = naming;
  const reply = { channelId, threadTs, ts: replyTs };
  const state = await readReplyStateAt(services, reply);
  if (!state?.photos.some((photo) => photo.photoId === photoId)) throw new UserFacingError(WORDING.outdatedMenu);
  const person = await services.resolvePerson({ kind: 'person', personId });
  await services.nameFace({ photoId, faceId, person, taggedBy }, reply);
  return naming;
}
