/** Begins the ids of concepts that are no people. Stored: do not change. */
const PREFIX = 'task-earlier-';

/** The concept in which the progress in a channel is stored. */
export function taskIdOf(channelId: string): string {
  return `${PREFIX}${channelId.toLowerCase()}`;
}

export function isTask(conceptId: string): boolean {
  return conceptId.startsWith(PREFIX);
}

/** The channel of an id of {@link taskIdOf}. */
export function channelOfTask(conceptId: string): string {
  return conceptId.slice(PREFIX.length).toUpperCase();
}
