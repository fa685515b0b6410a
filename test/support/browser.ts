import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where people keep Chrome when the packed one does not run: macOS and Windows. */
const installed = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The Chromium that `@sparticuz/chromium` brings through npm (Linux on x64), with the libraries it needs. */
async function packedChromium(): Promise<string> {
  // The package unpacks its shared libraries only where it believes to be on AWS Lambda, and looks when it is loaded.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x';
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}

let browser: Promise<Browser> | undefined;

/** The headless browser of all test files that run in this process; it ends with the process. Close only what you open in it. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launchBrowser();
  return browser;
}

/**
 * The executable of a Chromium: `CHROME_PATH` if set, else the packed one on Linux, else an installed Chrome.
 * @returns undefined if there is none.
 */
export async function findBrowser(): Promise<string | undefined> {
  const given = process.env['CHROME_PATH'];
  if (given !== undefined) return given;
  return process.platform === 'linux' && process.arch === 'x64' ? await packedChromium() : installed.find(existsSync);
}

/** @throws Error that says what to install. */
async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  if (executablePath === undefined) {
    throw new Error('The browser tests need Chrome. Install it, or set CHROME_PATH to a Chromium’s executable.');
  }
  return chromium.launch({
    executablePath,
    headless: true,
    // No sandbox: in containers, where tests usually run, Chromium cannot make one. It only opens our own page.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
}
