import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import type { ResolvePerson } from '../people/resolve-person.js';
import type { UpdateReply } from '../replies/update-reply.js';
import { answerClick, faceOf } from './acknowledge-click.js';

type FaceButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type FaceButtonHandler = (args: FaceButtonArgs) => Promise<void>;

type FaceButtonDeps = Pick<Deps, 'recognizer' | 'slack' | 'log'> & { readonly updateReply: UpdateReply };
type GuessButtonDeps = FaceButtonDeps & { readonly resolvePerson: ResolvePerson };

/** "Yes": the face is who we asked about. */
export function createConfirmPersonHandler(deps: GuessButtonDeps): FaceButtonHandler {
  return createFaceButtonHandler(deps, async ({ userId, value, ...face }) => {
    const person = await deps.resolvePerson({ kind: 'person', personId: value });
    await deps.recognizer.tags.add({ ...face, person, taggedBy: userId });
  });
}

/** "No": the face is not who we asked about, and is never taken for them again. */
export function createRejectPersonHandler(deps: GuessButtonDeps): FaceButtonHandler {
  return createFaceButtonHandler(deps, async ({ userId, value, ...face }) => {
    const person = await deps.resolvePerson({ kind: 'person', personId: value });
    await deps.recognizer.tags.reject({ ...face, person, rejectedBy: userId });
  });
}

/** "Undo": takes back the name that somebody gave. */
export function createUndoNameHandler(deps: FaceButtonDeps): FaceButtonHandler {
  return createFaceButtonHandler(deps, ({ photoId, faceId }) => deps.recognizer.tags.remove({ photoId, faceId }));
}

/** "Undo" beside a face that was flagged as none, or as to be left unnamed. */
export function createUndoMarkHandler(deps: FaceButtonDeps): FaceButtonHandler {
  return createFaceButtonHandler(deps, ({ photoId, faceId }) => deps.recognizer.tags.unflag({ photoId, faceId }));
}

interface FaceButtonClick {
  readonly photoId: string;
  readonly faceId: string;
  readonly userId: string;
  /** What the button stands for; empty when for nothing in particular. */
  readonly value: string;
}

/** Keeps what a button of a row says about its face, then shows the reply as it is now. */
function createFaceButtonHandler(
  deps: FaceButtonDeps,
  keep: (click: FaceButtonClick) => Promise<void>,
): FaceButtonHandler {
  return async ({ ack, action, body }) => {
    await answerClick(
      deps,
      { ack, body },
      {
        async keep({ userId }) {
          const { photoId, faceId } = faceOf(action);
          await keep({ photoId, faceId, userId, value: action.value ?? '' });
        },
        show: ({ reply }) => deps.updateReply(reply),
      },
    );
  };
}
