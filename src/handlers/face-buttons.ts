import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Services } from '../services.js';
import { answerClick, faceOf } from './acknowledge.js';

type FaceButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type FaceButtonHandler = (args: FaceButtonArgs) => Promise<void>;
type FaceButtonServices = Pick<Services, 'recognizer' | 'slack' | 'log' | 'updateReply' | 'resolvePerson'>;

/** "Yes": the face is who we asked about. */
export function createConfirmPersonHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, async ({ userId, value, ...face }) => {
    const person = await services.resolvePerson({ kind: 'person', personId: value });
    await services.recognizer.tags.add({ ...face, person, taggedBy: userId });
  });
}

/** "No": the face is not who we asked about, and is never taken for them again. */
export function createRejectPersonHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, async ({ userId, value, ...face }) => {
    const person = await services.resolvePerson({ kind: 'person', personId: value });
    await services.recognizer.tags.reject({ ...face, person, rejectedBy: userId });
  });
}

/** "Undo" beside a face that was named. */
export function createUndoNameHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, ({ photoId, faceId }) =>
    services.recognizer.tags.remove({ photoId, faceId }),
  );
}

/** "Undo" beside a face that was flagged as none, or as to be left unnamed. */
export function createUndoMarkHandler(services: FaceButtonServices): FaceButtonHandler {
  return createFaceButtonHandler(services, ({ photoId, faceId }) =>
    services.recognizer.tags.unflag({ photoId, faceId }),
  );
}

interface FaceButtonClick {
  readonly photoId: string;
  readonly faceId: string;
  readonly userId: string;
  /** What the button stands for; empty when for nothing in particular. */
  readonly value: string;
}

/** Stores what a button of a row says about its face, then shows the reply as it is now. */
function createFaceButtonHandler(
  services: FaceButtonServices,
  store: (click: FaceButtonClick) => Promise<void>,
): FaceButtonHandler {
  return async ({ ack, action, body }) => {
    await answerClick(
      services,
      { ack, body },
      {
        async store({ userId }) {
          const { photoId, faceId } = faceOf(action);
          await store({ photoId, faceId, userId, value: action.value ?? '' });
        },
        show: ({ reply }) => services.updateReply(reply),
      },
    );
  };
}
