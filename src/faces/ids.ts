const SLACK_PREFIX = 'slack-';

/** Our id for the photo in a Slack file. It contains the file id, so that the file can be found again. */
export function photoIdOfFile(fileId: string): string {
  return `${SLACK_PREFIX}${fileId.toLowerCase()}`;
}

/** The Slack file a photo came from; undefined for a photo added by another program. */
export function fileIdOfPhoto(photoId: string): string | undefined {
  return photoId.startsWith(SLACK_PREFIX) ? photoId.slice(SLACK_PREFIX.length).toUpperCase() : undefined;
}

/** Our id for a person who is a member of the workspace. */
export function personIdOfMember(userId: string): string {
  return `${SLACK_PREFIX}${userId.toLowerCase()}`;
}

/** The Slack user id of a person who is a member of the workspace; undefined for anyone else. */
export function memberOfPerson(personId: string): string | undefined {
  return personId.startsWith(SLACK_PREFIX) ? personId.slice(SLACK_PREFIX.length).toUpperCase() : undefined;
}

/**
 * Our ids for the profile picture of a member. There are two, so that a new picture is stored before the one it replaces goes, and
 * both can be deleted without looking for them.
 */
export function photoIdsOfProfilePicture(userId: string): readonly [string, string] {
  const id = `profile-${userId.toLowerCase()}`;
  return [`${id}-a`, `${id}-b`];
}

/** The member whose profile picture a photo is, as a Slack user id; undefined for any other photo. */
export function memberOfProfilePicture(photoId: string): string | undefined {
  return /^profile-(\w+)-[ab]$/.exec(photoId)?.[1]?.toUpperCase();
}
