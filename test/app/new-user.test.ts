import type { Locator, Page } from 'playwright-core';
import { describe, it } from 'vitest';
import { startPageSession, TIMEOUT_MS } from '../support/page-session.js';
import { samplePhoto } from '../support/sample-photo.js';

describe('a new user, in the page', () => {
  const session = startPageSession();

  const thread = (page: Page): Locator => page.getByRole('region', { name: 'Thread' });
  const channel = (page: Page): Locator => page.getByRole('region', { name: 'Messages in #photos' });

  /** Opens the thread of the newest post and waits until Rollcall has answered in it. */
  async function openNewestThread(page: Page): Promise<Locator> {
    await channel(page)
      .getByRole('article')
      .last()
      .getByRole('link', { name: /^1 reply/ })
      .click();
    const reply = thread(page).getByRole('article', { name: /^Rollcall,/ });
    await reply.getByRole('img').first().waitFor();
    return reply;
  }

  it(
    'posts a photo, names the faces, trains, and reads the names on the next photo',
    async () => {
      const page = await session.openPage({ width: 1280, height: 860 });
      await page.goto(session.url);
      await page.getByRole('button', { name: 'Post sample photo: Lunch with the team' }).waitFor();
      await session.capture(page, '1-first-look');

      await page.getByRole('button', { name: 'Post sample photo: Lunch with the team' }).click();
      let reply = await openNewestThread(page);
      await session.capture(page, '2-faces-found');

      const { people: team } = await samplePhoto('team-lunch.jpg');
      for (const [index, name] of team.entries()) {
        const menu = reply.getByRole('combobox', { name: `${index + 1} Who is this?: Choose a person` });
        await menu.click();
        await menu.fill(name ?? '');
        const add = page.getByRole('option', { name: `Add “${name}” as a new person` });
        const known = page.getByRole('option', { name: name ?? '', exact: true });
        // This option contains the whole name, so the list is not that of an earlier search.
        await add.waitFor();
        if (index === 0) await session.capture(page, '3-naming-a-face');
        await known.or(add).first().click();
        await reply.getByText(`${index + 1} ${name} · named by`).waitFor();
      }
      await session.capture(page, '4-everyone-named');

      const composer = page.getByRole('textbox', { name: 'Message #photos' });
      await composer.fill('/train');
      await page.getByRole('option', { name: /\/train-faces/ }).waitFor();
      await session.capture(page, '5-a-command');
      await composer.fill('/train-faces');
      await composer.press('Enter');
      await channel(page).getByText('5 people').last().waitFor();
      await session.capture(page, '6-trained');

      await page.getByRole('button', { name: 'Try with sample photos' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Post sample photo: Monday stand-up' }).click();
      await page.keyboard.press('Escape');
      reply = await openNewestThread(page);
      const { people: standUp } = await samplePhoto('monday-stand-up.jpg');
      for (const [index, name] of standUp.entries()) {
        const expected = team.includes(name)
          ? new RegExp(`${index + 1} ${name} · \\d\\d%`)
          : `${index + 1} Who is this?`;
        await reply.getByText(expected).first().waitFor();
      }
      await session.capture(page, '7-names-on-the-next-photo');
      await page.setViewportSize({ width: 390, height: 844 });
      await session.capture(page, '8-on-a-phone');
      session.expectNoErrors();
    },
    2 * TIMEOUT_MS,
  );
});
