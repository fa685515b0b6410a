/**
 * Records the tour in the README from the real page: `npm run record:tour`.
 *
 * Starts Rollcall with a new data folder, uses its page in a browser as someone new would, and stores what is seen as an animated
 * picture with captions, `docs/images/tour.webp`, and the last step of the set-up in Slack as `docs/images/setup-4.webp`. Only drawn
 * people are in them. With ROLLCALL_TOUR_FRAMES, also stores each frame as a PNG in that folder.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { sharedBrowser } from '../browser.js';
import { startRollcall } from '../rollcall-process.js';
import { composeFrame, PAGE_SIZE, type Scene } from './compose-frame.js';
import { invite, walkThrough } from './walk-through.js';

const FILE = 'docs/images/tour.webp';
const INVITATION = 'docs/images/setup-4.webp';
const FRAMES = process.env['ROLLCALL_TOUR_FRAMES'];

const folder = await mkdtemp(join(tmpdir(), 'rollcall-tour-'));
// No training by itself in between.
const rollcall = await startRollcall({ ROLLCALL_DATA: folder, ROLLCALL_AUTO_TRAIN: 'off' });
const browser = await sharedBrowser();
try {
  const page = await browser.newPage({ viewport: PAGE_SIZE, reducedMotion: 'reduce', colorScheme: 'light' });
  const easel = await browser.newPage();
  page.setDefaultTimeout(60_000);
  const frames: Buffer[] = [];
  const delays: number[] = [];
  await walkThrough(page, rollcall.url, async (scene: Scene) => {
    frames.push(await composeFrame(page, easel, scene, frames.length + 1));
    delays.push(scene.shownFor);
  });
  if (FRAMES !== undefined) {
    for (const [index, frame] of frames.entries()) await writeFile(join(FRAMES, `tour-${index + 1}.png`), frame);
  }
  const tour = await sharp(frames, { join: { animated: true } })
    .webp({ quality: 76, effort: 6, loop: 0, delay: delays, smartSubsample: true })
    .toBuffer();
  await writeFile(FILE, tour);
  await sharp(await invite(page))
    .webp({ quality: 80, effort: 6, smartSubsample: true })
    .toFile(INVITATION);
  console.log(`${FILE}: ${frames.length} frames, ${Math.round(tour.length / 1024)} KB`);
} finally {
  await browser.close();
  await rollcall.stop();
  await rm(folder, { recursive: true });
}
