import { type Input, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { textIn } from '../transport/metadata.js';
import { PAGE_SIZE } from '../transport/paging.js';
import { MAX_BATCH_PHOTOS } from './photo-batches.js';
import { repostsIn } from './repost-sources.js';

/** Where a photo was posted. */
export interface PhotoSource {
  readonly photoId: string;
  readonly channelId: string;
  /** `ts` of the message. */
  readonly messageTs: string;
  /** Later messages with the same picture. */
  readonly alsoIn?: readonly { readonly channelId: string; readonly messageTs: string }[];
}

/** Where photos were posted, newest first. @param limit `Infinity` for all. */
export async function listRecentPhotos(session: Session, limit: number): Promise<PhotoSource[]> {
  const sources: PhotoSource[] = [];
  let lastId = '';
  const { listPageSize } = session.polling;
  for (let left = limit; left > 0; left -= listPageSize) {
    const size = Math.min(left, listPageSize);
    const request = new service.StreamInputsRequest().setPerPage(size).setDescending(true).setLastId(lastId);
    const inputs = (await session.call('streamInputs', request)).getInputsList();
    sources.push(...inputs.flatMap((input) => sourceOf(input) ?? []));
    lastId = inputs.at(-1)?.getId() ?? '';
    if (inputs.length < size) break;
  }
  return sources;
}

/** Where these photos were posted, except photos that do not exist or that another program added. */
export async function findSources(session: Session, photoIds: readonly string[]): Promise<PhotoSource[]> {
  const sources: PhotoSource[] = [];
  for (let start = 0; start < photoIds.length; start += MAX_BATCH_PHOTOS) {
    const ids = photoIds.slice(start, start + MAX_BATCH_PHOTOS);
    const request = new service.ListInputsRequest()
      .setIdsList([...ids])
      .setPage(1)
      .setPerPage(PAGE_SIZE);
    const wanted = new Set(ids);
    for (const input of (await session.call('listInputs', request)).getInputsList()) {
      const source = wanted.has(input.getId()) ? sourceOf(input) : undefined;
      if (source !== undefined) sources.push(source);
    }
  }
  return sources;
}

function sourceOf(input: Input): PhotoSource | undefined {
  const metadata = input.getData()?.getMetadata();
  const channelId = textIn(metadata, 'channel_id');
  const messageTs = textIn(metadata, 'message_ts');
  if (channelId === '' || messageTs === '') return undefined;
  const alsoIn = repostsIn(metadata);
  return { photoId: input.getId(), channelId, messageTs, ...(alsoIn.length === 0 ? {} : { alsoIn }) };
}
