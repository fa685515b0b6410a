import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsentChoice } from '../../src/faces/model.js';
import { type Bot, startBot } from '../support/bot.js';
import { createFakeRecognizer, type FakeFace, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BEN, POST_TS } from '../support/slack/ids.js';
import { blockAction, messageEvent, slackFile } from '../support/slack/payloads.js';
import { buttonNamed, buttonsOf } from '../support/slack/read-message.js';

/** People send Rollcall photos of themselves in a direct message. */

const DIRECT = 'D0ADA0000';
const SELFIE = 'slack-f0selfie1';
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const ben = { id: 'slack-uben00000', name: 'Ben Bitdiddle' };

let bot: Bot;
let faces: FakeFace[];
beforeEach(async () => {
  faces = [fakeFace('one', 0.4)];
  bot = await startBot({
    recognizer: createFakeRecognizer({ people: [ada, ben], faces: { [SELFIE]: faces, 'slack-f0selfie2': faces } }),
  });
  bot.slack.state.channels.set(DIRECT, { id: DIRECT, members: [ADA, 'UBOT00000'] });
});
afterEach(() => bot.slack.close());

const agree = (choice: ConsentChoice = 'recognise') =>
  bot.recognizer.people.setConsent({ person: ada, consent: { choice, at: new Date(0) } });

/** Ada sends a photo of one face. */
async function sendPhoto(file = 'F0SELFIE1', ts = POST_TS): Promise<void> {
  const message = { channel: DIRECT, channel_type: 'im', files: [slackFile(file)], ts };
  await bot.post(message);
}

/** What Rollcall says besides its reply with the faces. */
const notes = () => bot.slack.ownMessages(DIRECT).filter(({ metadata }) => metadata?.event_type === 'rollcall_selfie');
const tags = () => bot.recognizer.tags.listAsGiven();

async function press(label: string, user = ADA): Promise<void> {
  const note = notes().at(-1) ?? expect.fail('there is no note');
  const { action_id, value } = buttonNamed(note, label);
  const click = blockAction({ type: 'button', action_id, block_id: 'b', value }, { ts: note.ts }, user);
  await bot.send({ ...click, channel: { id: DIRECT, name: 'directmessage' } });
}

describe('a photo of one face, by someone who agreed to be recognised', () => {
  it('becomes an example, and the thread says so', async () => {
    await agree();
    await sendPhoto();
    expect(await tags()).toMatchObject([{ photoId: SELFIE, faceId: 'one', person: ada, taggedBy: ADA }]);
    expect(notes()).toMatchObject([
      { thread_ts: POST_TS, text: expect.stringContaining('I’ve stored your face from this photo.') },
    ]);
    expect(notes()[0]?.text).toContain('If you delete your photo, I delete what I learned from it.');
  });

  it('becomes an example after the next start if Rollcall was killed right after its reply, and only once', async () => {
    const posted = '1699999000.000100';
    await agree();
    await sendPhoto('F0SELFIE1', posted);
    await bot.recognizer.tags.remove({ photoId: SELFIE, faceId: 'one' });
    bot.slack.state.delete(DIRECT, notes()[0]?.ts ?? '');
    expect([await tags(), notes()]).toEqual([[], []]);
    for (const _start of ['first', 'second']) {
      bot = await startBot({ recognizer: bot.recognizer, slack: bot.slack });
      await bot.background[0]?.();
      expect(await tags()).toMatchObject([{ photoId: SELFIE, person: ada, taggedBy: ADA }]);
      expect(notes()).toHaveLength(1);
    }
  });

  it('is deleted with the photo, also from the model', async () => {
    await agree();
    await sendPhoto();
    await bot.recognizer.model.train({ trainedBy: ADA, overrides: {} });
    const { edits: _, ...previous } = bot.slack.message(POST_TS, DIRECT);
    await bot.send(
      messageEvent({
        subtype: 'message_deleted',
        channel: DIRECT,
        channel_type: 'im',
        previous_message: { ...previous, ts: POST_TS },
        deleted_ts: POST_TS,
        ts: '1700000009.000100',
      }),
    );
    expect(await tags()).toEqual([]);
    expect(bot.recognizer.calls).toContain('people.eraseFromModel');
    expect(notes()).toMatchObject([{ text: 'You deleted this photo, so I’ve deleted what I learned from it.' }]);
  });

  it.each([
    [
      'covered',
      'Your face in this photo is partly covered, so I can’t learn from it. Please send me another photo without sunglasses, a mask or a hand in front, here.',
    ],
    [
      'too small',
      'Your face in this photo is too small, so I can’t learn from it. Please send me another photo in which your face is larger, here.',
    ],
  ] as const)('that is %s is not learned, and the thread says why', async (qualityIssue, why) => {
    await agree();
    faces.splice(0, 1, { ...fakeFace('one', 0.4), qualityIssue });
    await sendPhoto();
    expect(await tags()).toEqual([]);
    expect(notes().map(({ text }) => text)).toEqual([why]);
  });

  it('of several faces is told', async () => {
    await agree();
    faces.push(fakeFace('two', 0.7));
    await sendPhoto();
    expect(await tags()).toEqual([]);
    expect(notes()[0]?.text).toContain('There are 2 faces in this photo, so I can’t tell which is yours.');
  });

  it('is left to the reply if it surely shows someone else', async () => {
    await agree();
    faces.splice(0, 1, fakeFace('one', 0.4, { [ben.id]: 0.97 }));
    const source = { teamId: '', channelId: 'C1', messageTs: '1' };
    await bot.recognizer.photos.add([{ id: 'slack-f0ben', picture: new Uint8Array(), source }]);
    await bot.recognizer.tags.add({ photoId: 'slack-f0ben', faceId: 'one', person: ben, taggedBy: ADA });
    await bot.recognizer.model.train({ trainedBy: ADA, overrides: {} });
    await sendPhoto();
    expect(notes()).toEqual([]);
  });

  it('asks whether it is them if the model knows them by another face', async () => {
    await agree();
    await sendPhoto();
    await bot.recognizer.model.train({ trainedBy: ADA, overrides: {} });
    faces.splice(0, 1, fakeFace('one', 0.4, { [ada.id]: 0.1 }));
    await sendPhoto('F0SELFIE2', '1700000100.000100');
    expect(notes().at(-1)?.text).toBe('Is this you? Then I can learn your face from this photo, too.');
    expect(await tags()).toHaveLength(1);
    await press('This is me');
    expect(await tags()).toHaveLength(2);
  });
});

describe('a photo of one face, by someone who has not answered', () => {
  it('is answered as any other, with an offer to be recognised', async () => {
    await sendPhoto();
    expect(bot.slack.ownMessages(DIRECT)).toHaveLength(2);
    expect(await tags()).toEqual([]);
    expect(buttonsOf(notes()[0] ?? {}).map(({ text }) => text)).toEqual(['This is me, recognise me']);
  });

  it('becomes an example when they say that it is them, which is their yes', async () => {
    await sendPhoto();
    await press('This is me, recognise me');
    expect(await tags()).toMatchObject([{ photoId: SELFIE, person: ada, taggedBy: ADA }]);
    const { records } = await bot.recognizer.people.registry();
    expect(records.find(({ id }) => id === ada.id)?.consent?.choice).toBe('recognise');
    expect(bot.slack.commandAnswers).toMatchObject([
      { replace_original: true, text: expect.stringContaining('I’ve stored your face from this photo.') },
    ]);
  });

  it('offers nothing below a photo of several faces', async () => {
    faces.push(fakeFace('two', 0.7));
    await sendPhoto();
    expect(notes()).toEqual([]);
  });

  it('cannot be given as an example from another conversation', async () => {
    await sendPhoto();
    const { value } = buttonNamed(notes()[0] ?? {}, 'This is me, recognise me');
    const click = { type: 'button', action_id: 'this_is_me', block_id: 'b', value };
    await bot.send(blockAction(click, { ts: '1' }, BEN));
    expect(await tags()).toEqual([]);
  });
});

it.each(['never', 'when named'] as const)('someone who answered “%s” is not asked again', async (choice) => {
  await agree(choice);
  await sendPhoto();
  expect(notes()).toEqual([]);
  expect(await tags()).toEqual([]);
});
