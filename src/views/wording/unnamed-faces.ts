import { count } from '../text.js';

/** Faces without a name, in App Home. Plain text unless marked mrkdwn. */
export const UNNAMED_WORDING = {
  title: 'Faces without a name',
  allNamed: 'Every face in your latest photos has a name.',
  checkingPhotos: 'Checking your latest photos…',
  nameGroup: 'Name…',
  faceIsMeant: (number: number) => `Face ${number} is this person`,
  noFaceChosen: 'No face is chosen. Tick at least one.',
  namedMeanwhile: 'Someone has named these faces meanwhile.',
  seeAll: (all: number) => (all === 1 ? 'See the face without a name' : `See all ${all} faces without a name`),
} as const;

/** After a group of faces got one answer. */
export function groupSaved(saved: number, leftOut: number): string {
  const done = `Saved for ${count(saved, 'photo')}.`;
  if (leftOut === 0) return done;
  return `${done} I left out ${count(leftOut, 'photo')} that they’re in already.`;
}
