import { cropFace, cropFaces } from './crop-face.js';
import { decodePicture } from './decode-picture.js';
import { drawNumberedBoxes } from './draw-numbered-boxes.js';
import type { PictureLimits } from './limits.js';
import { openPicture, orDamaged } from './open-picture.js';
import { placeSideBySide } from './place-side-by-side.js';
import { placeTogether } from './place-together.js';
import { preparePicture } from './prepare-picture.js';
import { sharp } from './sharp.js';

/** Size of a picture in pixels, upright. */
interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Every task that pictures are used for, by name. Inputs and results must be serialisable. */
export const pictureWork = {
  cropFace,
  cropFaces,
  decodePicture,
  drawNumberedBoxes,
  placeSideBySide,
  placeTogether,
  preparePicture,
  measurePicture,
  makeThumbnail,
  renderSvg,
};

export type PictureWork = typeof pictureWork;

/** Reads the size of a picture without decoding it, except for HEIC. @throws PictureError */
async function measurePicture(bytes: Uint8Array, limits: PictureLimits = {}): Promise<PictureSize> {
  const { width, height } = await openPicture(bytes, limits);
  return { width, height };
}

/** A JPEG of at most `maxEdge` pixels a side, never enlarged. @throws PictureError */
async function makeThumbnail(bytes: Uint8Array, maxEdge: number): Promise<Uint8Array> {
  const { pipeline } = await openPicture(bytes);
  return await orDamaged(
    pipeline.resize({ width: maxEdge, height: maxEdge, fit: 'inside', withoutEnlargement: true }).jpeg().toBuffer(),
  );
}

/** Renders one of the program's own SVG drawings as a JPEG. Never pass anyone else's bytes. */
async function renderSvg(svg: string): Promise<Uint8Array> {
  return await sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
}
