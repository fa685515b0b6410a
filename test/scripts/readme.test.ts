import { existsSync, readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

describe('the README', () => {
  const pictures = [...readFileSync('README.md', 'utf8').matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(
    ([, description = '', file = '']) => ({ description, file }),
  );

  it('has pictures of its own, each with a description, and light enough for a slow connection', () => {
    expect(pictures.length).toBeGreaterThanOrEqual(5);
    for (const { description, file } of pictures) {
      expect(existsSync(file), file).toBe(true);
      expect(description.length, file).toBeGreaterThan(20);
    }
    const bytes = pictures.reduce((sum, { file }) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThan(1_500_000);
  });

  it('begins with a tour whose pictures are shown long enough to read', async () => {
    const {
      pages = 0,
      delay = [],
      loop,
    } = await sharp(readFileSync('docs/images/tour.webp'), { animated: true }).metadata();
    expect(pages).toBeGreaterThan(8);
    expect(Math.min(...delay)).toBeGreaterThanOrEqual(2000);
    expect(loop).toBe(0);
  });
});
