import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { explainFailure } from '../failures.js';
import { storeConsent } from '../people/consent/answer-consent.js';
import { consentOf } from '../people/consent/question.js';
import type { Services } from '../services.js';
import { buildSelfieAnswer, type SelfieAnswer } from '../views/enrolment.js';
import { acknowledgeWhenStored, checkOwnMessage } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "This is me" below a photo that someone sent in a direct message. Where they have not agreed yet, it says that it means yes. */
export function createThisIsMeHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body, respond }) => {
    const userId = body.user.id;
    const storing = agree(services, body);
    await acknowledgeWhenStored(ack, storing);
    let answer: SelfieAnswer;
    try {
      await storing;
      answer = await services.selfies.accept(action.value ?? '', { userId, channelId: body.channel?.id ?? '' });
    } catch (error) {
      answer = { kind: 'failed', why: explainFailure(error, services.log) };
    }
    await respond({ replace_original: true, ...buildSelfieAnswer([answer]) });
  };
}

/** Stores their yes, unless they have agreed before. */
async function agree(services: Services, { message, user: { id: userId } }: BlockAction): Promise<void> {
  checkOwnMessage(message, services.bot);
  const registry = await services.recognizer.people.registry();
  if (consentOf(registry, userId)?.choice !== 'recognise') await storeConsent(services, userId, 'recognise');
}
