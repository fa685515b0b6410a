import { expect, it } from 'vitest';
import { startPageSession, TIMEOUT_MS } from '../support/page-session.js';
import { Person } from '../support/person.js';

const session = startPageSession();
const ADA = 'U0LOCAL001';
const RANDOM = 'C0RANDOM01';

it(
  'Rollcall can be removed from a channel and invited again, and then introduces itself',
  async () => {
    const page = await session.openPage({ width: 1000, height: 640 });
    await page.goto(session.url);
    await page.getByRole('link', { name: /random/ }).click();
    const composer = page.getByRole('textbox', { name: 'Message #random' });
    await composer.fill('/re');
    await expect.poll(() => page.getByRole('option', { name: /\/remove/ }).isVisible(), { timeout: 15_000 }).toBe(true);
    await composer.fill('/remove @Rollcall');
    await composer.press('Enter');
    const invite = page.getByRole('button', { name: 'Invite Rollcall' });
    await invite.waitFor();
    await session.capture(page, 'channel-without-rollcall');
    await invite.click();
    await page
      .getByRole('article', { name: /^Rollcall/ })
      .getByText(/Hi, I’m/)
      .waitFor();
    await expect.poll(() => invite.count(), { timeout: 15_000 }).toBe(0);
    await session.capture(page, 'channel-introduction');

    await composer.fill('/invite @Rollcall');
    await composer.press('Enter');
    await page.getByText('They’re already in this channel.').waitFor();
    await composer.fill('/invite');
    await composer.press('Enter');
    await page.getByText(/the name of someone in this workspace/).waitFor();
    // Browsers log HTTP errors. These refusals have status 200.
    session.expectNoErrors();
  },
  TIMEOUT_MS,
);

it(
  'older messages are loaded page by page, and the ones in view stay in place',
  async () => {
    const ada = new Person(session.url, ADA);
    for (let number = 1; number <= 230; number += 1) {
      await ada.api.chat.postMessage({ channel: RANDOM, text: `Message number ${number}.` });
    }
    const page = await session.openPage({ width: 1000, height: 640 });
    await page.goto(session.url);
    await page.getByRole('link', { name: /random/ }).click();
    await page.getByText('Message number 230.', { exact: true }).waitFor();
    const older = page.getByRole('button', { name: 'Show older messages' });
    await older.scrollIntoViewIfNeeded();
    const oldest = page.locator('article[data-ts]').first();
    const ts = await oldest.getAttribute('data-ts');
    const before = await oldest.boundingBox();
    await session.capture(page, 'channel-older');
    await older.click();
    await page.getByText('Message number 1.', { exact: true }).waitFor({ state: 'attached' });
    await expect.poll(() => older.count(), { timeout: 15_000 }).toBe(0);
    const after = await page.locator(`article[data-ts="${ts}"]`).boundingBox();
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(80);
    session.expectNoErrors();
  },
  TIMEOUT_MS,
);
