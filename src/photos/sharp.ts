/** The only file that imports sharp. Only the picture process loads it; see picture-process.ts. */
import sharp from 'sharp';

// No picture is decoded twice in the same way, and libvips' cache pins memory: 3.1 GB after seven progressive JPEGs.
sharp.cache(false);
// The pool of picture processes uses all cores. More threads per picture would compete with it.
sharp.concurrency(1);

// Only these decoders can be used, and only from memory, so that no picture can refer to another file. SVG is for the program's
// own drawings; open-picture.ts refuses it before any decoder sees it.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Tiff', 'Heif', 'Svg'].map((format) => `VipsForeignLoad${format}Buffer`),
});

/**
 * For JPEGs that a reply waits for. Huffman tables fitted to each picture would make it 3–8 % smaller, but take twice the time, and
 * ten times where fresh memory is slow.
 */
export const QUICK_JPEG = { optimiseCoding: false } as const;

export type { Metadata, Sharp } from 'sharp';
export { sharp };
