import type { PictureFormat } from './picture-format.js';
import { type Metadata, sharp } from './sharp.js';

/** Which picture to open from a file that holds several. */
export interface Page {
  readonly page?: number;
  readonly tiff?: { readonly subifd: number };
}

const FIRST: Page = {};
/** Scans and camera files have a few pages. Of a longer document only the first ones are compared. */
const MAX_PAGES = 16;
/** How many frames of a moving picture are tried, evenly spread, until one shows something. */
const MAX_FRAMES = 8;
/** Edge in pixels at which a frame is checked for content. */
const PREVIEW_EDGE = 32;
/** Standard deviation, of 0–255, under which a frame counts as blank. Compression noise in a single colour stays below it. */
const BLANK_DEVIATION = 2;

/**
 * Chooses the picture that people mean when they post a file: the largest page of a TIFF (cameras and scanners put a thumbnail first),
 * and the first frame of a moving GIF or WebP that is not blank.
 * @param metadata of the first page.
 */
export async function choosePage(bytes: Uint8Array, format: PictureFormat, metadata: Metadata): Promise<Page> {
  const pages = metadata.pages ?? 1;
  if (format === 'tiff') return largestPage(bytes, pages, metadata.subifds ?? 0);
  if ((format === 'gif' || format === 'webp') && pages > 1) return firstFrameToSee(bytes, pages);
  return FIRST;
}

async function largestPage(bytes: Uint8Array, pages: number, subifds: number): Promise<Page> {
  const candidates: Page[] = [
    ...Array.from({ length: Math.min(pages, MAX_PAGES) }, (_, page) => ({ page })),
    ...Array.from({ length: Math.min(subifds, MAX_PAGES) }, (_, subifd) => ({ tiff: { subifd } })),
  ];
  if (candidates.length === 1) return FIRST;
  let largest = FIRST;
  let largestArea = 0;
  for (const page of candidates) {
    const area = await areaOf(bytes, page);
    if (area > largestArea) [largest, largestArea] = [page, area];
  }
  return largest;
}

/** In pixels; 0 if it cannot be opened, such as the raw data of a sensor. */
async function areaOf(bytes: Uint8Array, page: Page): Promise<number> {
  try {
    const { width, height } = await sharp(bytes, { ...page, limitInputPixels: false }).metadata();
    return width * height;
  } catch {
    return 0;
  }
}

async function firstFrameToSee(bytes: Uint8Array, pages: number): Promise<Page> {
  const step = Math.max(1, pages / MAX_FRAMES);
  for (let frame = 0; frame < pages; frame += step) {
    const page = Math.floor(frame);
    if (await hasAnythingToSee(bytes, page)) return { page };
  }
  return FIRST;
}

async function hasAnythingToSee(bytes: Uint8Array, page: number): Promise<boolean> {
  try {
    const preview = await sharp(bytes, { page, failOn: 'none', limitInputPixels: false })
      .resize(PREVIEW_EDGE, PREVIEW_EDGE, { fit: 'fill' })
      .flatten({ background: '#ffffff' })
      .png()
      .toBuffer();
    const { channels } = await sharp(preview).stats();
    return channels.some(({ stdev }) => stdev > BLANK_DEVIATION);
  } catch {
    return false;
  }
}
