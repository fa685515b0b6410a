import { findBrowser } from './browser.js';

/**
 * Unpacks the browser before the first run of the tests, so that processes that start together do not each do it into the same file.
 * They inherit its path, and the paths of its libraries and fonts, from this process.
 */
export default async function prepareBrowser(): Promise<void> {
  const executablePath = await findBrowser();
  if (executablePath !== undefined) process.env['CHROME_PATH'] = executablePath;
}
