/** The Slack half of a workspace with many photos (large-workspace.ts). */
import { copyFile, link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { createChannels } from '../../src/local-slack/workspace/channels.js';
import { openWorkspaceDatabase } from '../../src/local-slack/workspace/database.js';
import { createFiles } from '../../src/local-slack/workspace/files.js';
import { BOT } from '../../src/local-slack/workspace/identity.js';
import { createMessages } from '../../src/local-slack/workspace/messages.js';
import { createPeople } from '../../src/local-slack/workspace/people.js';
import { packReplyState, type ReplyState } from '../../src/replies/reply-state.js';
import { channelId, memberId, nameOf, tsOf } from './large-ids.js';
import { ACTIVE_MEMBERS, type LargeSize, type SeedPhoto } from './large-photos.js';
import type { SeedPicture } from './seed-picture.js';

/** Adds the members, their channels, posts and replies. @param created when the workspace was made, in seconds since 1970. */
export function seedSlack(
  dataDir: string,
  size: LargeSize,
  photos: readonly SeedPhoto[],
  { picture, created }: { readonly picture: SeedPicture; readonly created: number },
): void {
  const database = openWorkspaceDatabase(join(dataDir, 'slack'));
  try {
    const [people, channels] = [createPeople(database), createChannels(database)];
    const [messages, files] = [createMessages(database), createFiles(database)];
    database.transaction(() => {
      people.add({ id: BOT.userId, name: BOT.name, realName: 'Rollcall', title: '', isBot: true, isAdmin: false });
      const ids = Array.from({ length: size.members }, (_, index) => memberId(index));
      for (const [index, id] of ids.entries()) {
        const name = nameOf(index);
        const handle = name.toLowerCase().replaceAll(' ', '.');
        people.add({ id, name: handle, realName: name, title: '', isBot: false, isAdmin: index === 0 });
      }
      const active = ids.slice(0, ACTIVE_MEMBERS);
      for (const [index, id] of active.entries()) {
        const direct = { id: `D0SEED${String(index).padStart(5, '0')}`, kind: 'im' as const, name: '', purpose: '' };
        channels.add({ ...direct, creator: id, created }, [id, BOT.userId]);
      }
      for (let index = 0; index < size.channels; index += 1) {
        const named = { id: channelId(index), kind: 'public' as const, name: `channel-${index}`, purpose: '' };
        channels.add({ ...named, creator: ids[0] ?? BOT.userId, created }, [...active, BOT.userId]);
      }
      for (const photo of photos) addPost(messages, files, photo, picture);
    });
  } finally {
    database.close();
  }
}

/** Stores the picture of every photo as links to one file. */
export async function linkFiles(folder: string, photos: readonly SeedPhoto[], picture: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  const stored = join(folder, photos[0]?.fileId ?? 'none');
  await copyFile(picture, stored);
  for (const { fileId } of photos.slice(1)) await link(stored, join(folder, fileId));
}

/** One post with a photo and Rollcall's reply to it. */
function addPost(
  messages: ReturnType<typeof createMessages>,
  files: ReturnType<typeof createFiles>,
  photo: SeedPhoto,
  picture: SeedPicture,
): void {
  const [channel, ts, user] = [channelId(photo.channel), tsOf(photo.at), memberId(photo.poster)];
  const file = {
    id: photo.fileId,
    owner: user,
    created: Math.floor(photo.at / 1000),
    name: 'photo.jpg',
    title: 'photo',
    size: picture.bytes,
    mimetype: 'image/jpeg',
    filetype: 'jpg',
    width: picture.width,
    height: picture.height,
  };
  files.expect(file, `ticket-${photo.fileId}`);
  files.save(file, 'complete');
  files.share(file.id, { channel, ts });
  messages.add({ channel, ts, user, subtype: 'file_share', text: '', fileIds: [file.id] });
  if (photo.faces.length === 0) return;
  const state: ReplyState = {
    postTs: ts,
    photos: [{ photoId: photoIdOfFile(photo.fileId) }],
    page: 0,
    order: 'by rows',
  };
  messages.add({
    channel,
    ts: tsOf(photo.at + 3000),
    threadTs: ts,
    user: BOT.userId,
    text: `I found ${photo.faces.length} faces.`,
    metadata: { ...packReplyState(state) },
  });
}
