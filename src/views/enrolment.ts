import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { QualityIssue } from '../faces/model.js';
import { button, section } from './blocks.js';
import { describePhotosOfMe, type PhotosOfMeChoice, photosOfMeButtons } from './photos-of-me.js';
import { count, escapeMrkdwn } from './text.js';
import { ENROLMENT_WORDING } from './wording/enrolment.js';

/** Below a photo that someone sent in a direct message. Its value is the photo's id. */
export const THIS_IS_ME_ACTION = 'this_is_me';

/** What someone is told about pictures of themselves. mrkdwn. */

/** A picture: the one in their Slack profile, or a photo they sent. */
type GivenPicture = 'profile picture' | 'photo';

/** Why a picture that someone gave will not do. */
type PictureProblem =
  | { readonly kind: 'no picture' | 'no face' | 'someone else' }
  | { readonly kind: 'several faces'; readonly faces: number }
  | { readonly kind: 'poor face'; readonly issue: QualityIssue };

const POOR_FACES: Readonly<Record<QualityIssue, { readonly is: string; readonly instead: string }>> = {
  'too small': { is: 'too small', instead: 'in which your face is larger' },
  'too blurred': { is: 'too blurred', instead: 'that’s sharper' },
  'too turned': { is: 'turned too far to the side', instead: 'in which you look at the camera' },
  'cut off': { is: 'cut off at the edge', instead: 'that shows your whole face' },
  covered: { is: 'partly covered', instead: 'without sunglasses, a mask or a hand in front' },
  'too bright': { is: 'too bright', instead: 'with softer light' },
};

/** @param trains whether a training follows by itself. */
function enrolledBy(picture: GivenPicture, trains: boolean): string {
  const learned =
    picture === 'profile picture'
      ? 'I’ve stored the face in your Slack profile picture.'
      : 'I’ve stored your face from this photo.';
  return `${learned} ${trains ? 'I’m learning it now, and will recognise you in a minute.' : 'I’ll recognise you after the next training.'}`;
}

/** Says that someone without an account looks the same. @param name not escaped. */
function alsoKnownAs(name: string): string {
  return `I also know someone who looks like you as *${escapeMrkdwn(name)}*. If that’s you, open App Home, choose “Rename or merge…” beside that name, and pick yourself.`;
}

/** Why a picture will not do, and what to do instead. */
function notEnrolledBy(picture: GivenPicture, problem: PictureProblem): string {
  const [its, another] =
    picture === 'profile picture' ? ['your profile picture', 'a photo'] : ['this photo', 'another photo'];
  const send = (what = 'of only you') => `Please send me ${another} ${what}, here.`;
  switch (problem.kind) {
    case 'no picture':
      return `You haven’t uploaded a profile picture to Slack, so I can’t learn from it. ${send()}`;
    case 'no face':
      return `I found no face in ${its}. ${send()}`;
    case 'several faces':
      return `There are ${count(problem.faces, 'face')} in ${its}, so I can’t tell which is yours. ${send()}`;
    case 'someone else':
      return `The face in ${its} looks like someone else I know, so I haven’t stored it. ${send()} If it is you, ask an admin.`;
    case 'poor face': {
      const { is, instead } = POOR_FACES[problem.issue];
      return `Your face in ${its} is ${is}, so I can’t learn from it. ${send(instead)}`;
    }
  }
}

/** What Rollcall made of one photo that someone sent in a direct message. */
export type SelfieAnswer =
  | { readonly kind: 'enrolled'; readonly looksLike: string | undefined; readonly trains: boolean }
  | { readonly kind: 'refused'; readonly problem: PictureProblem }
  /** It may be of them. `agrees`: saying so means that they agree to be recognised. */
  | { readonly kind: 'asked'; readonly photoId: string; readonly agrees: boolean }
  | { readonly kind: 'failed'; readonly why: string };

/** Letters, digits and underscores only: Slack silently drops metadata with anything else. */
export const SELFIE_EVENT_TYPE = 'rollcall_selfie';

/** The message about the photos of a post, in the order of the photos. */
export function buildSelfieAnswer(answers: readonly SelfieAnswer[]): {
  readonly text: string;
  readonly blocks: KnownBlock[];
} {
  const texts = answers.map(describeSelfie);
  const distinct = [...new Set(texts)];
  return {
    text: distinct.join('\n'),
    blocks: distinct.flatMap((text): KnownBlock[] => {
      const answer = answers[texts.indexOf(text)];
      return [section(text), ...(answer?.kind === 'asked' ? [thisIsMe(answer.photoId, answer.agrees)] : [])];
    }),
  };
}

function describeSelfie(answer: SelfieAnswer): string {
  switch (answer.kind) {
    case 'enrolled':
      return [
        enrolledBy('photo', answer.trains),
        ENROLMENT_WORDING.selfieCanBeDeleted,
        ...(answer.looksLike === undefined ? [] : [alsoKnownAs(answer.looksLike)]),
      ].join('\n');
    case 'refused':
      return notEnrolledBy('photo', answer.problem);
    case 'asked':
      return answer.agrees ? ENROLMENT_WORDING.recogniseMeByThis : ENROLMENT_WORDING.isThisYou;
    case 'failed':
      return answer.why;
  }
}

function thisIsMe(photoId: string, agrees: boolean): ActionsBlock {
  const label = agrees ? ENROLMENT_WORDING.thisIsMeRecogniseMe : ENROLMENT_WORDING.thisIsMe;
  return { type: 'actions', elements: [button(THIS_IS_ME_ACTION, label, { value: photoId })] };
}

/** What came of the profile picture of someone who agreed to be recognised. */
export type EnrolmentAnswer = Exclude<SelfieAnswer, { readonly kind: 'asked' }>;

/** The message to someone who agreed to be recognised. @param choice how they hear of photos of them so far. */
export function buildEnrolmentAnswer(
  answer: EnrolmentAnswer,
  choice: PhotosOfMeChoice | undefined,
): { readonly text: string; readonly blocks: KnownBlock[] } {
  const text = describeEnrolment(answer);
  return { text, blocks: [section(text), section(describePhotosOfMe(choice)), photosOfMeButtons(choice)] };
}

function describeEnrolment(answer: EnrolmentAnswer): string {
  switch (answer.kind) {
    case 'enrolled':
      return [
        enrolledBy('profile picture', answer.trains),
        ENROLMENT_WORDING.moreSelfies,
        ...(answer.looksLike === undefined ? [] : [alsoKnownAs(answer.looksLike)]),
      ].join('\n');
    case 'refused':
      return notEnrolledBy('profile picture', answer.problem);
    case 'failed':
      return `${ENROLMENT_WORDING.profilePictureFailed} ${answer.why}`;
  }
}
