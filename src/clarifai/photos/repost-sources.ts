import { resources, type Struct, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { textIn, toStruct } from '../transport/metadata.js';

/**
 * Prefix of the metadata keys that list further messages with the same picture, one key per message, so that all replies showing a
 * photo can be found.
 */
const PREFIX = 'also_';

interface Post {
  readonly channelId: string;
  readonly messageTs: string;
}

export async function addRepost(session: Session, photoId: string, post: Post): Promise<void> {
  const { channelId, messageTs } = post;
  if (channelId === '' || messageTs === '') return;
  const metadata = toStruct({ [`${PREFIX}${channelId}_${messageTs.replace('.', '_')}`]: `${channelId} ${messageTs}` });
  const input = new resources.Input().setId(photoId).setData(new resources.Data().setMetadata(metadata));
  const request = new service.PatchInputsRequest().setAction('merge').setInputsList([input]);
  await session.call('patchInputs', request);
}

/** Further messages with the same picture, as stored in the metadata of a photo. */
export function repostsIn(metadata: InstanceType<typeof Struct> | undefined): Post[] {
  const keys = Object.keys(metadata?.toJavaScript() ?? {}).filter((key) => key.startsWith(PREFIX));
  return keys.flatMap((key) => {
    const [channelId = '', messageTs = ''] = textIn(metadata, key).split(' ');
    return messageTs === '' ? [] : [{ channelId, messageTs }];
  });
}
