import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { sharedBrowser } from './browser.js';
import { type RollcallProcess, startRollcall } from './rollcall-process.js';

/** Whole-app tests share two cores: what takes a second alone may take many. */
export const PATIENCE_MS = 120_000;

/** Where to store what a person sees at each step, in light and dark, to be looked at by eye; by default it is not stored. */
const SCREENSHOTS = process.env['ROLLCALL_TEST_SCREENSHOTS'];

/** A Rollcall of the test file's own, and pages of it in a browser. */
export interface PageSession {
  /** Where the page is. */
  readonly url: string;
  /** A page that fails {@link PageSession.expectNoMistakes} when it logs an error. */
  openPage(viewport: { readonly width: number; readonly height: number }): Promise<Page>;
  /** Waits until every picture in view is shown. Stores screenshots when ROLLCALL_TEST_SCREENSHOTS names a folder. */
  capture(page: Page, name: string): Promise<void>;
  expectNoMistakes(): void;
}

/** As much of an `img` as is asked here. */
interface PictureElement {
  readonly complete: boolean;
  readonly naturalWidth: number;
  getBoundingClientRect(): { readonly top: number };
}

/** Pictures in view that have not been loaded: a screenshot with holes tells nothing. */
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

/** Starts Rollcall before the tests of the file that calls this, with more settings if given, and stops it after them. */
export function startPageSession(env: Readonly<Record<string, string>> = {}): PageSession {
  let folder: string;
  let rollcall: RollcallProcess;
  let browser: Browser;
  const pages: Page[] = [];
  const mistakes: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    [rollcall, browser] = await Promise.all([startRollcall({ ...env, ROLLCALL_DATA: folder }), sharedBrowser()]);
  }, PATIENCE_MS);
  afterAll(async () => {
    for (const page of pages) await page.context().close();
    expect(await rollcall.stop()).toBe(0);
    await rm(folder, { recursive: true });
  });

  return {
    get url() {
      return rollcall.url;
    },
    async openPage(viewport) {
      const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
      pages.push(page);
      page.setDefaultTimeout(PATIENCE_MS / 2);
      page.on('pageerror', (error) => mistakes.push(error.message));
      page.on('console', (message) => message.type() === 'error' && mistakes.push(message.text()));
      return page;
    },
    async capture(page, name) {
      await expect.poll(() => countMissingPictures(page), { timeout: PATIENCE_MS / 2 }).toBe(0);
      if (SCREENSHOTS === undefined) return;
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${SCREENSHOTS}/${name}-${colorScheme}.png` });
      }
    },
    expectNoMistakes() {
      expect(mistakes).toEqual([]);
    },
  };
}
