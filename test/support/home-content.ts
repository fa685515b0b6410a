import type { Person } from '../../src/faces/model.js';
import type { HomeContent } from '../../src/views/home.js';
import type { HomePerson } from '../../src/views/home-people.js';
import type { WaitingPhoto } from '../../src/views/home-waiting.js';

/** App Home of someone who sees nothing yet. */
export const emptyHome: HomeContent = {
  training: { last: undefined, now: { people: 0, tags: 0 }, tagsSince: 0 },
  people: [],
  changes: [],
  waiting: [],
  consent: 'off',
  viewer: { person: undefined, photosOfThem: 0, tagsByThem: 0 },
  viewerId: 'UADA00000',
  isAdmin: false,
  page: 0,
  query: '',
};

/** A person in App Home, tagged in one photo, without a picture or an account. */
export function homePerson(person: Person, about: Partial<HomePerson> = {}): HomePerson {
  const face = { photoId: 'slack-f1', faceId: 'a' };
  return { person, figures: { tags: 1, photos: 1 }, face, faceFileId: undefined, accounts: [], ...about };
}

/** A photo in a channel with one face without a name. */
export function waitingPhoto(about: Partial<WaitingPhoto> = {}): WaitingPhoto {
  const [photoId, link] = ['slack-f1', 'https://test.slack.com/archives/C1/p1'];
  return { photoId, channelId: 'C1', messageTs: '1.0', faceIds: ['a'], pictureFileId: undefined, link, ...about };
}
