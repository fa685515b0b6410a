import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { explainFailure, orUndefined } from '../failures.js';
import { minutesFor } from '../people/earlier/earlier-photos.js';
import type { Services } from '../services.js';
import { listVisibleChannels } from '../slack/conversations.js';
import { unlessGone } from '../slack/errors.js';
import { whyNotTrain } from '../training/trainer.js';
import { buildEarlierNotice, buildEarlierPhotos, type EarlierProgress } from '../views/earlier-photos.js';
import { PHOTOS_WORDING } from '../views/wording/photos.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type ButtonHandler = (args: ButtonArgs) => Promise<void>;
type Task = Omit<EarlierProgress, 'minutesLeft'>;

/** In ms. */
const UPDATE_EVERY_MS = 10_000;
/** In ms. Short, because a stop waits for it. */
const SLEEP_MS = 1000;
/** So that a modal that stays open is updated for about an hour. */
const MAX_UPDATES = 360;

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
  const opened = await services.slack.views.open({ trigger_id, view: view.modal });
  if (view.isRunning) keepCurrent(services, { userId, channelId, shown: opened.view });
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
    const updated = await unlessGone(services.slack.views.update({ view_id: body.view.id, view: view.modal }));
    if (view.isRunning) keepCurrent(services, { userId: body.user.id, channelId, shown: updated?.view });
  };
}

/** A modal as Slack answers that it shows it. */
interface Shown {
  readonly id?: string;
  /** Changes with every update. */
  readonly hash?: string;
}

/**
 * Updates an open modal in the background while the photos are looked at. Ends when they have been, when the modal was closed, and
 * when something else has updated it, which then goes on by itself.
 */
function keepCurrent(
  services: Services,
  {
    userId,
    channelId,
    shown,
  }: { readonly userId: string; readonly channelId: string; readonly shown?: Shown | undefined },
): void {
  services.inBackground(async () => {
    let current = shown;
    for (let updates = 0; updates < MAX_UPDATES && current?.id !== undefined; updates += 1) {
      for (let waited = 0; waited < UPDATE_EVERY_MS; waited += SLEEP_MS) {
        if (services.isClosing()) return;
        await services.sleep(SLEEP_MS);
      }
      const reading = readView(services, userId, channelId, () => services.earlierPhotos.find(channelId));
      const view = await orUndefined(reading, 'A modal shows older progress', services.log.info);
      if (view === undefined) continue;
      const { id: view_id, hash } = current;
      const update = { view_id, view: view.modal, ...(hash === undefined ? {} : { hash }) };
      current = (await unlessGone(services.slack.views.update(update)))?.view;
      if (!view.isRunning) return;
    }
  });
}

async function viewOf(services: Services, userId: string, channelId: string, work: () => Promise<Task>) {
  try {
    return await readView(services, userId, channelId, work);
  } catch (error) {
    return { modal: buildEarlierNotice(explainFailure(error, services.log)), isRunning: false };
  }
}

/** Checks each time that the person is in the channel and may train. @throws UserFacingError if not. */
async function readView(services: Services, userId: string, channelId: string, work: () => Promise<Task>) {
  const [mayNot, visible] = await Promise.all([whyNotTrain(services, userId), listVisibleChannels(services, userId)]);
  if (mayNot !== undefined) throw new UserFacingError(mayNot);
  if (!visible.has(channelId)) throw new UserFacingError(PHOTOS_WORDING.earlierNotHere);
  const task = await work();
  const minutesLeft = minutesFor(Math.max(0, task.total - task.done));
  return { modal: buildEarlierPhotos({ ...task, minutesLeft }), isRunning: task.state === 'running' };
}
