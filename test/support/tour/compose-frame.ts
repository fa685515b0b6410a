import type { Locator, Page } from 'playwright-core';

/** What is seen of the page in one picture of the tour, and what is said about it. */
export interface Scene {
  readonly caption: string;
  /** Where the pointer is: what is clicked next. */
  readonly pointer?: Locator;
  /** In ms. */
  readonly shownFor: number;
}

export const PAGE_SIZE = { width: 1120, height: 700 };
const CAPTION_HEIGHT = 60;

const POINTER = `<svg viewBox="0 0 24 24" width="30" height="30"><path d="M5 2.5v17l4.6-4.3 3 6.6 3-1.4-3-6.4h6.2z"
  fill="#111" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/></svg>`;

/** Takes a picture of the page, with the pointer and with a caption above. @param easel a page that is used only for this. @returns PNG */
export async function composeFrame(page: Page, easel: Page, scene: Scene, number: number): Promise<Buffer> {
  const box = await scene.pointer?.boundingBox();
  const screenshot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const pointer = box
    ? `<div style="position:absolute;left:${box.x + box.width * 0.6}px;top:${CAPTION_HEIGHT + box.y + box.height * 0.55}px">${POINTER}</div>`
    : '';
  await easel.setViewportSize({ ...PAGE_SIZE, height: PAGE_SIZE.height + CAPTION_HEIGHT });
  await easel.setContent(`
    <body style="margin:0;background:#fff;font:600 23px 'Open Sans',system-ui,sans-serif">
      <div style="height:${CAPTION_HEIGHT}px;display:flex;align-items:center;gap:14px;padding:0 18px;box-sizing:border-box;color:#1d1c1d">
        <span style="display:grid;place-content:center;width:34px;height:34px;border-radius:50%;background:#3f1143;color:#fff;font-size:19px">${number}</span>
        ${scene.caption}
      </div>
      <img src="data:image/png;base64,${screenshot.toString('base64')}" style="display:block">
      ${pointer}
    </body>`);
  await easel.locator('img').evaluate((image: { decode(): Promise<void> }) => image.decode());
  return easel.screenshot();
}
