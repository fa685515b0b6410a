import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { takeOwnNameOff } from '../people/identity/taken-off.js';
import type { NamesListDeps } from '../people/names-list.js';
import type { ReplyRef } from '../replies/find-reply.js';
import type { Services } from '../services.js';
import { answerClick, faceOf, showAnswer } from './acknowledge.js';

type FaceButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type FaceButtonHandler = (args: FaceButtonArgs) => Promise<void>;
type FaceButtonServices = NamesListDeps & Pick<Services, 'bot' | 'updateReply' | 'resolvePerson' | 'nameFace'>;

/** "Yes": the candidate is the person. */
export function createConfirmPersonHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, async ({ userId, value, reply, ...face }) => {
    const person = await services.resolvePerson({ kind: 'person', personId: value });
    await services.nameFace({ ...face, person, taggedBy: userId }, reply);
  });
}

/** "No": the person is rejected for this face for good. */
export function createRejectPersonHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, async ({ userId, value, photoId, faceId }) => {
    const person = await services.resolvePerson({ kind: 'person', personId: value });
    await services.recognizer.tags.reject({ photoId, faceId, person, rejectedBy: userId });
  });
}

/** "Undo" beside a tagged face. */
export function createUntagHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, ({ photoId, faceId }) =>
    services.recognizer.tags.remove({ photoId, faceId }),
  );
}

/** "Take my name off" beside a face that is named as the person who clicks. */
export function createNotMeHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, ({ photoId, faceId, userId, value }) =>
    takeOwnNameOff(services, { photoId, faceId }, value, userId),
  );
}

/** "Undo" beside a flagged face. */
export function createUnflagHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, ({ photoId, faceId }) =>
    services.recognizer.tags.unflag({ photoId, faceId }),
  );
}

interface FaceButtonClick {
  readonly photoId: string;
  readonly faceId: string;
  readonly userId: string;
  readonly reply: ReplyRef;
  /** The button's value, or empty. */
  readonly value: string;
}

/** Stores the answer given with a button, then updates the reply. */
function createFaceButtonHandler(
  services: FaceButtonServices,
  store: (click: FaceButtonClick) => Promise<void>,
): FaceButtonHandler {
  return async ({ ack, action, body, respond }) => {
    await answerClick(
      services,
      { ack, body, respond },
      {
        async store({ userId, reply }) {
          const { photoId, faceId } = faceOf(action);
          await store({ photoId, faceId, userId, reply, value: action.value ?? '' });
        },
        show: (click) => showAnswer(services, click),
      },
    );
  };
}

type TurnPageArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "More faces", "Earlier faces": a reply with more faces than fit into one message shows another page. */
export function createTurnPageHandler(
  services: NamesListDeps & Pick<Services, 'bot' | 'updateReply'>,
): (args: TurnPageArgs) => Promise<void> {
  return async ({ ack, action, body, respond }) => {
    const asked = Number(action.value);
    const page = Number.isInteger(asked) ? asked : 0;
    const show = ({ reply }: { readonly reply: Parameters<Services['updateReply']>[0] }) =>
      services.updateReply(reply, { change: (state) => ({ ...state, page }) });
    await answerClick(services, { ack, body, respond }, { show });
  };
}
