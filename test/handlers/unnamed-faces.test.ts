import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL, TEAM } from '../support/slack/ids.js';
import { homeOpened, viewAction, viewSubmission } from '../support/slack/payloads.js';
import { buttonNamed, picturesOf } from '../support/slack/read-message.js';
import type { View } from '../support/slack/state.js';
import { expectViewAcceptedBySlack } from '../support/slack-rules.js';

/** The faces without a name in App Home, and the form that names a group of them. */

const SECRET_CHANNEL = 'C0SECRET1';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const THREE = ['slack-f00000000a', 'slack-f00000000b', 'slack-f00000000c'];
const [OTHER, SECRET] = ['slack-f0000other', 'slack-f000secret'];
const tsOf = (index: number) => `${1_690_000_000 + index * 86_400}.000100`;
/** As long as a real one, so that it is grouped. */
const embeddingAt = (place: number) => [place, ...Array<number>(319).fill(0)];
const faceAt = (id: string, place: number) => ({ ...fakeFace(id, 0.1), embedding: embeddingAt(place) });

let bot: Bot;

beforeEach(async () => {
  bot = await startBot({
    recognizer: createFakeRecognizer({
      people: [ada],
      engine: 'local-test',
      faces: {
        ...Object.fromEntries(THREE.map((id, index) => [id, [faceAt(`face${index}`, index / 10)]])),
        [OTHER]: [faceAt('other', 5)],
        [SECRET]: [faceAt('secret', 0.05)],
      },
    }),
  });
  bot.slack.state.channels.set(SECRET_CHANNEL, { id: SECRET_CHANNEL, members: [BOT_USER, BEN] });
  const photos = [...THREE, OTHER].entries();
  for (const [index, id] of photos) await earlierPhoto(bot, id, CHANNEL, tsOf(index));
  await earlierPhoto(bot, SECRET, SECRET_CHANNEL, tsOf(9));
  bot.background.length = 0;
  await bot.send(homeOpened(ADA));
});
afterEach(() => bot.slack.close());

const home = (user = ADA): View => bot.slack.home(user) ?? { type: 'home', private_metadata: '', blocks: [] };
const shown = (user = ADA) => JSON.stringify(home(user));
const modal = () => bot.slack.modal().shown;
const text = () => JSON.stringify(modal().blocks);
const clickInHome = (label: string) => bot.send(viewAction(buttonNamed(home(), label), { ...home() }));

/** Submits the form. @param faces which faces are ticked, from 0. */
const submit = (choice: string, faces: readonly number[]) => {
  const blocks = modal().blocks as unknown as readonly {
    readonly block_id?: string;
    readonly elements?: readonly { readonly options?: readonly { readonly value: string }[] }[];
  }[];
  const ticks = blocks.filter(({ block_id }) => block_id?.startsWith('group:') === true);
  const values = {
    [blocks[0]?.block_id ?? '']: { name_face: { selected_option: { value: choice, text: { text: 'Ada' } } } },
    ...Object.fromEntries(
      ticks.map(({ block_id, elements }, index) => [
        block_id,
        { group_faces: { selected_options: faces.includes(index) ? (elements?.[0]?.options ?? []) : [] } },
      ]),
    ),
  };
  return bot.send(viewSubmission({ ...modal() }, values, ADA, TEAM));
};

describe('faces without a name in App Home', () => {
  it('are grouped by look, with pictures', () => {
    expect(shown()).toContain('Probably the same person, 3 photos');
    expect(shown()).toContain('See all 4 faces without a name');
    expect(picturesOf(home()).length).toBeGreaterThanOrEqual(3);
    expectViewAcceptedBySlack(home());
  });

  it('are those of conversations the viewer is in, also in the counts', async () => {
    await bot.send(homeOpened(BEN));
    expect(shown(BEN)).toContain('Probably the same person, 4 photos');
    expect(shown(BEN)).toContain('See all 5 faces without a name');
    expect(shown()).not.toContain(SECRET_CHANNEL);
  });

  it('are all listed in a modal, single ones too', async () => {
    await clickInHome('See all 4 faces without a name');
    expect(text()).toContain('4 faces without a name in conversations you’re in.');
    expect(text()).toContain('Probably the same person, 3 photos');
    expect(text()).toContain('1 photo');
    expectViewAcceptedBySlack(modal());
  });

  it('get one name for a group, without those that were taken out', async () => {
    await clickInHome('Name…');
    expectViewAcceptedBySlack(modal());
    expect(text().match(/See the photo/g)).toHaveLength(3);
    await submit('p:ada', [0, 1]);
    const tags = await bot.recognizer.tags.list();
    // Newest first.
    expect(tags.map(({ photoId, person }) => [photoId, person.name]).sort()).toEqual([
      [THREE[1], 'Ada Lovelace'],
      [THREE[2], 'Ada Lovelace'],
    ]);
    expect(shown()).not.toContain('Probably the same person');
    expect(shown()).toContain('See all 2 faces without a name');
  });

  it('are not named when none is ticked', async () => {
    await clickInHome('Name…');
    expect(JSON.stringify(await submit('p:ada', []))).toContain('No face is chosen');
    expect(await bot.recognizer.tags.list()).toEqual([]);
  });

  it('are not named by someone who may not see them any more', async () => {
    await clickInHome('Name…');
    bot.slack.state.channels.set(CHANNEL, { id: CHANNEL, members: [BOT_USER] });
    expect(JSON.stringify(await submit('p:ada', [0, 1]))).toContain('Someone has named these faces meanwhile.');
    expect(await bot.recognizer.tags.list()).toEqual([]);
  });

  it('leave out a photo that the person is in already', async () => {
    const face = { ...fakeFace('second', 0.6) };
    await clickInHome('Name…');
    await bot.recognizer.tags.add({ photoId: THREE[2] ?? '', faceId: face.id, person: ada, taggedBy: BEN });
    const answer = JSON.stringify(await submit('p:ada', [0, 1, 2]));
    expect(answer).toContain('Saved for 2 photos. I left out 1 photo that they’re in already.');
  });
});
