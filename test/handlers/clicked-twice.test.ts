import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeButton, personModal, replyButton, replyMenu, toldAda } from '../support/clicks.js';
import { fakeFace } from '../support/fake-recognizer.js';
import { ADA_LOVELACE, PHOTO, type PostedReply, replyWithAdaNamed } from '../support/posted-reply.js';
import { ADA, BEN } from '../support/slack/ids.js';
import { type Payload, viewSubmission } from '../support/slack/payloads.js';

/** Someone clicks twice, because nothing seems to happen. */

let posted: PostedReply;
/** What Ada was told before. */
let told: string[];

beforeEach(async () => {
  posted = await replyWithAdaNamed([fakeFace('left', 0.1), fakeFace('right', 0.7, { grace: 0.8 })]);
  told = toldAda(posted.bot);
});
afterEach(() => posted.bot.slack.close());

/** Both clicks come before the bot is done with the first. */
async function clickTwice(payload: Payload): Promise<void> {
  await Promise.all([posted.bot.send(payload), posted.bot.send(payload)]);
  for (let round = 0; round < 3; round += 1) await posted.bot.runBackground();
}

const names = async () => (await posted.bot.recognizer.people.list()).map(({ name }) => name).sort();
const rejected = async () => {
  const { rejections = [] } = await posted.bot.recognizer.photos.read(PHOTO);
  return rejections.map(({ faceId, person }) => `${faceId}: not ${person.name}`);
};

describe('a click that comes twice counts once:', () => {
  it('“Yes” beside a face', async () => {
    await clickTwice(replyButton('confirm_person', 'grace', 'right'));
    expect(await posted.tags()).toEqual([
      ['left', 'Ada Lovelace', BEN],
      ['right', 'Grace Hopper', ADA],
    ]);
    expect(posted.rows()).toEqual(['*Ada Lovelace and Grace Hopper*']);
  });

  it('“No” beside a face', async () => {
    await clickTwice(replyButton('reject_person', 'grace', 'right'));
    expect(await rejected()).toEqual(['right: not Grace Hopper']);
    expect(posted.rows()).toEqual(['*1 Ada Lovelace*', '*2 Who is this?* Not Grace Hopper.']);
  });

  it('“Undo” beside a name', async () => {
    await clickTwice(replyButton('undo_name', '', 'left'));
    expect(posted.rows()).toEqual(['*1 Who is this?*', '*2 Is this Grace Hopper?*']);
    expect(toldAda(posted.bot)).toEqual(told);
  });

  it('a new name in the menu of a face, which adds one person', async () => {
    await clickTwice(replyMenu('n:Zoë', 'right'));
    expect(await names()).toEqual(['Ada Lovelace', 'Grace Hopper', 'Zoë']);
    expect(posted.rows()).toEqual(['*Ada Lovelace and Zoë*']);
  });

  it('“Take my name off”', async () => {
    await clickTwice(replyButton('not_me', ADA_LOVELACE.id, 'left'));
    expect(await rejected()).toEqual(['left: not Ada Lovelace']);
    expect(toldAda(posted.bot)).toEqual(told);
  });

  it('“Send me my data”, which leaves one file', async () => {
    await clickTwice(homeButton('own_data'));
    const files = posted.bot.slack.uploads().map(({ name }) => String(name));
    expect(files.filter((name) => name.includes('data'))).toEqual([`rollcall-data-${ADA}.json`]);
  });

  it('“Remove” in the modal that asks', async () => {
    await clickTwice(viewSubmission(personModal('remove_person', 'grace'), {}));
    expect(await names()).toEqual(['Ada Lovelace']);
    expect(posted.rows()).toEqual(['*1 Ada Lovelace*', '*2 Who is this?*']);
  });
});
