import { addPhoto } from './add-photo.js';
import { type Bot, type BotSetup, startBot } from './bot.js';
import { createFakeRecognizer, type FakeFace, type FakeRecognizerSetup, fakeFace } from './fake-recognizer.js';
import { ADA, BEN, POST_TS, REPLY_TS, TEAM } from './slack/ids.js';
import { blockAction, slackFile } from './slack/payloads.js';
import { facesOf } from './slack/read-message.js';
import type { StoredMessage } from './slack/state.js';

/** The posted photo, as the recogniser calls it. */
export const PHOTO = 'slack-f0000000a';

export interface PostedReplySetup extends Omit<FakeRecognizerSetup, 'faces'> {
  /** The faces in the posted photo. */
  readonly faces: readonly FakeFace[];
  /** The faces in other photos, by photo id. */
  readonly otherFaces?: FakeRecognizerSetup['faces'];
  /** The ids of the files that are posted together. Default: one, `F0000000A`. */
  readonly files?: readonly string[];
  /** Runs before the photo is posted. */
  readonly before?: (bot: Bot) => Promise<void>;
  readonly bot?: Omit<BotSetup, 'recognizer'>;
}

/** A workspace in which Ada posted a photo and the bot replied in its thread. */
export interface PostedReply {
  /** The bot; tests may replace it by one that was started again. */
  bot: Bot;
  /** The reply as Slack has it now. */
  reply(): StoredMessage;
  /** What the reply says about each face. */
  rows(): string[];
  /** Chooses an option in the menu of a face. */
  pick(faceId: string, value: string, user?: string, team?: string): Promise<unknown>;
  /** Presses a button in the row of a face. */
  press(actionId: string, faceId: string, value: string, user?: string, team?: string): Promise<unknown>;
  /** Who is tagged where and by whom: face, name and user. */
  tags(): Promise<[faceId: string, name: string, user: string][]>;
}

export const ADA_LOVELACE = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const GRACE_HOPPER = { id: 'grace', name: 'Grace Hopper' };

const LEFT_MIDDLE_RIGHT = [fakeFace('left', 0.1), fakeFace('middle', 0.4), fakeFace('right', 0.7, { grace: 0.8 })];

/**
 * A reply to a photo of Ada, whom Ben named on the left, and of others: by default someone unknown in the middle, and perhaps Grace on
 * the right.
 */
export async function replyWithAdaNamed(faces: readonly FakeFace[] = LEFT_MIDDLE_RIGHT): Promise<PostedReply> {
  const posted = await postedReply({
    people: [ADA_LOVELACE, GRACE_HOPPER],
    trained: true,
    faces,
  });
  await posted.bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: ADA_LOVELACE, taggedBy: BEN });
  posted.bot.background.length = 0;
  return posted;
}

export async function postedReply({
  faces,
  otherFaces,
  files = ['F0000000A'],
  before,
  bot: botSetup,
  ...recognizerSetup
}: PostedReplySetup): Promise<PostedReply> {
  const recognizer = createFakeRecognizer({ ...recognizerSetup, faces: { ...otherFaces, [PHOTO]: faces } });
  const bot = await startBot({ ...botSetup, recognizer });
  await before?.(bot);
  await bot.post({ files: files.map((id) => slackFile(id)) });
  const use = (action: Record<string, unknown>, user = ADA, team = TEAM) =>
    posted.bot.send(blockAction(action, { ts: REPLY_TS, thread_ts: POST_TS }, user, team));
  const posted: PostedReply = {
    bot,
    reply: () => posted.bot.slack.message(REPLY_TS),
    rows: () => facesOf(posted.reply()),
    pick: (faceId, value, user, team) =>
      use(
        {
          type: 'external_select',
          action_id: 'pick_person',
          block_id: `face:${PHOTO}:${faceId}::old`,
          selected_option: { text: { type: 'plain_text', text: 'shown' }, value },
        },
        user,
        team,
      ),
    press: (actionId, faceId, value, user, team) =>
      use({ type: 'button', action_id: actionId, block_id: `face:${PHOTO}:${faceId}::old`, value }, user, team),
    async tags() {
      const { tags } = await recognizer.photos.read(PHOTO);
      return tags.map(({ faceId, person, taggedBy }) => [faceId, person.name, taggedBy]);
    },
  };
  return posted;
}

/** Adds a photo to the recogniser that was posted before, to its message in Slack, too. */
export async function earlierPhoto(bot: Bot, photoId: string, channelId: string, messageTs: string): Promise<void> {
  const fileId = photoId.slice('slack-'.length).toUpperCase();
  bot.slack.state.putForeign({
    channel: channelId,
    ts: messageTs,
    files: [{ id: fileId, mode: 'hosted', mimetype: 'image/jpeg', url_private: `https://files.slack.com/${fileId}` }],
  });
  await addPhoto(bot.recognizer, {
    id: photoId,
    picture: new Uint8Array(),
    source: { teamId: TEAM, channelId, messageTs },
  });
}
