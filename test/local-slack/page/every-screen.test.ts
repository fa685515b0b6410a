import type { KnownBlock } from '@slack/types';
import { beforeAll, describe, expect, it } from 'vitest';
import { plain, section } from '../../support/block-kit.js';
import { tabThrough } from '../../support/focus-stops.js';
import { PHOTOS } from '../../support/local-slack.js';
import { isInView, startPageLab, uploadAsApp } from '../../support/page-lab.js';
import {
  askRow,
  askRows,
  focusedName,
  likelyRow,
  namedRow,
  numberedPicture,
  openReply,
  replyIn,
  suggestPeople,
  threadIn,
} from '../../support/page-replies.js';
import { ALL_SCREENS } from '../../support/reused-pages.js';
import { samplePhoto } from '../../support/sample-photo.js';

const lab = startPageLab();
let picture: string;
beforeAll(async () => {
  picture = await uploadAsApp(lab.slack, (await samplePhoto('team-lunch.jpg')).bytes);
});

describe.each(ALL_SCREENS)('on a %s', (screen) => {
  it('the picture viewer fits the window and closes with Escape, “back” or a click beside the picture', async () => {
    const { page } = await openReply(lab, [numberedPicture(picture, 12), ...askRows(2)], { screen });
    const address = page.url();
    const viewer = page.getByRole('dialog');
    const open = async () => {
      await replyIn(page)
        .getByRole('button', { name: /^Open picture/ })
        .press('Enter');
      await viewer.getByRole('img').waitFor();
    };
    await open();
    expect(await isInView(viewer.getByRole('img'))).toBe(true);
    expect(await isInView(viewer.getByRole('button', { name: 'Close picture' }))).toBe(true);
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    await expect.poll(() => focusedName(page)).toContain('Open picture');
    await open();
    await page.goBack();
    await viewer.waitFor({ state: 'detached' });
    await open();
    const { width } = page.viewportSize() ?? { width: 0 };
    if (screen === 'phone') await page.touchscreen.tap(width / 2, 100);
    else await page.mouse.click(width / 2, 70);
    await viewer.waitFor({ state: 'detached' });
    expect(page.url()).toBe(address);
  });

  it('a menu does not cover the picture it asks about, and Enter picks the first match of what was typed', async () => {
    suggestPeople(lab.app);
    const { page, ts } = await openReply(lab, [numberedPicture(picture, 3), ...askRows(3)], { screen });
    // By its class, because an open menu hides the rest of the page from screen readers and so from roles.
    const image = page.locator('.thread-pane .block-image-picture');
    for (const face of [1, 2, 3]) {
      const menu = replyIn(page).getByRole('combobox', { name: new RegExp(`^${face} Who`) });
      await menu.focus();
      await page.keyboard.press('ArrowDown');
      const list = page.getByRole('listbox');
      await list.getByRole('option', { name: 'Ada' }).waitFor();
      const [above, below] = [await image.boundingBox(), await list.boundingBox()];
      if (above === null || below === null) throw new Error('the picture or the menu is not shown');
      const overlap = Math.min(above.y + above.height, below.y + below.height) - Math.max(above.y, below.y);
      expect(overlap).toBeLessThanOrEqual(1);
      expect(below.height).toBeGreaterThan(60);
      await page.keyboard.press('Escape');
      await list.waitFor({ state: 'detached' });
    }

    await replyIn(page)
      .getByRole('combobox', { name: /^2 Who/ })
      .focus();
    await page.keyboard.type('cl');
    await page.keyboard.press('Enter');
    const clicks = () =>
      lab.app.envelopes.filter(
        ({ payload }) =>
          payload['type'] === 'block_actions' && JSON.stringify(payload).includes(`"message_ts":"${ts}"`),
      );
    await expect.poll(() => clicks().length).toBe(1);
    expect(clicks()[0]?.payload['actions']).toMatchObject([
      { block_id: 'face-2-0', selected_option: { value: 'cleo' } },
    ]);
  });

  it('naming the last face of a long thread does not scroll, and moves the focus to its new control', async () => {
    const { page, ts } = await openReply(lab, [numberedPicture(picture, 14), ...askRows(14)], { screen });
    suggestPeople(lab.app);
    const suggest = lab.app.answer;
    lab.app.answer = (envelope) => {
      if (envelope.payload['type'] !== 'block_actions') return suggest(envelope);
      void lab.update(ts, [numberedPicture(picture, 14), ...askRows(13, 1), namedRow(14, 1)]);
      return undefined;
    };
    await replyIn(page)
      .getByRole('combobox', { name: /^14 Who/ })
      .focus();
    await page.keyboard.type('ad');
    await page.getByRole('option', { name: 'Ada' }).waitFor();
    await page.keyboard.press('Enter');
    const named = replyIn(page).getByText('14 Ada');
    await named.waitFor();
    await expect.poll(() => focusedName(page)).toBe('Undo: 14 Ada');
    expect(await isInView(named)).toBe(true);
  });

  it('the focus returns to the row when its modal closes, even if the row was replaced', async () => {
    const { page, ts } = await openReply(lab, [...likelyRow(1), ...likelyRow(2)], { screen });
    const modal = page.getByRole('dialog', { name: 'Details' });
    lab.app.answer = ({ payload }) => {
      if (payload['type'] === 'block_actions') {
        const view = { type: 'modal' as const, title: plain('Details'), blocks: [section('Some text')] };
        void lab.slack.bot.views.open({ trigger_id: String(payload['trigger_id']), view });
      }
      return undefined;
    };
    await replyIn(page).getByRole('button', { name: 'No: 2 Is this Ada?' }).press('Enter');
    await modal.waitFor();
    await lab.update(ts, [...likelyRow(1, 1), askRow(2, 1)]);
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    await expect.poll(() => focusedName(page)).toBe('2 Who is this?: Choose a person');
  });

  it('the focus moves to the first error of a form, and Escape in a text field closes the form', async () => {
    const { page } = await openReply(lab, likelyRow(1), { screen });
    lab.app.answer = ({ payload }) => {
      if (payload['type'] !== 'block_actions') return undefined;
      const input = (label: string, optional = false): KnownBlock => ({
        type: 'input',
        label: plain(label),
        optional,
        element: { type: 'plain_text_input' },
      });
      const blocks = [numberedPicture(picture, 1), input('Nickname', true), input('Name'), input('Title', true)];
      const view = { type: 'modal' as const, title: plain('New person'), submit: plain('Save'), blocks };
      void lab.slack.bot.views.open({ trigger_id: String(payload['trigger_id']), view });
      return undefined;
    };
    await replyIn(page).getByRole('button', { name: 'Yes: 1 Is this Ada?' }).press('Enter');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    const error = page.getByRole('alert').filter({ hasText: 'Please complete this required field.' });
    await error.waitFor();
    expect(await focusedName(page)).toBe('Name');
    expect(await isInView(error)).toBe(true);
    await page.keyboard.type('Ad');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog', { name: 'New person' }).count()).toBe(0);
  });

  it('Tab reaches every control of a thread, each in view and with a visible focus', async () => {
    const { page } = await openReply(lab, [numberedPicture(picture, 3), ...likelyRow(1), namedRow(2), askRow(3)], {
      screen,
    });
    const stops = await tabThrough(page);
    const names = stops.map(({ name }) => name);
    const controls = ['Yes: 1 Is this Ada?', 'No: 1 Is this Ada?', 'Undo: 2 Ada', '3 Who is this?: Choose a person'];
    expect(names).toEqual(expect.arrayContaining([...controls, 'Reply in thread', 'Add photos', 'Close thread']));
    expect(stops.filter(({ isShown }) => !isShown)).toEqual([]);
  });

  it('a channel opens at its newest message, also after a thread and as another person', async () => {
    for (let count = 0; count < 30; count += 1) await lab.post(`Message ${count}\nwith\nsome\nlines`);
    const newest = await lab.post(`The newest on a ${screen}`);
    await lab.reply(newest, askRows(1));
    const page = await lab.open(`#/c/${PHOTOS}`, { screen });
    const message = page
      .getByRole('article')
      .filter({ hasText: `The newest on a ${screen}` })
      .first();
    await message.waitFor();
    await expect.poll(() => isInView(message)).toBe(true);
    await message.getByRole('link', { name: /^1 reply/ }).press('Enter');
    await threadIn(page).waitFor();
    await page.getByRole('button', { name: 'Close thread' }).press('Enter');
    await expect.poll(() => isInView(message)).toBe(true);
    if (screen !== 'laptop') await page.getByRole('button', { name: 'Show channels' }).press('Enter');
    await page.getByRole('button', { name: /Switch person/ }).press('Enter');
    await page.getByRole('menuitemradio', { name: /^Ben/ }).press('Enter');
    await page.locator('.user-button-name', { hasText: 'Ben' }).waitFor({ state: 'attached' });
    await message.waitFor();
    await expect.poll(() => isInView(message)).toBe(true);
  });
});
