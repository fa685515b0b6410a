import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { fileIdOfPhoto } from '../faces/ids.js';
import { isStopping } from '../failures.js';
import { unlessGone } from '../slack/errors.js';
import type { CandidateCache } from './candidate-cache.js';
import { fetchPicture } from './fetch-picture.js';
import { type ReplyRef, readReplyStateAt } from './find-reply.js';
import { isMislabelled, namesOnPicture } from './names-on-picture.js';
import { drawAndUpload } from './numbered-pictures.js';
import { loadPhotos, nameAll, type ReplyPhoto } from './render-reply.js';
import { fingerprintNames, type ReplyState, type StoredReplyPhoto } from './reply-state.js';
import type { UpdateReply } from './update-reply.js';

/** Draws the pictures of a reply again, in the background, if other names belong on them than they show. */
export type LabelPictures = (
  reply: ReplyRef,
  shown: Pick<ReplyState, 'order'> & { readonly photos: readonly ReplyPhoto[] },
) => void;

type LabelDeps = Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'sleep' | 'thresholds' | 'inBackground'> & {
  readonly candidateCache: CandidateCache;
  readonly updateReply: UpdateReply;
};

/**
 * Once every face of a photo has an answer, its picture carries the names. It gets its numbers back when a name is undone. One reply is
 * worked on at a time; what changes meanwhile is seen afterwards.
 */
export function createLabelPictures(deps: LabelDeps): LabelPictures {
  /** By reply; whether it has to be looked at again. */
  const running = new Map<string, { isOutdated: boolean }>();

  return (reply, { photos, order }) => {
    if (!nameAll(photos, deps.thresholds, order).some(isMislabelled)) return;
    const key = `${reply.channelId} ${reply.ts}`;
    const current = running.get(key);
    if (current !== undefined) {
      current.isOutdated = true;
      return;
    }
    const run = { isOutdated: false };
    running.set(key, run);
    deps.inBackground(async () => {
      try {
        do {
          run.isOutdated = false;
          await labelPictures(deps, reply);
        } while (run.isOutdated);
      } catch (error) {
        if (isStopping(error)) throw error;
        // The text of the reply says the names, too.
        deps.log.info(`The names were not drawn: ${messageOf(error)}`);
      } finally {
        running.delete(key);
      }
    });
  };
}

async function labelPictures(deps: LabelDeps, reply: ReplyRef): Promise<void> {
  const state = await readReplyStateAt(deps, reply);
  if (state === undefined) return;
  const photos = await loadPhotos(deps, state.photos);
  const drawn = new Map<
    string,
    { readonly before: string; readonly pictureFileId: string; readonly now: StoredReplyPhoto }
  >();
  for (const stored of photos) {
    const [shown] = nameAll([stored], deps.thresholds, state.order);
    const { photoId, postedFileId, known, pictureFileId: before } = stored;
    const fileId = postedFileId ?? fileIdOfPhoto(photoId);
    if (shown === undefined || known === undefined || before === undefined || fileId === undefined) continue;
    if (!isMislabelled(shown)) continue;
    const names = namesOnPicture(shown.rows);
    const picture = await fetchPicture(deps, { id: fileId });
    const { pictureFileId, labels } = await drawAndUpload(deps, known.photo, picture.jpeg, state.order, names);
    if (pictureFileId === undefined) continue;
    const of = fingerprintNames(names);
    const now = {
      photoId,
      pictureFileId,
      ...(postedFileId === undefined ? {} : { postedFileId }),
      ...(names === undefined ? {} : { labels: { kind: labels, of } }),
    };
    drawn.set(photoId, { before, pictureFileId, now });
  }
  if (drawn.size === 0) return;
  const unused = new Set([...drawn.values()].map(({ pictureFileId }) => pictureFileId));
  await deps.updateReply(reply, {
    change: (current) => ({
      ...current,
      photos: current.photos.map((photo) => {
        const replaced = drawn.get(photo.photoId);
        // Another process, or an erasure, may have replaced the picture meanwhile.
        if (replaced === undefined || photo.pictureFileId !== replaced.before) return photo;
        unused.delete(replaced.pictureFileId);
        unused.add(replaced.before);
        return replaced.now;
      }),
    }),
  });
  for (const file of unused) await unlessGone(deps.slack.files.delete({ file }));
}
