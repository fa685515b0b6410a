import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with what the page shows, in light and then dark. */
export async function violationsIn(page: Page): Promise<string[]> {
  // Until nothing fades in.
  await page.evaluate(`Promise.all(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity).map(({ finished }) => finished))`);
  if (await page.evaluate('window.axe === undefined')) await page.evaluate(AXE);
  const found = await findViolations(page, {});
  // Only the colours differ.
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await findViolations(page, { runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  return [...found, ...inDark.map((violation) => `dark: ${violation}`)];
}

/**
 * Rules that React Aria 1.22 breaks while a menu or dialog is open, with the reason why each is harmless.
 * - aria-hidden-focus: hidden parts of the page still have focusable elements, but the focus stays in the menu.
 * - region: menus are rendered at the end of the page, outside of the landmarks, but the focus moves there.
 * - page-has-heading-one: the page's heading is hidden with the rest of the page.
 */
const LIBRARY_FAULTS = ['aria-hidden-focus', 'region', 'page-has-heading-one'];

/** Menus and dialogs. */
export const COVERING = '.popover, .overlay';

/** Menus, dialogs, and what opened them. The rest of the page is hidden then, and checked in the states in which it is not. */
const COVERED = { include: ['.popover', '.overlay', '[aria-expanded="true"]'].map((selector) => [selector]) };

/** Without the text React Aria announces: for some seconds, it refers to the label of an option that is no longer shown. */
const WHOLE_PAGE = { include: [['html']], exclude: [['[data-live-announcer]']] };

async function findViolations(page: Page, narrower: object): Promise<string[]> {
  const isCovered = (await page.locator(COVERING).count()) > 0;
  const options = {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: {
      'label-content-name-mismatch': { enabled: true },
      ...(isCovered && Object.fromEntries(LIBRARY_FAULTS.map((rule) => [rule, { enabled: false }]))),
    },
    ...narrower,
  };
  const shown = isCovered ? COVERED : WHOLE_PAGE;
  return page.evaluate(`axe.run(${JSON.stringify(shown)}, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target.join(' ') + ' ' + failureSummary)))`);
}
