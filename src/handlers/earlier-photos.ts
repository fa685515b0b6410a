import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { explainFailure } from '../failures.js';
import { minutesFor } from '../people/earlier/earlier-photos.js';
import type { Services } from '../services.js';
import { listVisibleChannels } from '../slack/conversations.js';
import { unlessGone } from '../slack/errors.js';
import { whyNotTrain } from '../training/trainer.js';
import { buildEarlierNotice, buildEarlierPhotos, type EarlierProgress } from '../views/earlier-photos.js';
import { WORDING } from '../views/wording.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type ButtonHandler = (args: ButtonArgs) => Promise<void>;
type Task = Omit<EarlierProgress, 'minutesLeft'>;

/** `/train-faces earlier`: says how many photos there are in the channel and how long they take, before anything is done. */
export async function openEarlierPhotos(
  services: Services,
  {
    channel_id: channelId,
    user_id: userId,
    trigger_id,
  }: Readonly<Record<'channel_id' | 'user_id' | 'trigger_id', string>>,
): Promise<void> {
  const view = await viewOf(services, userId, channelId, () => services.earlierPhotos.find(channelId));
  await services.slack.views.open({ trigger_id, view });
}

/** "Start", "Continue" and "Look again". */
export function createEarlierStartHandler(services: Services): ButtonHandler {
  return createHandler(services, (channelId, userId) => services.earlierPhotos.start(channelId, userId));
}

/** "Stop". */
export function createEarlierStopHandler(services: Services): ButtonHandler {
  return createHandler(services, async (channelId) => {
    const stopped = await services.earlierPhotos.stop(channelId);
    return stopped ?? (await services.earlierPhotos.find(channelId));
  });
}

/** "Check again". */
export function createEarlierCheckHandler(services: Services): ButtonHandler {
  return createHandler(services, (channelId) => services.earlierPhotos.find(channelId));
}

function createHandler(services: Services, work: (channelId: string, userId: string) => Promise<Task>): ButtonHandler {
  return async ({ ack, body }) => {
    await ack();
    if (body.view === undefined) return;
    const channelId = body.view.private_metadata;
    const view = await viewOf(services, body.user.id, channelId, () => work(channelId, body.user.id));
    await unlessGone(services.slack.views.update({ view_id: body.view.id, view }));
  };
}

/** Checks each time that the person is in the channel and may train. */
async function viewOf(services: Services, userId: string, channelId: string, work: () => Promise<Task>) {
  try {
    const [mayNot, visible] = await Promise.all([whyNotTrain(services, userId), listVisibleChannels(services, userId)]);
    if (mayNot !== undefined) throw new UserFacingError(mayNot);
    if (!visible.has(channelId)) throw new UserFacingError(WORDING.earlierNotHere);
    const task = await work();
    return buildEarlierPhotos({ ...task, minutesLeft: minutesFor(Math.max(0, task.total - task.done)) });
  } catch (error) {
    return buildEarlierNotice(explainFailure(error, services.log));
  }
}
