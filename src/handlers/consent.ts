import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import type { MessageRef } from '../faces/model.js';
import { explainFailure } from '../failures.js';
import { applyConsent, storeConsent } from '../people/consent/answer-consent.js';
import { updateQuestion } from '../people/consent/question.js';
import { findRepliesTo, postsWith } from '../people/erase/find-replies.js';
import { tellDirectly } from '../people/erase/forget-person.js';
import { showHome } from '../people/home/show-home.js';
import { takeOwnNameOff } from '../people/identity/taken-off.js';
import type { Services } from '../services.js';
import { readConsentChoice } from '../views/consent.js';
import { readHomePlace } from '../views/home.js';
import { readPersonRef } from '../views/person-ref.js';
import { WORDING } from '../views/wording/general.js';
import { acknowledgeWhenStored, checkOwnMessage } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type ButtonHandler = (args: ButtonArgs) => Promise<void>;

/** An answer to whether someone wants to be recognised, in the message that asked or in App Home. It is about whoever clicked. */
export function createConsentHandler(services: Services): ButtonHandler {
  return async ({ ack, action, body }) => {
    const userId = body.user.id;
    try {
      checkOwnMessage(body.message, services.bot);
      const choice = readConsentChoice(action.action_id);
      if (choice === undefined) throw new UserFacingError(WORDING.outdatedMenu);
      const storing = storeConsent(services, userId, choice);
      await acknowledgeWhenStored(ack, storing);
      applyConsent(services, await storing, messageIn(body));
      if (body.view?.type === 'home') await showHome(services, userId, homeSeen(body.view));
    } catch (error) {
      await tellDirectly(services, userId, explainFailure(error, services.log));
    }
  };
}

/** "This isn’t me" in the message that told someone they were named. */
export function createNotMeToldHandler(services: Services): ButtonHandler {
  return async ({ ack, action, body }) => {
    const userId = body.user.id;
    try {
      checkOwnMessage(body.message, services.bot);
      const { personId, face } = readPersonRef(action.value ?? '') ?? {};
      if (personId === undefined || face === undefined) throw new UserFacingError(WORDING.outdatedMenu);
      const storing = takeOwnNameOff(services, face, personId, userId);
      await acknowledgeWhenStored(ack, storing);
      await storing;
      services.inBackground(() => updateRepliesTo(services, face.photoId));
      const asked = messageIn(body);
      if (asked !== undefined) await updateQuestion(services, userId, asked);
    } catch (error) {
      await tellDirectly(services, userId, explainFailure(error, services.log));
    }
  };
}

async function updateRepliesTo(services: Services, photoId: string): Promise<void> {
  const sources = await services.recognizer.photos.findSources([photoId]);
  const replies = await findRepliesTo(services, sources.flatMap(postsWith), { outOfReach: 0 });
  for (const reply of replies) await services.updateReply(reply, { through: services.backgroundSlack });
}

function messageIn({ channel, message }: BlockAction): MessageRef | undefined {
  return channel === undefined || message === undefined ? undefined : { channelId: channel.id, ts: message.ts };
}

function homeSeen({ private_metadata, hash }: { readonly private_metadata: string; readonly hash?: string }) {
  return { ...readHomePlace(private_metadata), hash };
}
