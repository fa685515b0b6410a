import { describe, expect, it } from 'vitest';
import { ADA, PHOTOS } from '../../support/local-slack.js';
import { startPageLab } from '../../support/page-lab.js';
import type { PageElement } from '../../support/page-replies.js';
import { fourQuartersHeic } from '../../support/pictures/heic-file.js';
import { samplePhoto } from '../../support/sample-photo.js';

const lab = startPageLab();

describe('pictures', () => {
  it('that browsers cannot show are shown as the server’s thumbnails', async () => {
    const { bytes } = await samplePhoto('amara-by-the-sea.jpg');
    const truncated = Buffer.from(bytes).subarray(0, bytes.length * 0.6);
    const files = [
      { file: fourQuartersHeic(), filename: 'phone.heic' },
      { file: truncated, filename: 'cut-off.jpg' },
    ];
    for (const { file, filename } of files) {
      await lab.slack.as(ADA).filesUploadV2({ file, filename, channel_id: PHOTOS });
    }
    const page = await lab.open(`#/c/${PHOTOS}`);
    for (const { filename } of files) {
      const image = page.getByRole('img', { name: filename }).last();
      await image.scrollIntoViewIfNeeded();
      await expect.poll(() => image.evaluate((element: PageElement) => element.naturalWidth)).toBeGreaterThan(1);
    }
  });

  it('that browsers cannot show have their name in the composer', async () => {
    const page = await lab.open(`#/c/${PHOTOS}`);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add photos' }).press('Enter');
    await (await chooser).setFiles([
      { name: 'phone.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(fourQuartersHeic()) },
      { name: 'phone.heic', mimeType: 'image/heic', buffer: Buffer.from(fourQuartersHeic()) },
    ]);
    const files = page.getByRole('list', { name: 'Photos to send' });
    await files.getByText('phone.jpg').waitFor();
    await files.getByText('phone.heic').waitFor();
    expect(await files.getByRole('img').count()).toBe(0);
  });

  it('that cannot be read are shown as files that say so', async () => {
    const file = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(5000, 7)]);
    await lab.slack.as(ADA).filesUploadV2({ file, filename: 'noise.jpg', channel_id: PHOTOS });
    lab.expectLogged(/404/);
    const page = await lab.open(`#/c/${PHOTOS}`);
    await page.getByText('This picture can’t be shown.').last().waitFor();
  });
});
