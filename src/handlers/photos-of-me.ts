import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { personIdOfMember } from '../faces/ids.js';
import { explainFailure } from '../failures.js';
import { tellDirectly } from '../people/erase/forget-person.js';
import { showHome } from '../people/home/show-home.js';
import type { Services } from '../services.js';
import { readHomePlace } from '../views/home.js';
import { describePhotosOfMe, type PhotosOfMeChoice, readPhotosOfMeChoice } from '../views/photos-of-me.js';
import { WORDING } from '../views/wording/general.js';
import { acknowledgeWhenStored, checkOwnMessage } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** How someone wants to hear of photos of them, chosen in a direct message or in App Home. */
export function createPhotosOfMeHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body, respond }) => {
    const userId = body.user.id;
    try {
      checkOwnMessage(body.message, services.bot);
      const choice = readPhotosOfMeChoice(action.action_id);
      if (choice === undefined) throw new UserFacingError(WORDING.outdatedMenu);
      const storing = store(services, userId, choice);
      await acknowledgeWhenStored(ack, storing);
      await storing;
      if (body.view?.type === 'home') {
        await showHome(services, userId, { ...readHomePlace(body.view.private_metadata), hash: body.view.hash });
      } else {
        await respond({ replace_original: false, response_type: 'ephemeral', text: describePhotosOfMe(choice) });
      }
    } catch (error) {
      await tellDirectly(services, userId, explainFailure(error, services.log));
    }
  };
}

async function store(
  { recognizer, directory, now }: Services,
  userId: string,
  choice: PhotosOfMeChoice,
): Promise<void> {
  const id = personIdOfMember(userId);
  const record = (await recognizer.people.registry()).records.find((each) => each.id === id);
  const name = record?.name ?? (await directory.findMember(userId))?.name;
  if (name === undefined) throw new UserFacingError(WORDING.personGone);
  const photosOfMe = { ...record?.photosOfMe, choice, at: new Date(now()), lastDigestAt: undefined };
  await recognizer.people.setPhotosOfMe({ person: { id, name }, photosOfMe });
}
