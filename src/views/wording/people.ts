import { MAX_NAME_LENGTH } from '../../faces/names.js';
import { count, truncate } from '../text.js';

/** Finding, renaming, merging and removing people, and undoing it. Plain text unless marked mrkdwn. */
export const PEOPLE_WORDING = {
  people: 'People',
  noOneNamedHere: 'No one has been named yet in your conversations.',
  findPerson: 'Find someone',
  findPersonHint: 'Type a name and press Enter',
  showEveryone: 'Show everyone',
  onlyYourConversations: 'You see the people named in conversations you’re in.',
  earlierPeople: 'Earlier people',
  morePeople: 'More people',
  seePhotos: 'See photos',
  renameOrMergePerson: 'Rename or merge…',
  details: 'Details…',
  removeOption: 'Remove… (stop naming)',
  changePersonTitle: 'Change person',
  sameAsLabel: 'The same person as',
  sameAsHint: 'Merges the two under the name you pick. You can split them later.',
  sameAsPlaceholder: 'Choose a person',
  renameOrMerge: 'Change the name or pick who it is, not both.',
  changesSoFar: 'What changed',
  removePerson: 'Remove…',
  removePersonTitle: 'Remove this person?',
  remove: 'Remove',
  /** mrkdwn */
  removedPerson: 'Removed: I don’t name this person or learn from their tags.',
  split: 'Split',
  putBack: 'Put back',
  recentlyChanged: 'Recently changed',
  allChangesTitle: 'What changed',
  changing: 'This takes a moment…',
  changed: 'Done.',
  nothingChanged: 'There’s nothing left to undo.',
  notAllChanges: 'Older changes aren’t shown.',
} as const;

/** What removing a person means. Plain text. */
export function removeMeans(name: string): string {
  return `I’ll stop naming ${truncate(name, MAX_NAME_LENGTH)}. Nothing is deleted; you can put them back in App Home.`;
}

/** The result of a search in App Home. mrkdwn. @param query escaped. */
export function peopleFound(found: number, all: number, query: string): string {
  if (found === 0) return `No one here is called “${query}”.`;
  return `${found} of ${count(all, 'person', 'people')} ${found === 1 ? 'matches' : 'match'} “${query}”.`;
}

/** The button for all changes. */
export function allChanges(amount: number): string {
  return `All ${amount} changes`;
}

/** Said to someone who may not rename, merge or remove a person. */
export function mayNotChange(name: string): string {
  return `${truncate(name, MAX_NAME_LENGTH)} has a Slack account, so only they or a workspace admin can change this. Please ask one of them.`;
}
