import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { placeSideBySide } from '../../src/photos/place-side-by-side.js';
import { cast, drawPortrait, renderJpeg } from '../support/cast/index.js';
import { closeModal, startPageSession, TIMEOUT_MS } from '../support/page-session.js';
import type { Person, SeenMessage } from '../support/person.js';
import { enter, rowOf } from '../support/reply-rows.js';
import { freePort } from '../support/rollcall-process.js';
import { samplePhoto } from '../support/sample-photo.js';

/** Requests the page until a server accepts. @returns the status of that response. */
async function firstStatus(url: string): Promise<number> {
  for (;;) {
    try {
      return (await fetch(url, { signal: AbortSignal.timeout(20_000) })).status;
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') throw error;
      await sleep(2);
    }
  }
}

/** Drawn smaller than usual, as that takes less time. */
const SIZE = { width: 450, height: 550 };

/** Amara twice, as in a collage of two moments. */
async function collage(): Promise<Uint8Array> {
  const [amara] = cast;
  if (amara === undefined) throw new Error('the cast is empty');
  const sea = drawPortrait(amara, { ...SIZE, background: 'beach', light: 'warm', lightFrom: 1, expression: 'laugh' });
  const cafe = drawPortrait(amara, { ...SIZE, background: 'cafe', light: 'day', lightFrom: -1, expression: 'smile' });
  return placeSideBySide(await renderJpeg(sea), await renderJpeg(cafe), 640);
}

const RANDOM = 'C0RANDOM01';

const port = await freePort();
let earlyVisit: Promise<number>;
// Before Rollcall starts.
beforeAll(() => {
  earlyVisit = firstStatus(`http://127.0.0.1:${port}/`);
});

describe('the whole of Rollcall', () => {
  const session = startPageSession({ PORT: String(port) });

  let page: Page;
  let ann: Person;
  let photos: string;
  let lunch: Awaited<ReturnType<typeof samplePhoto>>;
  let standUp: Awaited<ReturnType<typeof samplePhoto>>;
  /** The reply to the first photo, before and after everyone in it was named. */
  let asked: SeenMessage;
  let named: SeenMessage;
  /** A photo that was posted before the training: the person in it, and the reply before the training. */
  let earlier: { readonly name: string; readonly reply: SeenMessage };
  let trainingMessages: readonly SeenMessage[];
  /** The reply to a photo after the training. */
  let next: SeenMessage;

  const channel = () => page.getByRole('region', { name: 'Messages in #photos' });
  const reply = () => page.getByRole('region', { name: 'Thread' }).getByRole('article', { name: /^Rollcall,/ });

  /** Opens the thread of the newest post, waits until Rollcall has answered in it, and reads the answer. */
  async function openNewestThread(): Promise<SeenMessage> {
    const post = channel().getByRole('article').last();
    await post.getByRole('link', { name: /^1 reply/ }).click();
    await reply().getByRole('img').first().waitFor();
    const { messages = [] } = await ann.api.conversations.history({ channel: photos, limit: 1 });
    return ann.waitForReply({ channel: photos, ts: messages[0]?.ts ?? '' });
  }

  /** Types a name into the menu of a face, and picks the person of that name or adds them. */
  async function typeName(menu: Locator, name = '', screenshot?: string): Promise<void> {
    await menu.click();
    await menu.fill(name);
    const add = page.getByRole('option', { name: `Add “${name}” as a new person` });
    // An option also says which member it is.
    const known = page.getByRole('option', { name: new RegExp(`^${name}( @|$)`) });
    // Offered with what was typed: the list is the one for the whole name now.
    await add.waitFor();
    if (screenshot !== undefined) await session.capture(page, screenshot);
    await known.or(add).first().click();
  }

  /** A new user posts a photo, names the faces, trains, and reads the names on the next photo. */
  beforeAll(async () => {
    const workspace = await enter(session.url);
    [ann] = workspace.people as [Person];
    photos = workspace.photos;
    [lunch, standUp] = await Promise.all([samplePhoto('team-lunch.jpg'), samplePhoto('monday-stand-up.jpg')]);
    page = await session.openPage({ width: 1280, height: 860 });
    await page.goto(session.url);
    await page.getByRole('button', { name: 'Post sample photo: Lunch with the team' }).waitFor();
    await session.capture(page, '1-first-look');

    await page.getByRole('button', { name: 'Post sample photo: Lunch with the team' }).click();
    asked = await openNewestThread();
    await session.capture(page, '2-faces-found');

    const [first = '', ...others] = lunch.people;
    await typeName(reply().getByRole('combobox', { name: '1 Who is this?' }), first, '3-naming-a-face');
    await reply().getByText(`1 ${first}`, { exact: true }).waitFor();

    await reply().getByRole('button', { name: 'Name everyone' }).click();
    const form = page.getByRole('dialog', { name: 'Name everyone' });
    await form.getByRole('img', { name: 'Face 5' }).waitFor();
    for (const [index, name] of others.entries()) {
      await typeName(form.getByRole('combobox', { name: new RegExp(`^Face ${index + 2}:`) }), name);
    }
    await session.capture(page, '3-naming-everyone');
    await form.getByRole('button', { name: 'Save' }).click();
    // The picture now shows the names instead of numbers.
    await reply()
      .getByRole('img', { name: /^Photo with 5 names/ })
      .waitFor();
    // On a slow machine it stays open, and says what was saved.
    await closeModal(page);
    await session.capture(page, '4-everyone-named');
    named = await ann.readAgain(asked);

    const work = await samplePhoto('mateo-at-work.jpg');
    const workPost = await ann.postPhotos(photos, [work.bytes]);
    earlier = { name: work.people[0] ?? '', reply: await ann.waitForReply(workPost) };

    const listening = await ann.listen();
    const composer = page.getByRole('textbox', { name: 'Message #photos' });
    await composer.fill('/train');
    await page.getByRole('option', { name: /\/train-faces/ }).waitFor();
    await session.capture(page, '5-a-command');
    await composer.fill('/train-faces');
    await composer.press('Enter');
    await page.getByText('I can now recognise 5 people').last().waitFor();
    await closeModal(page);
    await session.capture(page, '6-trained');
    await listening.next(({ type, text }) => type === 'ephemeral' && text.includes('Updated 1 earlier reply'));
    listening.stop();
    trainingMessages = listening.events;

    await page.getByRole('button', { name: 'Try with sample photos' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Post sample photo: Monday stand-up' }).click();
    await page.keyboard.press('Escape');
    next = await openNewestThread();
    for (const [index, name] of standUp.people.entries()) {
      const isKnown = lunch.people.includes(name);
      const expected = isKnown ? `${index + 1} ${name}` : `${index + 1} Who is this?`;
      await reply().getByText(expected, { exact: true }).first().waitFor();
    }
    await session.capture(page, '7-names-on-the-next-photo');
    await page.setViewportSize({ width: 390, height: 844 });
    await session.capture(page, '8-on-a-telephone');

    await page.setViewportSize({ width: 1280, height: 860 });
    await page.getByRole('textbox', { name: /^Reply/ }).fill('1 Noor Ali');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^They agreed/ }).click();
    await page.getByText('Named 1 Noor Ali.').first().waitFor();
    await reply().getByText('Noor Ali').first().waitFor();
    await session.capture(page, '9-a-name-typed-in-the-thread');
  }, 2 * TIMEOUT_MS);
  afterEach(() => session.expectNoErrors());

  it('answers requests for its page even while it starts', async () => {
    expect(await earlyVisit).toBe(200);
  });

  it('asks about each face of a first photo, and then shows their names', () => {
    expect(asked.text).toContain('5 faces');
    lunch.people.forEach((name, index) => {
      expect(rowOf(asked, index + 1).text).toContain('Who is this?');
      expect(rowOf(named, index + 1).text).toContain(name);
    });
  });

  it('names people in earlier replies after a training', async () => {
    expect(earlier.reply.text).toContain('not named yet');
    const now = await ann.readAgain(earlier.reply);
    expect(now.text).toContain(earlier.name);
    expect(trainingMessages.map(({ text }) => text).join('\n')).toContain('Updated 1 earlier reply');
  });

  it('names the people it knows in a new photo, and asks about a stranger', () => {
    const [stranger, ...known] = standUp.people;
    known.forEach((name, index) => {
      expect(rowOf(next, index + 2).text).toContain(name);
    });
    expect(rowOf(next, 1).text).toContain('Who is this?');
    expect(next.text).not.toContain(stranger);
  });

  it(
    'names one person twice in a collage once told that it is one, and explains a name with faces side by side',
    async () => {
      const post = await ann.postPhotos(photos, [await collage()]);
      await ann.waitForReply(post);
      page = await session.openPage({ width: 1280, height: 1000 });
      await page.goto(`${session.url}/#/c/${photos}/t/${post.ts}`);
      const choose = async (row: RegExp, option: string) => {
        await reply().getByRole('combobox', { name: row }).click();
        await page.getByRole('option', { name: option }).click();
      };

      // A person appears once in a photo, unless it is a collage: one of the two cannot be her, and neither clearly is.
      await reply().getByText('Who is this?').first().waitFor();
      await choose(/Who is this\?/, 'This is a collage: the same person can appear twice');
      await reply().getByText('This is a collage: the same person can appear twice').waitFor();
      await reply()
        .getByRole('img', { name: /^Photo with 2 names.*Amara.*Amara/ })
        .waitFor();
      await session.capture(page, 'collage');

      const names = page.getByRole('dialog', { name: 'Names in this photo' });
      await reply()
        .getByRole('button', { name: /^Change…/ })
        .click();
      await names
        .getByText(/Recognised · \d\d%/)
        .first()
        .waitFor();
      await session.capture(page, 'names-in-this-photo');
      await names.getByRole('combobox', { name: /1 Amara/ }).click();
      await page.getByRole('option', { name: 'Why this name?' }).waitFor();
      await session.capture(page, 'why-in-the-menu');
      await page.getByRole('option', { name: 'Why this name?' }).click();
      const modal = page.getByRole('dialog', { name: 'Why this name?' });
      await modal.getByText(/% likely Amara .* \(1 tagged photo\)/).waitFor();
      await modal.getByRole('img', { name: /^Face 1 on the left, the most similar tagged face of Amara/ }).waitFor();
      await session.capture(page, 'why-this-name');
      await modal.getByRole('button', { name: 'Close' }).last().click();

      // Below it, the list is still open.
      await names.getByRole('combobox', { name: /2 Amara/ }).click();
      await page.getByRole('option', { name: 'Not a collage: no one appears twice' }).click();
      await names.getByText('No face in this photo has a name yet.').waitFor();
      await names.getByRole('button', { name: 'Close' }).last().click();
      await reply().getByText('This is a collage: the same person can appear twice').waitFor({ state: 'detached' });
      await reply().getByText('Who is this?').first().waitFor();
      await choose(/Who is this\?/, 'See who looks similar');
      const similar = page.getByRole('dialog', { name: 'See who looks similar' });
      await similar.getByRole('img').first().waitFor();
      await session.capture(page, 'who-is-it-like');
      // The workspace remembers open modals.
      await similar.getByRole('button', { name: 'Close' }).last().click();
    },
    2 * TIMEOUT_MS,
  );

  it(
    'can be removed from a channel and invited again, and then introduces itself',
    async () => {
      page = await session.openPage({ width: 1000, height: 640 });
      await page.goto(session.url);
      await page.getByRole('link', { name: /random/ }).click();
      const composer = page.getByRole('textbox', { name: 'Message #random' });
      await composer.fill('/re');
      await expect
        .poll(() => page.getByRole('option', { name: /\/remove/ }).isVisible(), { timeout: 15_000 })
        .toBe(true);
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
    },
    TIMEOUT_MS,
  );

  it(
    'loads older messages page by page, and the ones in view stay in place',
    async () => {
      for (let number = 1; number <= 230; number += 1) {
        await ann.api.chat.postMessage({ channel: RANDOM, text: `Message number ${number}.` });
      }
      page = await session.openPage({ width: 1000, height: 640 });
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
    },
    TIMEOUT_MS,
  );
});
