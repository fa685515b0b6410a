import type { HomeView } from '@slack/types';
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { squareAround } from '../../../src/photos/crop-face.js';
import { buildHome, type HomeContent } from '../../../src/views/home.js';
import { person } from '../../support/face-rows.js';
import { emptyHome, homePerson, waitingPhoto } from '../../support/home-content.js';
import { ADA, PHOTOS } from '../../support/local-slack.js';
import { startPageLab, uploadAsApp } from '../../support/page-lab.js';
import { ALL_SCREENS } from '../../support/reused-pages.js';
import { samplePhoto } from '../../support/sample-photo.js';

const lab = startPageLab();

const NAMES = ['Ada Lovelace', 'Adam West', 'Ben', 'Cleo', 'Dan', 'Émilie du Châtelet', 'Finn', 'Grace Hopper'];
let content: HomeContent;

/** Publishes what a search would show. */
const publish = (about: Partial<HomeContent> = {}) =>
  lab.slack.bot.views.publish({ user_id: ADA, view: buildHome({ ...content, ...about }) as HomeView });

beforeAll(async () => {
  const { bytes } = await samplePhoto('team-lunch.jpg');
  const crop = squareAround({ left: 0.2, top: 0.2, right: 0.4, bottom: 0.5 }, 1600, 1067);
  const picture = await uploadAsApp(
    lab.slack,
    await sharp(Buffer.from(bytes)).extract(crop).resize(176).jpeg().toBuffer(),
  );
  content = {
    ...emptyHome,
    viewerId: ADA,
    people: NAMES.map((name, index) =>
      homePerson(person(name), {
        faceFileId: picture,
        figures: { tags: index + 2, photos: index + 1 },
        accounts: index === 0 ? [ADA] : [],
      }),
    ),
    waiting: [waitingPhoto({ channelId: PHOTOS, faceIds: ['a', 'b'], pictureFileId: picture })],
  };
});
beforeEach(() => publish());

describe('App Home with people', () => {
  it('searches by keyboard, keeps the focus in the field, and empties it when everyone is shown again', async () => {
    lab.app.answer = ({ payload }) => {
      const [action] = (payload['actions'] ?? []) as { action_id: string; value?: string }[];
      if (action?.action_id === 'find_person') void publish({ query: action.value ?? '' });
      if (action?.action_id === 'find_everyone') void publish();
      return undefined;
    };
    const page = await lab.open('#/home');
    const field = page.getByRole('textbox', { name: 'Find someone' });
    await field.press('Tab');
    await field.pressSequentially('ad');
    await field.press('Enter');
    await page.getByText('2 of 8 people match “ad”.').waitFor();
    await lab.expectAccessible(page, 'a search in App Home');
    expect(await page.getByRole('img', { name: /^Face of/ }).count()).toBe(2);
    await field.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('a l');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 8 people matches “ada l”.').waitFor();
    await page.getByRole('button', { name: /^Show everyone/ }).press('Enter');
    await page.getByText('of 8 people').waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('');
  });

  it.each(ALL_SCREENS)('has a menu for each person, which tells Remove from Forget (%s)', async (screen) => {
    const page = await lab.open('#/home', { screen });
    await page.getByRole('button', { name: 'Ada Lovelace (you): More choices' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Remove… (stop naming)' }).waitFor();
    await page.getByRole('menuitem', { name: 'Forget me… (delete for good)' }).waitFor();
    await page.keyboard.press('Escape');
    const folder = process.env['ROLLCALL_TEST_SCREENSHOTS'];
    if (folder !== undefined) {
      await page.screenshot({ path: `${folder}/home-${screen}.png`, fullPage: true });
    }
    const row = await page.getByText('Finn', { exact: true }).boundingBox();
    const next = await page.getByText('Grace Hopper', { exact: true }).boundingBox();
    expect((next?.y ?? 0) - (row?.y ?? 0)).toBeLessThan(75);
    await lab.expectAccessible(page, `App Home (${screen})`);
  });
});
