import { count, listAll } from '../text.js';

/** Answers to names typed in a thread. Plain text unless marked mrkdwn. */
export const TYPED_NAMES_WORDING = {
  theyAgreed: 'They agreed',
  forSeveralPhotos: 'My reply shows several photos. Say which one you mean, for example “photo 2: 1 Ada”.',
} as const;

/**
 * After someone typed names in the thread. mrkdwn.
 * @param photos names such as "1 Ada", escaped, and which photo they are in if there are several.
 */
export function typedNamesTaken(
  photos: readonly { readonly names: readonly string[]; readonly photo?: number }[],
): string {
  const parts = photos.map(({ names, photo }) => {
    const all = listAll(names.map((name) => `*${name}*`));
    return photo === undefined ? all : `${all} in photo ${photo}`;
  });
  return `Named ${listAll(parts)}.`;
}

/** Asks before names typed in a thread add people. mrkdwn. @param names escaped. */
export function agreedToBeAdded(names: readonly string[]): string {
  const who = listAll(names.map((name) => `*${name}*`));
  return names.length === 1
    ? `I don’t know ${who} yet. Did they agree to be recognised? If so, press the button and I’ll add them.`
    : `I don’t know ${who} yet. Did they all agree to be recognised? If so, press the button and I’ll add them.`;
}

/** Said about typed names with a number that no face has. @param photo if there are several. */
export function noSuchFace(number: number, photo: number | undefined): string {
  const where = photo === undefined ? 'my reply' : `photo ${photo}`;
  return `There’s no face ${number} in ${where}, so I’ve named no one. Check the numbers and try again.`;
}

/** Said about typed names for a photo that the reply does not have. */
export function noSuchPhoto(photo: number, photos: number): string {
  return `My reply shows ${count(photos, 'photo')}, so there’s no photo ${photo} and I’ve named no one.`;
}

/** Said about a typed name that may mean several people. mrkdwn. @param name escaped. */
export function typedNameUnclear(number: number, name: string): string {
  return `I’m not sure who “${name}” is, so I’ve named no one. Choose them in the menu of face ${number}, or type the full name.`;
}
