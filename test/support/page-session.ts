import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { violationsIn } from './axe.js';
import { sharedBrowser } from './browser.js';
import { type RollcallHere, startRollcallHere } from './rollcall-here.js';

/** Whole-app tests share two cores, so what usually takes a second may take many. */
export const TIMEOUT_MS = 120_000;

/** The folder for screenshots of each step, in light and dark. By default, none are stored. */
const SCREENSHOTS = process.env['ROLLCALL_TEST_SCREENSHOTS'];

/** A Rollcall for the tests of a file, and its pages in a browser. */
export interface PageSession {
  /** The address of the page. */
  readonly url: string;
  /**
   * The session's page, without a program, at this size. What it logs as an error fails {@link PageSession.expectNoErrors}. If the
   * test fails, its text is printed.
   */
  openPage(viewport: { readonly width: number; readonly height: number }): Promise<Page>;
  /**
   * Waits until every picture in view is shown, and fails if axe finds a violation. Stores screenshots when ROLLCALL_TEST_SCREENSHOTS
   * names a folder.
   */
  capture(page: Page, name: string): Promise<void>;
  expectNoErrors(): void;
}

/** The fields of an `img` that are used here: these tests have no DOM types. */
interface PictureElement {
  readonly complete: boolean;
  readonly naturalWidth: number;
  getBoundingClientRect(): { readonly top: number };
}

/** The number of pictures in view that are not loaded. */
function countMissingPictures(page: Page): Promise<number> {
  const height = page.viewportSize()?.height ?? 0;
  return page
    .locator('img')
    .evaluateAll(
      (pictures: readonly PictureElement[], bottom) =>
        pictures.filter(
          (picture) => picture.getBoundingClientRect().top < bottom && !(picture.complete && picture.naturalWidth > 0),
        ).length,
      height,
    );
}

/** Starts Rollcall before the tests of the file that calls this, with additional settings if given, and stops it after them. */
export function startPageSession(env: Readonly<Record<string, string>> = {}): PageSession {
  let folder: string;
  let rollcall: RollcallHere;
  let browser: Browser;
  let page: Page | undefined;
  const errors: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    [rollcall, browser] = await Promise.all([startRollcallHere({ ...env, ROLLCALL_DATA: folder }), sharedBrowser()]);
  }, TIMEOUT_MS);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(`The page says:\n${await page?.locator('body').innerText()}`);
  });
  afterAll(async () => {
    await page?.context().close();
    await rollcall.stop();
    await rm(folder, { recursive: true });
  });

  return {
    get url() {
      return rollcall.url;
    },
    async openPage(viewport) {
      if (page === undefined) {
        page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
        page.setDefaultTimeout(TIMEOUT_MS / 2);
        page.on('pageerror', (error) => errors.push(error.message));
        page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      }
      await page.setViewportSize(viewport);
      // Of the same site: elsewhere, the browser would start a new process and compile the program again.
      await page.goto(`${rollcall.url}/icon.svg`);
      return page;
    },
    async capture(shown, name) {
      await vi.waitUntil(async () => (await countMissingPictures(shown)) === 0, { timeout: TIMEOUT_MS / 2 });
      expect(await violationsIn(shown), name).toEqual([]);
      if (SCREENSHOTS === undefined) return;
      for (const colorScheme of ['dark', 'light'] as const) {
        await shown.emulateMedia({ colorScheme });
        await shown.screenshot({ path: `${SCREENSHOTS}/${name}-${colorScheme}.png` });
      }
    },
    expectNoErrors() {
      expect(errors).toEqual([]);
    },
  };
}

/** Closes the modal that is open, if there is one: a training that takes long opens one. */
export async function closeModal(page: Page): Promise<void> {
  const modal = page.getByRole('dialog');
  if ((await modal.count()) === 0) return;
  await page.keyboard.press('Escape');
  await modal.waitFor({ state: 'detached' });
}
