import type { Page } from 'playwright-core';
import { sharedBrowser } from './browser.js';

/** A laptop, a phone, and a laptop zoomed to 200 % (half as many CSS pixels, twice as dense). */
const SCREENS = {
  laptop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  'laptop at 200 %': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
} as const;
export type Screen = keyof typeof SCREENS;
export const ALL_SCREENS = Object.keys(SCREENS) as Screen[];

/** Pages that no test uses. A page that stays open has the program compiled, which halves the time that opening it takes. */
const idle = new Map<Screen, Page[]>();
const screenOf = new WeakMap<Page, Screen>();

/** A page of the shared browser in which nothing is left of the tests before. Give it back with {@link returnPage}. */
export async function takePage(screen: Screen): Promise<Page> {
  const used = idle.get(screen)?.pop();
  if (used !== undefined) return used;
  const browser = await sharedBrowser();
  const context = await browser.newContext({ ...SCREENS[screen], reducedMotion: 'reduce' });
  const page = await context.newPage();
  screenOf.set(page, screen);
  return page;
}

/** @param blank an address of the site that the page showed, which needs no program: elsewhere, the browser would start a new process. */
export async function returnPage(page: Page, blank: string): Promise<void> {
  const screen = screenOf.get(page);
  if (screen === undefined) throw new Error('the page was not taken with takePage');
  page.removeAllListeners();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(blank);
  await page.evaluate('localStorage.clear()');
  await page.context().clearCookies();
  idle.set(screen, [...(idle.get(screen) ?? []), page]);
}
