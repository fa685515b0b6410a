import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL } from '../support/slack/ids.js';
import { slashCommand, viewAction } from '../support/slack/payloads.js';
import { buttonNamed } from '../support/slack/read-message.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

/** `/find-photos` and its pages. */

const SECRET_CHANNEL = 'C0SECRET1';
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const ben = { id: 'ben', name: 'Ben Bitdiddle' };
const otherBen = { id: 'ben2', name: 'Ben Dover' };
const hidden = { id: 'hidden', name: 'Hidden Hal' };
/** More than a page of photos of Ben. */
const MANY = Array.from({ length: 12 }, (_, index) => `slack-f0000many${String(index).padStart(2, '0')}`);
const [BOTH, SECRET] = ['slack-f000000both', 'slack-f00000secret'];
const tsOf = (index: number) => `${1_690_000_000 + index * 86_400}.000100`;

let bot: Bot;

beforeEach(async () => {
  const faces = Object.fromEntries(MANY.map((id) => [id, [fakeFace(`${id}-face`, 0.1)]]));
  bot = await startBot({
    recognizer: createFakeRecognizer({
      people: [ada, ben, otherBen, hidden],
      faces: {
        ...faces,
        [BOTH]: [fakeFace('a', 0.1), fakeFace('b', 0.4), fakeFace('c', 0.7)],
        [SECRET]: [fakeFace('s', 0.1), fakeFace('t', 0.5)],
      },
    }),
  });
  bot.slack.state.channels.set(SECRET_CHANNEL, { id: SECRET_CHANNEL, members: [BOT_USER] });
  for (const [index, id] of MANY.entries()) {
    await earlierPhoto(bot, id, CHANNEL, tsOf(index));
    await bot.recognizer.tags.add({ photoId: id, faceId: `${id}-face`, person: ben, taggedBy: BEN });
  }
  await earlierPhoto(bot, BOTH, CHANNEL, tsOf(20));
  await earlierPhoto(bot, SECRET, SECRET_CHANNEL, tsOf(21));
  await bot.recognizer.tags.add({ photoId: BOTH, faceId: 'a', person: ada, taggedBy: BEN });
  // The model named Ben on it, and no one is the third face.
  await bot.recognizer.photos.storeFaces(BOTH, [{ faceId: 'a' }, { faceId: 'b', personId: 'ben' }, { faceId: 'c' }]);
  await bot.recognizer.tags.add({ photoId: SECRET, faceId: 's', person: hidden, taggedBy: BEN });
  await bot.recognizer.tags.add({ photoId: SECRET, faceId: 't', person: ada, taggedBy: BEN });
});
afterEach(() => bot.slack.close());

const find = (text: string) => bot.send(slashCommand(text, '/find-photos'));
const modal = () => bot.slack.modal().shown;
const modalText = () => JSON.stringify(modal().blocks);
const answers = () => bot.slack.commandAnswers.map((answer) => JSON.stringify(answer));

describe('/find-photos', () => {
  it('shows the photos of two people with all names, the date and a link', async () => {
    await find('Ada and Ben Bitdiddle');
    expect(modalText()).toContain('Photos of *Ada Lovelace* and *Ben Bitdiddle*\\n1 photo in conversations you’re in.');
    expect(modalText()).toContain('*Ada Lovelace*, *Ben Bitdiddle* and 1 other');
    expect(modalText()).toMatch(/<!date\^1691728000\^[^>]*> in <#C00000001>/);
    expect(modalText()).toContain('|See the photo>');
    expectViewAcceptedBySlack(modal());
  });

  it('shows no photo of a conversation that the asker is not in, nor whether someone is only there', async () => {
    await find('Ada');
    expect(modalText()).toContain('\\n1 photo in');
    await find('Hidden');
    expect(answers().at(-1)).toContain('No one called “Hidden” is in a photo you can see.');
    expect(answers().at(-1)).toContain('/find-photos Ada and Ben since May');
  });

  it('turns pages, and looks again at what the asker may see', async () => {
    await find('"Ben Bitdiddle"');
    expect(modalText()).toContain('13 photos');
    const more = buttonNamed(modal(), 'More (page 2 of 2)');
    await bot.send(viewAction(more, { ...modal() }));
    expect(modalText().match(/See the photo/g)).toHaveLength(3);
    expectViewAcceptedBySlack(modal());
    bot.slack.state.channels.set(CHANNEL, { id: CHANNEL, members: [BOT_USER] });
    await bot.send(viewAction(buttonNamed(modal(), 'Back (page 1 of 2)'), { ...modal() }));
    expect(modalText()).toContain('There’s no such photo in a conversation you’re in.');
  });

  it('finds no photo on which the name was rejected, or the face flagged', async () => {
    await bot.recognizer.tags.reject({ photoId: BOTH, faceId: 'b', person: ben, rejectedBy: ADA });
    await find('Ada and "Ben Bitdiddle"');
    expect(modalText()).toContain('no such photo');
  });

  it('finds photos on which only one person is, or without someone', async () => {
    await find('only "Ben Bitdiddle"');
    expect(modalText()).toContain('Photos of only *Ben Bitdiddle*\\n12 photos');
    await find('"Ben Bitdiddle" without Ada since 2023-08-01');
    expect(modalText()).toContain('2 photos');
  });

  it('asks which of two people is meant, and finds the one chosen', async () => {
    await bot.recognizer.tags.add({ photoId: BOTH, faceId: 'c', person: otherBen, taggedBy: BEN });
    await find('Ada and Ben');
    expect(answers().at(-1)).toContain('Which “Ben” do you mean?');
    expect(answers().at(-1)).toContain('I understood: Photos of *Ada Lovelace*.');
    expect(answers().at(-1)).toContain('Ada and <person:ben2>');
    expect(answers().at(-1)).toContain('For example:');
    await find('Ada and <person:ben2>');
    expect(modalText()).toContain('Photos of *Ada Lovelace* and *Ben Dover*\\n1 photo');
  });

  it('says on another page, too, when the asker has left the only conversation with someone', async () => {
    await bot.recognizer.tags.add({ photoId: BOTH, faceId: 'c', person: otherBen, taggedBy: BEN });
    await find('Dover or "Ben Bitdiddle"');
    const more = buttonNamed(modal(), 'More (page 2 of 2)');
    bot.slack.state.channels.set(CHANNEL, { id: CHANNEL, members: [BOT_USER] });
    await bot.send(viewAction(more, { ...modal() }));
    expect(modalText()).toContain('No one called “Dover” is in a photo you can see.');
    expect(modalText()).not.toContain('|See the photo>');
  });

  it('says so if the asker is not in a channel, also if it is mentioned', async () => {
    await find(`Ada in <#${SECRET_CHANNEL}|secret>`);
    expect(answers().at(-1)).toContain('You and I aren’t both in a channel called “secret”.');
    expect(answers().at(-1)).toContain('I understood: Photos of *Ada Lovelace*.');
    await find(`Hidden in <#${SECRET_CHANNEL}>`);
    expect(answers().at(-1)).toContain('No one called “Hidden”');
  });

  it('takes no text as the name of everyone, nor one that is too long', async () => {
    await find('💥');
    expect(answers().at(-1)).toContain('No one called “💥” is in a photo you can see.');
    await find('Ada and '.repeat(100));
    expect(answers().at(-1)).toContain('That’s too long for me.');
    await find('*Ada* <!channel> & `code`');
    expect(answers().at(-1)).not.toContain('<!channel>');
  });

  it('says what it did not understand', async () => {
    await find('');
    expect(answers().at(-1)).toContain('Whose photos are you looking for?');
    await find('Ada since teatime in #nowhere');
    expect(answers().at(-1)).toContain('I don’t know which date “teatime” is.');
    expect(answers().at(-1)).toContain('a channel called “nowhere”');
  });

  it('finds photos by who posted them, also those stored by an earlier version', async () => {
    await find(`Ada by <@${BEN}>`);
    expect(modalText()).toContain('posted by <@');
  });

  it('says what went wrong', async () => {
    bot.recognizer.failNext('tags.listAnswers', clarifaiError('unavailable'));
    await find('Ada');
    expect(modalText()).toContain('isn’t answering');
  });
});
