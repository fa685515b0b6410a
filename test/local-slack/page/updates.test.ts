import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { plain, section } from '../../support/block-kit.js';
import { ADA } from '../../support/local-slack.js';
import { startPageLab } from '../../support/page-lab.js';
import {
  askRow,
  askRows,
  focusedName,
  namedRow,
  openReply,
  replyIn,
  suggestPeople,
} from '../../support/page-replies.js';

const lab = startPageLab();

describe('an update of an app', () => {
  it('loses no click: not on a button that is held down, and not on blocks that were just replaced', async () => {
    const change = (name: string): KnownBlock => ({
      ...section(name),
      accessory: { type: 'button', action_id: 'change', value: name, text: plain('Change…') },
    });
    const publish = (people: string[]) =>
      lab.slack.bot.views.publish({
        user_id: ADA,
        // Without block ids, so the server gives them new ones each time.
        view: { type: 'home', blocks: [section(`${people.length} people`), ...people.map(change)] },
      });
    await publish(['Ada', 'Ben', 'Cleo']);
    const page = await lab.open('#/home');
    const button = page.getByRole('button', { name: 'Change…: Ben' });
    await button.hover();
    await page.mouse.down();
    await publish(['Amy', 'Ben']);
    await page.getByText('2 people').waitFor();
    await page.mouse.up();
    const clicked = () =>
      lab.app.envelopes.flatMap(({ payload }) => (payload['actions'] as { value?: string }[] | undefined) ?? []);
    await expect.poll(() => clicked().at(-1)?.value).toBe('Ben');

    // The next version is published while the click is on its way, so its block is gone.
    await page.route('**/local/block_actions', async (route) => {
      await publish(['Dan', 'Eve']);
      await route.continue();
    });
    await page.getByRole('button', { name: 'Change…: Amy' }).click();
    await expect.poll(() => clicked().at(-1)?.value).toBe('Amy');
  });

  it('moves the focus from a menu that is gone to the one in its place', async () => {
    suggestPeople(lab.app);
    const menus = (...faces: readonly number[]): KnownBlock => ({
      type: 'actions',
      block_id: `menus-${faces.length}`,
      elements: faces.map((face) => ({
        type: 'external_select',
        action_id: `pick-${face}`,
        placeholder: plain(`${face} Who is this?`),
        min_query_length: 0,
      })),
    });
    const { page, ts } = await openReply(lab, [menus(1, 2, 3)]);
    await replyIn(page)
      .getByRole('combobox', { name: /^2 Who/ })
      .focus();
    await lab.update(ts, [menus(1, 3)]);
    await expect.poll(() => focusedName(page)).toMatch(/^3 Who/);
    await lab.update(ts, [menus(1)]);
    await expect.poll(() => focusedName(page)).toMatch(/^1 Who/);
  });

  it('keeps the focus and typed text', async () => {
    suggestPeople(lab.app);
    const { page, ts } = await openReply(lab, askRows(3));
    const menu = replyIn(page).getByRole('combobox', { name: /^2 Who/ });
    await menu.focus();
    await page.keyboard.type('be');
    await lab.update(ts, [namedRow(1, 1), askRow(2, 1), askRow(3, 1)]);
    await replyIn(page).getByText('1 Ada').waitFor();
    expect(await menu.inputValue()).toBe('be');
    expect(await focusedName(page)).toMatch(/^2 Who/);
  });
});
