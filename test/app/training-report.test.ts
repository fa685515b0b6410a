import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { cast, drawPortrait, renderJpeg } from '../support/cast/index.js';
import { closeModal, startPageSession, TIMEOUT_MS } from '../support/page-session.js';
import { controlsOf, type MenuOption, type Person, type SeenMessage } from '../support/person.js';
import { enter } from '../support/reply-rows.js';

const [AMARA, MATEO] = cast;

describe('a worse model, in the page', () => {
  const session = startPageSession();

  /** Posts a portrait and names it. */
  async function nameOne(ann: Person, photos: string, member: typeof AMARA, turn: number, name: string): Promise<void> {
    if (member === undefined) throw new Error('the cast is empty');
    // Drawn smaller than usual, as that takes less time.
    const size = { width: 360, height: 440 };
    const options = {
      ...size,
      background: 'office',
      light: 'day',
      pose: { turn, nod: turn / 4, tilt: -turn / 3 },
    } as const;
    const post = await ann.postPhotos(photos, [await renderJpeg(drawPortrait(member, options))]);
    const reply = await ann.waitForReply(post);
    const menu = menuIn(reply);
    const where =
      menu === undefined
        ? await openNames(ann, reply)
        : { channel: photos, message_ts: reply.ts, block_id: menu.blockId, action_id: menu.element.action_id };
    const { ack } = await ann.local('block_suggestion', { ...where, value: name });
    const groups = (ack?.['option_groups'] ?? []) as readonly { readonly options: readonly MenuOption[] }[];
    const choices = groups.flatMap(({ options: offered }) => offered);
    const choice =
      choices.find(({ text }) => text.text === name) ?? choices.find(({ text }) => /^Add “/.test(text.text));
    if (choice === undefined) throw new Error(`nothing to choose for ${name}`);
    await ann.local('block_actions', { ...where, selected_option: choice });
    await ann.waitForReply(post, ({ text }) => text.includes(name));
    if ('view_id' in where) await ann.local('view_closed', { view_id: where.view_id, is_cleared: true });
  }

  const menuIn = (shown: SeenMessage) => controlsOf(shown).find(({ element }) => element.type === 'external_select');

  /** Opens the names of a photo in which everyone was recognised. @returns where the menu of the first one is. */
  async function openNames(ann: Person, reply: SeenMessage) {
    const change = controlsOf(reply).find(({ element }) => element.type === 'button');
    if (change === undefined) throw new Error('there is nothing to change');
    const seen = await ann.listen();
    await ann.press(reply, change);
    const { view } = (await seen.next(({ type }) => type === 'view_opened')) as unknown as {
      view: { id: string; blocks: NonNullable<SeenMessage['blocks']> };
    };
    seen.stop();
    const menu = menuIn({ ...reply, blocks: view.blocks });
    return { view_id: view.id, block_id: menu?.blockId, action_id: menu?.element.action_id };
  }

  async function run(page: Page, command: string, expected: RegExp): Promise<Locator> {
    const composer = page.getByRole('textbox', { name: 'Message #photos' });
    await composer.fill(command);
    await composer.press('Enter');
    await page.getByText(expected).last().waitFor();
    await closeModal(page);
    const answer = page.getByRole('region', { name: 'Messages in #photos' }).getByText(expected).last();
    await answer.scrollIntoViewIfNeeded();
    return answer;
  }

  it(
    'is not used until someone promotes it, and the report says which tags look wrong',
    async () => {
      const { people, photos } = await enter(session.url);
      const [ann] = people as [Person];
      for (const turn of [-9, -3, 3, 9]) {
        await nameOne(ann, photos, AMARA, turn, 'Amara Okafor');
        await nameOne(ann, photos, MATEO, turn, 'Mateo Silva');
      }
      const page = await session.openPage({ width: 1280, height: 1000 });
      await page.goto(session.url);
      await run(page, '/train-faces', /I can now recognise 2 people/);
      await session.capture(page, 'training-1-report');

      // Someone mistakes Mateo for Amara, again and again.
      for (const turn of [-10, -6, -1, 1, 6, 10]) await nameOne(ann, photos, MATEO, turn, 'Amara Okafor');
      await run(page, '/train-faces', /I kept the old model/);
      await page
        .getByText(/things? to check/)
        .last()
        .scrollIntoViewIfNeeded();
      await session.capture(page, 'training-2-worse');
      expect(
        await page
          .getByRole('link', { name: 'See the photo' })
          .or(page.getByRole('button', { name: 'See the photo' }))
          .count(),
      ).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Details' }).last().click();
      await page
        .getByRole('dialog')
        .getByText(/Recall \d+%/)
        .waitFor();
      await session.capture(page, 'training-2-details');
      await closeModal(page);
      await run(page, '/train-faces promote', /I now use the model from/);
      await run(page, '/train-faces undo', /I’m back on the model from/);
      await session.capture(page, 'training-3-back');
      session.expectNoErrors();
    },
    3 * TIMEOUT_MS,
  );
});
