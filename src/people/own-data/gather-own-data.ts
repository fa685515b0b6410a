import pLimit from 'p-limit';
import type { PhotoSource } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { personIdOfMember } from '../../faces/ids.js';
import type { PersonRecord } from '../../faces/model.js';
import { listVisibleChannels } from '../../slack/conversations.js';
import { createMessageLinks, type MessageLinks } from '../../slack/message-links.js';
import { OWN_DATA_README } from '../../views/own-data-readme.js';
import { whomToForget } from '../erase/whom-to-forget.js';

/** What is stored about one person, as a file for that person: the content is JSON. */
export interface OwnData {
  readonly readme: readonly string[];
  readonly createdAt: Date;
  readonly account: string;
  readonly you: readonly object[];
  readonly photosOfYou: readonly object[];
  readonly photosYouWereRecognisedIn: readonly object[];
  readonly photosYouPosted: readonly object[];
  readonly changesYouMade: readonly object[];
  readonly answersYouGave: readonly object[];
}

/** How many photos are read at once, and links are asked for at once. */
const BATCH = 100;
const LINKS_AT_ONCE = 4;

/**
 * Gathers what is stored about the person of an account, and nothing about others: other people's ids are left out, and for
 * conversations that the person is not in also where and by whom they were named.
 */
export async function gatherOwnData(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'backgroundSlack' | 'log' | 'now'>,
  userId: string,
): Promise<OwnData> {
  const { recognizer } = deps;
  const registry = await recognizer.people.registry();
  const { personIds } = await whomToForget(deps, { personId: personIdOfMember(userId), askedBy: userId });
  const ids = new Set(personIds);
  const [tags, given, visible, photos] = await Promise.all([
    recognizer.tags.listAsGiven(),
    recognizer.transfer.listAnswersBy(userId),
    listVisibleChannels(deps, userId),
    recognizer.photos.listAll(),
  ]);
  const ofYou = tags.filter(({ person }) => ids.has(person.id));
  const namedIn = new Set(ofYou.map(({ photoId }) => photoId));
  const recognised = photos.filter(
    ({ photoId, faces = [] }) => !namedIn.has(photoId) && faces.some(({ personId = '' }) => ids.has(personId)),
  );
  const sources = new Map(photos.map((source) => [source.photoId, source]));
  const placeOf = createPlaceOf(createMessageLinks(deps), sources, visible);
  const faces = await readFaces(deps, ofYou);
  const limit = pLimit(LINKS_AT_ONCE);
  const placesOf = (found: readonly PhotoSource[]) =>
    Promise.all(found.map(({ photoId }) => limit(() => placeOf(photoId))));
  return {
    readme: OWN_DATA_README,
    createdAt: new Date(deps.now()),
    account: userId,
    you: registry.records.filter(({ id }) => ids.has(id)).map((record) => aboutYou(record, userId)),
    photosOfYou: await Promise.all(
      ofYou.map(({ photoId, faceId, taggedAt, taggedBy }) =>
        limit(async () => ({
          ...(await placeOf(photoId, taggedBy === userId ? 'you' : taggedBy)),
          namedAt: taggedAt,
          ...faces.get(`${photoId} ${faceId}`),
        })),
      ),
    ),
    photosYouWereRecognisedIn: await placesOf(recognised),
    photosYouPosted: await placesOf(photos.filter(({ postedBy }) => postedBy === userId)),
    changesYouMade: changesBy(userId, registry.records),
    answersYouGave: await Promise.all(
      given.map(({ photoId, kind, at, ...rest }) =>
        limit(async () => {
          const { conversation, ...place } = await placeOf(photoId);
          const person = 'personId' in rest ? registry.resolve({ id: rest.personId, name: '' }) : undefined;
          const name = conversation === ELSEWHERE ? undefined : person?.name;
          return { kind, at, conversation, ...place, ...(name === undefined ? {} : { name }) };
        }),
      ),
    ),
  };
}

const ELSEWHERE = 'one that you are not in';

interface Place {
  readonly conversation: string;
  readonly messageTs?: string;
  readonly link?: string;
  readonly namedBy?: string;
}

function createPlaceOf(links: MessageLinks, sources: ReadonlyMap<string, PhotoSource>, visible: ReadonlySet<string>) {
  return async (photoId: string, namedBy?: string): Promise<Place> => {
    const source = sources.get(photoId);
    // A profile picture, or a photo that was imported, is in no conversation.
    if (source === undefined) return { conversation: 'none' };
    const posts = [source, ...(source.alsoIn ?? [])];
    const post = posts.find(({ channelId }) => visible.has(channelId));
    if (post === undefined) return { conversation: ELSEWHERE };
    const link = await links.to(post);
    return {
      conversation: post.channelId,
      messageTs: post.messageTs,
      ...(link === undefined ? {} : { link }),
      ...(namedBy === undefined ? {} : { namedBy }),
    };
  };
}

/** Someone else's id says who changed them, which is about that person. */
function aboutYou({ id, renames, merged, removed, confirmed, invited, ...rest }: PersonRecord, userId: string): object {
  const by = (who: string) => (who === userId ? 'you' : 'someone else');
  return {
    ...rest,
    id,
    renames: renames.map((rename) => ({ ...rename, by: by(rename.by) })),
    ...(merged && { merged: { by: by(merged.by), at: merged.at } }),
    ...(removed && { removed: { ...removed, by: by(removed.by) } }),
    ...(confirmed && { confirmed: { ...confirmed, by: by(confirmed.by) } }),
    ...(invited && { invited: { ...invited, by: by(invited.by) } }),
  };
}

/** What someone did to other people: whom is about those. */
function changesBy(userId: string, records: readonly PersonRecord[]): object[] {
  return records.flatMap(({ renames, merged, removed, confirmed, invited }) => [
    ...renames.flatMap(({ by, at }) => (by === userId ? [{ kind: 'renamed someone', at }] : [])),
    ...(merged?.by === userId ? [{ kind: 'merged two people', at: merged.at }] : []),
    ...(removed?.by === userId ? [{ kind: 'removed someone', at: removed.at }] : []),
    ...(confirmed?.by === userId ? [{ kind: 'confirmed that someone agreed', at: confirmed.at }] : []),
    ...(invited?.by === userId ? [{ kind: 'invited someone', at: invited.at }] : []),
  ]);
}

/** The faces that were tagged, by photo and face id. */
async function readFaces(
  { recognizer }: Pick<Deps, 'recognizer'>,
  tags: readonly { readonly photoId: string; readonly faceId: string }[],
): Promise<ReadonlyMap<string, object>> {
  const faces = new Map<string, object>();
  const photoIds = [...new Set(tags.map(({ photoId }) => photoId))];
  for (let start = 0; start < photoIds.length; start += BATCH) {
    const photos = await recognizer.transfer.readPhotos(photoIds.slice(start, start + BATCH), { embeddings: true });
    for (const photo of photos) {
      for (const { id, box, confidence, qualityIssue, embedding } of photo.faces) {
        faces.set(`${photo.id} ${id}`, { box, confidence, qualityIssue, embedding });
      }
    }
  }
  return faces;
}
