import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from './browser.js';
import { type RollcallProcess, startRollcall } from './rollcall-process.js';

/** Whole-app tests share two cores: what takes a second alone may take many. */
export const PATIENCE_MS = 60_000;

/** What a person sees at each step is kept here, in light and dark, to be looked at by eye. */
const SCREENSHOTS = 'test/screenshots';

/** A Rollcall of the test file's own, and a browser to look at its page with. */
export interface PageSession {
  /** Where the page is. */
  readonly url: string;
  /** A page that fails {@link PageSession.expectNoMistakes} when it logs an error. */
  openPage(viewport: { readonly width: number; readonly height: number }): Promise<Page>;
  /** Keeps what is to be seen, in dark and light. */
  keep(page: Page, name: string): Promise<void>;
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

/** Starts both before the tests of the file that calls this, and stops them after. */
export function startPageSession(): PageSession {
  let folder: string;
  let rollcall: RollcallProcess;
  let browser: Browser;
  const mistakes: string[] = [];

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    [rollcall, browser] = await Promise.all([startRollcall({ ROLLCALL_DATA: folder }), launchBrowser()]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser.close();
    await rollcall.stop();
    await rm(folder, { recursive: true });
  });

  return {
    get url() {
      return rollcall.url;
    },
    async openPage(viewport) {
      const page = await browser.newPage({ viewport });
      page.setDefaultTimeout(PATIENCE_MS / 2);
      page.on('pageerror', (error) => mistakes.push(error.message));
      page.on('console', (message) => message.type() === 'error' && mistakes.push(message.text()));
      return page;
    },
    async keep(page, name) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expect.poll(() => countMissingPictures(page), { timeout: PATIENCE_MS / 2 }).toBe(0);
        await page.screenshot({ path: `${SCREENSHOTS}/${name}-${colorScheme}.png` });
      }
    },
    expectNoMistakes() {
      expect(mistakes).toEqual([]);
    },
  };
}
