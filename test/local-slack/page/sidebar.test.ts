import { describe, expect, it } from 'vitest';
import { PHOTOS } from '../../support/local-slack.js';
import { startPageLab } from '../../support/page-lab.js';
import { focusedName } from '../../support/page-replies.js';

const lab = startPageLab();

describe.each(['phone', 'laptop at 200 %'] as const)('the sidebar on a %s', (screen) => {
  it.each(['photos', 'random'])('closes when #%s is chosen', async (name) => {
    const page = await lab.open(`#/c/${PHOTOS}`, { screen });
    await page.getByRole('button', { name: 'Show channels' }).press('Enter');
    await page.getByRole('link', { name, exact: true }).press('Enter');
    await expect.poll(() => page.getByRole('button', { name: 'Hide channels' }).count()).toBe(0);
    await page.getByRole('textbox', { name: `Message #${name}` }).waitFor();
  });

  it('takes the focus, keeps it, and gives it back on Escape', async () => {
    const page = await lab.open(`#/c/${PHOTOS}`, { screen });
    const button = page.getByRole('button', { name: 'Show channels' });
    await button.press('Enter');
    await expect.poll(() => page.evaluate(`document.activeElement.textContent`)).toBe('photos');
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(`document.querySelector('main').contains(document.activeElement)`)).toBe(false);
    }
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedName(page)).toBe('Show channels');
  });
});

describe('the sidebar on a phone', () => {
  it.each(['photos', 'random'])('closes when #%s is tapped', async (name) => {
    const page = await lab.open(`#/c/${PHOTOS}`, { screen: 'phone' });
    await page.getByRole('button', { name: 'Show channels' }).tap();
    await page.getByRole('link', { name, exact: true }).tap();
    await expect.poll(() => page.getByRole('button', { name: 'Hide channels' }).count()).toBe(0);
  });
});
