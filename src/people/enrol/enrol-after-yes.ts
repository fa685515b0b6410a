import type { Deps } from '../../deps.js';
import { personIdOfMember } from '../../faces/ids.js';
import { explainFailure, isStopping } from '../../failures.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import { buildEnrolmentAnswer, type EnrolmentAnswer } from '../../views/enrolment.js';
import type { Enrolment } from './enrolment.js';

type EnrolDeps = Pick<Deps, 'recognizer' | 'slackForPosts' | 'trainsAfterEnrolment' | 'log'> & {
  readonly enrolment: Enrolment;
};

/**
 * After a member agreed to be recognised: learns them from their Slack profile picture, and tells them in a direct message what came of
 * it, how to give more pictures, and how they can hear of photos of them.
 */
export async function enrolAfterYes(deps: EnrolDeps, userId: string): Promise<void> {
  let answer: EnrolmentAnswer;
  try {
    const result = await deps.enrolment.fromProfilePicture(userId);
    answer =
      result.kind === 'refused'
        ? result
        : { kind: 'enrolled', looksLike: result.looksLike?.name, trains: deps.trainsAfterEnrolment };
  } catch (error) {
    if (isStopping(error)) throw error;
    answer = { kind: 'failed', why: explainFailure(error, deps.log) };
  }
  const registry = await deps.recognizer.people.registry();
  const record = registry.records.find(({ id }) => id === personIdOfMember(userId));
  await deps.slackForPosts.chat.postMessage({
    channel: userId,
    ...buildEnrolmentAnswer(answer, record?.photosOfMe?.choice),
    ...TEXT_AS_WRITTEN,
    unfurl_links: false,
  });
}
