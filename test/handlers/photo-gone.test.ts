import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replyButton, replyMenu, toldAda } from '../support/clicks.js';
import { ADA_LOVELACE, PHOTO, type PostedReply, replyWithAdaNamed } from '../support/posted-reply.js';
import { POST_TS } from '../support/slack/ids.js';
import { messageEvent, type Payload } from '../support/slack/payloads.js';

/** A photo was deleted while its reply was still open in someone’s window. */

let posted: PostedReply;

beforeEach(async () => {
  posted = await replyWithAdaNamed();
});
afterEach(() => posted.bot.slack.close());

/** Its author deletes the post. */
async function deletePost(): Promise<void> {
  posted.bot.background.length = 0;
  const previous_message = { ...posted.bot.slack.message(POST_TS) };
  await posted.bot.send(
    messageEvent({ subtype: 'message_deleted', previous_message, deleted_ts: POST_TS, files: undefined }),
  );
  await posted.bot.runBackground();
}

const NO_PHOTO = 'The face service no longer has this photo.';
const NO_REPLY = 'I no longer know which photo this was about.';

/** What Ada does, and what she is told. */
const DONE: readonly (readonly [string, Payload, string])[] = [
  ['“Yes” beside a face', replyButton('confirm_person', 'grace', 'right'), NO_PHOTO],
  ['“No” beside a face', replyButton('reject_person', 'grace', 'right'), NO_PHOTO],
  ['“Undo” beside a name', replyButton('undo_name', '', 'left'), NO_PHOTO],
  ['“Undo” beside a face that is none', replyButton('undo_mark', '', 'right'), NO_PHOTO],
  ['“Take my name off”', replyButton('not_me', ADA_LOVELACE.id, 'left'), NO_PHOTO],
  ['“Change…” below the names', replyButton('change_names', PHOTO, 'right'), NO_REPLY],
  ['“Name everyone”', replyButton('name_everyone', '', 'right'), NO_REPLY],
  ['“More faces”', replyButton('turn_page:1', '1', 'right'), NO_REPLY],
  ['a person in the menu of a face', replyMenu('p:grace', 'right'), NO_PHOTO],
  ['“Add someone new…” in the menu of a face', replyMenu('a:new', 'right'), NO_REPLY],
  ['“Not a face” in the menu of a face', replyMenu('m:not a face', 'right'), NO_PHOTO],
  ['“This is a collage” in the menu of a face', replyMenu('c:yes', 'right'), NO_PHOTO],
  ['“Why this name?” in the menu of a face', replyMenu('w:name', 'right'), NO_PHOTO],
];

describe('after a photo was deleted', () => {
  it.each(DONE)('whoever chooses %s in its reply is told so', async (_what, payload, why) => {
    await deletePost();
    await posted.bot.send(payload);
    await posted.bot.runBackground();
    expect(JSON.stringify(toldAda(posted.bot))).toContain(why);
    expect(await posted.bot.recognizer.tags.list()).toEqual([]);
  });
});
