import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { PhotoSource } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { isDigestHour, isWeekOver } from '../../faces/digest-time.js';
import { fileIdOfPhoto, memberOfPerson, personIdOfMember } from '../../faces/ids.js';
import type { PersonRecord } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { isStopping } from '../../failures.js';
import { nameAll, type ReplyContent } from '../../replies/render-reply.js';
import { isDirectMessage, linkToMessage, listVisibleChannels } from '../../slack/conversations.js';
import { sendWithPictures } from '../../slack/pictures.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import { buildDigest, buildPhotoOfYou, MAX_DIGEST_PHOTOS, type PhotoOfYou } from '../../views/photos-of-you.js';
import { type PhotoIndex, visiblePlace } from '../find/photo-index.js';

/** Tells members about photos of them, as each has chosen: at once, or once a week. */
export interface PhotosOfMe {
  /** After a reply was posted or updated: tells those whom it names and who want to hear at once. */
  noteShown(channelId: string, content: ReplyContent): void;
  /** Sends the weekly messages that are due. */
  sendDigests(): Promise<void>;
}

/** In ms. Someone named in an older photo, as after a training, is not told at once. */
const MAX_AGE_MS = 24 * 60 * 60_000;

/** In ms. Longer than another process takes from reading a person to writing them. */
const SETTLED_AFTER_MS = 1500;
const MAX_CLAIMS = 3;

type PhotosOfMeDeps = Pick<
  Deps,
  | 'recognizer'
  | 'slack'
  | 'slackForPosts'
  | 'backgroundSlack'
  | 'thresholds'
  | 'log'
  | 'sleep'
  | 'now'
  | 'inBackground'
  | 'isAlone'
> & { readonly photoIndex: PhotoIndex };

export function createPhotosOfMe(deps: PhotosOfMeDeps): PhotosOfMe {
  const { people } = deps.recognizer;
  /** By user: how far their clock is ahead of UTC, in seconds; `left` if they have left the workspace. */
  const zones = new LRUCache<string, number | 'left'>({ max: MAX_ZONES, ttl: ZONE_MAX_AGE_MS });

  return {
    noteShown(channelId, content) {
      if (isDirectMessage(channelId) || deps.now() - Number(content.postTs) * 1000 > MAX_AGE_MS) return;
      const named = nameAll(content.photos, deps.thresholds, content.order).flatMap(({ photoId, rows }) =>
        rows.flatMap(({ verdict }) => {
          if (verdict.kind === 'named') return [{ photoId, personId: verdict.person.id, by: verdict.taggedBy }];
          return verdict.kind === 'sure' ? [{ photoId, personId: verdict.person.id, by: '' }] : [];
        }),
      );
      if (named.length === 0) return;
      deps.inBackground(async () => {
        const registry = await people.registry();
        for (const { photoId, personId, by } of named) {
          const user = whoHears(registry, personId, 'at once');
          // Whoever named themselves knows.
          if (user !== undefined && user !== by) await tellAtOnce(user, photoId, registry);
        }
      });
    },
    async sendDigests() {
      for (const record of (await people.registry()).records) {
        const user = memberOfPerson(record.id);
        if (user === undefined || record.photosOfMe?.choice !== 'weekly') continue;
        try {
          await sendDigest(user, record);
        } catch (error) {
          if (isStopping(error)) throw error;
          deps.log.warn(`No weekly message for ${user}: ${messageOf(error)}`);
        }
      }
    },
  };

  async function tellAtOnce(user: string, photoId: string, registry: PersonRegistry): Promise<void> {
    const [source] = await deps.recognizer.photos.findSources([photoId]);
    if (source === undefined || source.postedBy === user) return;
    const photo = await describe(deps.slack, source, await listVisibleChannels(deps, user));
    // One message, however many processes and updates of a reply name them.
    const personId = personIdOfMember(user);
    if (photo === undefined || !(await claimTold(personId, photoId))) return;
    const choice = registry.records.find(({ id }) => id === personId)?.photosOfMe?.choice;
    await send(user, (withPictures) => buildPhotoOfYou(withPictures ? photo : withoutPicture(photo), choice));
  }

  /** A claim that a write for another photo replaced at the same moment is made again. */
  async function claimTold(personId: string, photoId: string): Promise<boolean> {
    for (let attempt = 0; attempt < MAX_CLAIMS; attempt += 1) {
      const claim = randomUUID().slice(0, 8);
      if (!(await people.claimTold({ personId, photoId, claim }))) return false;
      if (deps.isAlone) return true;
      await deps.sleep(SETTLED_AFTER_MS);
      const stored = await people.whoTells({ personId, photoId });
      if (stored !== undefined) return stored === claim;
    }
    return false;
  }

  async function sendDigest(user: string, { id, photosOfMe }: PersonRecord): Promise<void> {
    if (photosOfMe === undefined) return;
    const last = photosOfMe.lastDigestAt ?? photosOfMe.at;
    const now = new Date(deps.now());
    if (!isWeekOver(now.getTime(), last.getTime())) return;
    const zone = zones.get(user) ?? (await readZone(user));
    zones.set(user, zone);
    if (zone === 'left' || !isDigestHour(now.getTime(), zone)) return;
    // The week is over in any case, so that nothing is looked for again until the next one.
    if (!(await people.claimDigest({ personId: id, last: photosOfMe.lastDigestAt, at: now }))) return;
    if (!deps.isAlone) {
      await deps.sleep(SETTLED_AFTER_MS);
      if (!(await people.isDigestAt({ personId: id, at: now }))) return;
    }
    try {
      const { all, shown } = await findPhotos(user, last);
      if (all === 0) return;
      await send(user, (withPictures) =>
        buildDigest({ photos: withPictures ? shown : shown.map(withoutPicture), all, choice: 'weekly' }),
      );
      deps.log.info(`Sent ${user} their weekly message.`);
    } catch (error) {
      await people.claimDigest({ personId: id, last: now, at: photosOfMe.lastDigestAt });
      throw error;
    }
  }

  async function readZone(user: string): Promise<number | 'left'> {
    const { deleted, tz_offset: offset } = userSchema.parse((await deps.backgroundSlack.users.info({ user })).user);
    return deleted ? 'left' : offset;
  }

  /** The photos of a member since a time, by others, in conversations that they are in now. The newest first. */
  async function findPhotos(user: string, since: Date) {
    const [photos, visible, registry] = await Promise.all([
      deps.photoIndex.read(),
      listVisibleChannels({ slack: deps.backgroundSlack }, user),
      people.registry(),
    ]);
    const self = registry.resolve({ id: personIdOfMember(user), name: '' });
    const found = photos.filter((photo) => {
      const on = self && photo.people.get(self.id);
      const place = visiblePlace(photo, visible);
      const isNew = place !== undefined && Number(place.messageTs) * 1000 > since.getTime();
      return on !== undefined && isNew && !isDirectMessage(place.channelId) && photo.postedBy !== user;
    });
    const shown: PhotoOfYou[] = [];
    for (const photo of found.slice(0, MAX_DIGEST_PHOTOS)) {
      const described = await describe(deps.backgroundSlack, photo, visible);
      if (described !== undefined) shown.push(described);
    }
    return { all: found.length, shown };
  }

  /** @returns undefined if the person is in no conversation with the photo. */
  async function describe(
    slack: WebClient,
    source: PhotoSource,
    visible: ReadonlySet<string>,
  ): Promise<PhotoOfYou | undefined> {
    const place = visiblePlace(source, visible);
    if (place === undefined || isDirectMessage(place.channelId)) return undefined;
    const link = await linkToMessage({ slack, log: deps.log }, place.channelId, place.messageTs);
    // The file that was posted, not a copy: Slack shows it only to those who may see it, for as long as it exists.
    return { ...place, postedBy: source.postedBy, link, fileId: fileIdOfPhoto(source.photoId) };
  }

  async function send(
    channel: string,
    build: (withPictures: boolean) => ReturnType<typeof buildDigest>,
  ): Promise<void> {
    await sendWithPictures(deps, (withPictures) =>
      deps.slackForPosts.chat.postMessage({
        channel,
        ...build(withPictures),
        ...TEXT_AS_WRITTEN,
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
  }
}

const userSchema = z.object({ deleted: z.boolean().default(false), tz_offset: z.number().default(0) });
/** How long someone's time zone is cached, in ms. */
const ZONE_MAX_AGE_MS = 6 * 60 * 60_000;
const MAX_ZONES = 5000;

function withoutPicture(photo: PhotoOfYou): PhotoOfYou {
  return { ...photo, fileId: undefined };
}

/** The account of a person if it is to hear of photos this way; undefined otherwise. */
function whoHears(registry: PersonRegistry, personId: string, choice: 'at once'): string | undefined {
  const ids = [personId, ...registry.idsOf(personId)];
  const record = registry.records.find(({ id, photosOfMe }) => ids.includes(id) && photosOfMe?.choice === choice);
  return record && memberOfPerson(record.id);
}
