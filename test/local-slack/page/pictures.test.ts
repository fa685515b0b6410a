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
      const page = await lab.open(`#/c/${PHOTOS}`);
      const image = page.getByRole('img', { name: filename }).last();
      await image.scrollIntoViewIfNeeded();
      await expect.poll(() => image.evaluate((element: PageElement) => element.naturalWidth)).toBeGreaterThan(1);
    }
  });

  it('that cannot be read are shown as files that say so', async () => {
    const file = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(5000, 7)]);
    await lab.slack.as(ADA).filesUploadV2({ file, filename: 'noise.jpg', channel_id: PHOTOS });
    lab.expectLogged(/404/);
    const page = await lab.open(`#/c/${PHOTOS}`);
    await page.getByText('This picture can’t be shown.').last().waitFor();
  });
});
