import type { Deps } from '../../deps.js';
import { personIdOfMember } from '../../faces/ids.js';
import type { Consent, MessageRef } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { orUndefined } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { findPhoto } from '../../replies/render-reply.js';
import { linkToMessage, listVisibleChannels } from '../../slack/conversations.js';
import { unlessGone } from '../../slack/errors.js';
import { sendWithPictures } from '../../slack/pictures.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import {
  type AskedBecause,
  buildConsentQuestion,
  type ConsentQuestion,
  packAskedBecause,
  readAskedBecause,
} from '../../views/consent.js';
import { postsWith } from '../erase/find-replies.js';

export type QuestionDeps = Pick<Deps, 'recognizer' | 'slack' | 'slackForPosts' | 'consent' | 'log' | 'sleep'> & {
  readonly facePictures: FacePictures;
};

/** Sends the question to a person, in a direct message. @returns where it is. */
export async function sendQuestion(
  deps: QuestionDeps,
  userId: string,
  because: AskedBecause,
): Promise<MessageRef | undefined> {
  const question = await describe(deps, userId, because);
  const sent = await sendWithPictures(deps, (withPictures) =>
    deps.slackForPosts.chat.postMessage({ channel: userId, ...messageOf(question, withPictures) }),
  );
  return sent.channel === undefined || sent.ts === undefined ? undefined : { channelId: sent.channel, ts: sent.ts };
}

/** Brings the message that asked a person up to date, with their answer. Does nothing if it is gone. */
export async function updateQuestion(deps: QuestionDeps, userId: string, asked: MessageRef): Promise<void> {
  const because = await readQuestion(deps, asked);
  if (because === undefined) return;
  const question = await describe(deps, userId, because);
  await unlessGone(
    sendWithPictures(deps, (withPictures) =>
      deps.slackForPosts.chat.update({
        channel: asked.channelId,
        ts: asked.ts,
        ...messageOf(question, withPictures),
      }),
    ),
  );
}

async function readQuestion({ slack }: QuestionDeps, { channelId, ts }: MessageRef): Promise<AskedBecause | undefined> {
  const { messages = [] } = await slack.conversations.history({
    channel: channelId,
    oldest: ts,
    latest: ts,
    inclusive: true,
    limit: 1,
    include_all_metadata: true,
  });
  return readAskedBecause(messages.find((message) => message.ts === ts)?.metadata);
}

function messageOf(question: ConsentQuestion, withPictures: boolean) {
  const { named } = question;
  const shown =
    named === undefined || withPictures ? question : { ...question, named: { ...named, faceFileId: undefined } };
  return {
    ...buildConsentQuestion(shown),
    metadata: packAskedBecause(question.because),
    ...TEXT_AS_WRITTEN,
    unfurl_links: false,
  };
}

async function describe(deps: QuestionDeps, userId: string, because: AskedBecause): Promise<ConsentQuestion> {
  const registry = await deps.recognizer.people.registry();
  const named = because.kind === 'named' ? await findNamed(deps, registry, userId, because) : undefined;
  return { because, userId, mode: deps.consent, consent: consentOf(registry, userId), named };
}

/** The answer of a member, also if nothing else is stored about them. */
export function consentOf(registry: PersonRegistry, userId: string): Consent | undefined {
  const id = personIdOfMember(userId);
  const refusedAt = registry.refusedAt(id);
  return (
    registry.records.find((record) => record.id === id)?.consent ??
    (refusedAt === undefined ? undefined : { choice: 'never', at: refusedAt })
  );
}

/** What the person may see of the photo: the face, and a link if they are in the conversation. Undefined if it no longer has their name. */
async function findNamed(
  deps: QuestionDeps,
  registry: PersonRegistry,
  userId: string,
  { photoId, faceId }: Extract<AskedBecause, { readonly kind: 'named' }>,
): Promise<ConsentQuestion['named']> {
  const person = registry.resolve({ id: personIdOfMember(userId), name: '' });
  const photo = await findPhoto(deps, photoId);
  const isNamed = photo?.tags.some((tag) => tag.faceId === faceId && tag.person.id === person?.id) === true;
  if (person === undefined || !isNamed) return undefined;
  const [faceFileId, link] = await Promise.all([
    deps.facePictures.make(photoId, faceId),
    orUndefined(findLink(deps, userId, photoId), 'No link to a photo', deps.log.info),
  ]);
  return { personId: person.id, faceFileId, link };
}

async function findLink(deps: QuestionDeps, userId: string, photoId: string): Promise<string | undefined> {
  const [visible, sources] = await Promise.all([
    listVisibleChannels(deps, userId),
    deps.recognizer.photos.findSources([photoId]),
  ]);
  const post = sources.flatMap(postsWith).find(({ channelId }) => visible.has(channelId));
  return post && linkToMessage(deps, post.channelId, post.messageTs);
}
