import type { KnownBlock, ModalView } from '@slack/types';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FaceRow } from '../../../src/faces/model.js';
import { buildNameForm } from '../../../src/views/name-form.js';
import { buildNamesModal } from '../../../src/views/names-modal.js';
import { buildPersonModal } from '../../../src/views/person-modal.js';
import { option, plain, section } from '../../support/block-kit.js';
import { faceRow, named, person, sure } from '../../support/face-rows.js';
import { ADA, PHOTOS } from '../../support/local-slack.js';
import { isInView, type PageLab, startPageLab, uploadAsApp } from '../../support/page-lab.js';
import { focusedName, openReply, replyIn } from '../../support/page-replies.js';
import { ALL_SCREENS } from '../../support/reused-pages.js';
import { samplePhoto } from '../../support/sample-photo.js';

/** Rollcall's own forms, as Rollcall builds them. */

const lab = startPageLab();
let face: string;
beforeAll(async () => {
  face = await uploadAsApp(lab.slack, (await samplePhoto('amara-by-the-sea.jpg')).bytes);
});

const reply = { channelId: PHOTOS, threadTs: '1.1', ts: '1.2' };
const FACES = 5;

const nameForm = () =>
  buildNameForm({
    context: { reply, after: 0, asked: [] },
    faces: Array.from({ length: FACES }, (_, index) => ({
      photoId: 'slack-f0000000a',
      faceId: String(index + 1).padStart(32, '0'),
      label: `Face ${index + 1}`,
      question: `*${index + 1} Who is this?*`,
      faceFileId: face,
      chosen: undefined,
    })),
    left: 0,
    pictures: new Map(),
  });

const namesList = (rows: readonly FaceRow[]) =>
  buildNamesModal({
    context: { reply, photoId: 'slack-f0000000a' },
    rows,
    viewer: { userId: ADA, personId: undefined },
    revision: 'r',
  });

const personForm = () =>
  buildPersonModal({
    context: { personId: 'cleo', face: undefined, origin: { kind: 'reply', ...reply } },
    person: person('Cleo'),
    isViewer: false,
    isRemoved: false,
    mayChange: true,
    changes: [],
    faceFileId: face,
    problem: undefined,
  });

/** Like Rollcall's menus: known people, and members with a description. */
function suggest(typed: unknown) {
  const all = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'].map((name) => option(`p:${name}`, name));
  const member = { ...option('u:U0LOCAL004', 'Dana Four'), description: plain('@Dana · Photographer') };
  const options = [...all, member].filter(({ text }) => text.text.toLowerCase().startsWith(String(typed)));
  return { option_groups: [{ label: plain('People'), options }] };
}

/** A click in a message opens a view; a choice in a view opens another one on top. */
function answerWith({ app, slack }: PageLab, view: ModalView, onTop?: ModalView): void {
  app.answer = ({ payload }) => {
    if (payload['type'] === 'block_suggestion') return suggest(payload['value']);
    if (payload['type'] !== 'block_actions') return undefined;
    const trigger_id = String(payload['trigger_id']);
    if (payload['view'] === undefined) void slack.bot.views.open({ trigger_id, view });
    else if (onTop !== undefined) void slack.bot.views.push({ trigger_id, view: onTop });
    return undefined;
  };
}

const button: KnownBlock = {
  ...section('*Ada* and 5 people I don’t know yet'),
  accessory: { type: 'button', action_id: 'open', text: plain('Name everyone') },
};

/** @returns where the menu is. */
async function openMenu(page: Page, menu: Locator) {
  await menu.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'Ada' }).waitFor();
  return boxOf(page.getByRole('listbox'));
}

async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (box === null) throw new Error('it is not shown');
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height, height: box.height };
}

type Box = Awaited<ReturnType<typeof boxOf>>;

function overlaps(a: Box, b: Box): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return across > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
}

describe.each(ALL_SCREENS)('on a %s', (screen) => {
  // At 200 %, forms look as on a phone, and menus look the same everywhere.
  const checkForm = async (page: Page) => screen !== 'laptop at 200 %' && lab.expectAccessible(page, 'the form');
  const checkMenu = async (page: Page) => screen === 'laptop' && lab.expectAccessible(page, 'the menu');

  it('“Name everyone” works with the keyboard alone, shows each face beside its menu, and has no fault that axe finds', async () => {
    answerWith(lab, nameForm());
    const { page } = await openReply(lab, [button], { screen });
    const opener = replyIn(page).getByRole('button', { name: /^Name everyone/ });
    await opener.press('Enter');
    const form = page.getByRole('dialog', { name: 'Name everyone' });
    await form.getByRole('img', { name: 'Face 5' }).waitFor();
    await expect.poll(() => focusedName(page)).toMatch(/^Face 1:/);
    await checkForm(page);

    // By its class, because an open menu hides the rest of the page from roles.
    const pictures = page.locator('.dialog-body .element-image');
    for (const index of [0, FACES - 1]) {
      const menu = form.getByRole('combobox', { name: new RegExp(`^Face ${index + 1}:`) });
      const list = await openMenu(page, menu);
      expect(list.height).toBeGreaterThan(150);
      expect(await isInView(pictures.nth(index))).toBe(true);
      expect(overlaps(list, await boxOf(pictures.nth(index)))).toBe(false);
      if (index === 0) await checkMenu(page);
      await page.keyboard.press('Escape');
      await page.getByRole('listbox').waitFor({ state: 'detached' });
    }

    await page.keyboard.type('be');
    await page.keyboard.press('Enter');
    const last = form.getByRole('combobox', { name: /^Face 5:/ });
    await expect.poll(() => last.inputValue()).toBe('Ben');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    await expect.poll(() => focusedName(page)).toMatch(/^Name everyone/);
  });

  it('the list of names has room for its menus, and what opens on top leads back to it', async () => {
    answerWith(lab, namesList([faceRow(1, sure('Cleo')), faceRow(2, named('Ada', ADA))]), personForm());
    const { page } = await openReply(lab, [button], { screen });
    await replyIn(page)
      .getByRole('button', { name: /^Name everyone/ })
      .press('Enter');
    const list = page.getByRole('dialog', { name: 'Names in this photo' });
    await list.getByRole('button', { name: /^Undo: 2 Ada/ }).waitFor();
    await checkForm(page);
    const menu = await openMenu(page, list.getByRole('combobox', { name: /^1 Cleo/ }));
    expect(menu.height).toBeGreaterThan(150);
    await checkMenu(page);
    await page.keyboard.press('Enter');

    const form = page.getByRole('dialog', { name: 'Change person' });
    await form.getByRole('textbox', { name: 'Name' }).waitFor();
    await checkForm(page);
    await form.getByRole('button', { name: 'Back' }).press('Enter');
    await list.waitFor();
    expect(await page.evaluate(`document.querySelector('.modal').contains(document.activeElement)`)).toBe(true);
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await expect.poll(() => focusedName(page)).toMatch(/^Name everyone/);
  });
});
