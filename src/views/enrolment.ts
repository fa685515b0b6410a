import type { QualityIssue } from '../faces/model.js';
import { count, escapeMrkdwn } from './text.js';

/** What someone is told about pictures of themselves. mrkdwn. */

/** A picture: the one in their Slack profile, or a photo they sent. */
export type GivenPicture = 'profile picture' | 'photo';

/** Why a picture that someone gave will not do. */
export type PictureProblem =
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
export function enrolledBy(picture: GivenPicture, trains: boolean): string {
  const learned =
    picture === 'profile picture' ? 'I’ve stored the face in your Slack profile picture.' : 'I’ve stored your face from this photo.';
  return `${learned} ${trains ? 'I’m learning it now, and will recognise you in a minute.' : 'I’ll recognise you after the next training.'}`;
}

/** How to give more pictures, and take them back. */
export const MORE_SELFIES =
  'To make me surer, send me a photo or two of only you, here. If you delete one, I delete what I learned from it.';

/** Says that someone without an account looks the same. @param name not escaped. */
export function alsoKnownAs(name: string): string {
  return `I also know someone like you as *${escapeMrkdwn(name)}*. If that’s you, open App Home, choose “Rename or merge…” beside that name, and pick yourself.`;
}

/** Why a picture will not do, and what to do instead. */
export function notEnrolledBy(picture: GivenPicture, problem: PictureProblem): string {
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
