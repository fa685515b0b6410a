import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { messageOf } from '../../src/errors.js';
import type { Box, Face, Photo } from '../../src/faces/model.js';
import { preparePicture } from '../../src/photos/pictures.js';
import type { PreparedPicture } from '../../src/photos/prepare-picture.js';
import { BenchError, type PhotoFile, type PixelBox } from './face-folder.js';

/** A photo as stored in the recogniser, with the picture as the bot sends it. */
export interface KnownPhoto {
  readonly photo: Photo;
  readonly picture: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const area = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);

/** The main face of a photo: the one at its centre, or else the largest. A bystander may be nearer to the camera. */
export function mainFace<F extends { readonly box: Box }>({ faces }: { readonly faces: readonly F[] }): F | undefined {
  const inTheMiddle = faces.filter(
    ({ box: { left, top, right, bottom } }) => left < 0.5 && right > 0.5 && top < 0.5 && bottom > 0.5,
  );
  const choice = inTheMiddle.length > 0 ? inTheMiddle : faces;
  return [...choice].sort((a, b) => area(b.box) - area(a.box))[0];
}

/** Intersection over union of a face and a box in pixels. */
export function overlap({ photo: _photo, width, height }: KnownPhoto, face: Face, [x, y, w, h]: PixelBox): number {
  const box = { left: x / width, top: y / height, right: (x + w) / width, bottom: (y + h) / height };
  const shared =
    Math.max(0, Math.min(box.right, face.box.right) - Math.max(box.left, face.box.left)) *
    Math.max(0, Math.min(box.bottom, face.box.bottom) - Math.max(box.top, face.box.top));
  return shared / (area(box) + area(face.box) - shared);
}

/** Runs a few calls at a time. One by one, most of the time would be waiting for answers. */
export async function atOnce<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const limit = pLimit(8);
  await Promise.all(items.map((item, index) => limit(() => work(item, index))));
}

/** Adds every photo once. All draws use the same photos. @throws BenchError if a file is missing or not a picture. */
export async function addPhotos(
  recognizer: Recognizer,
  files: readonly PhotoFile[],
): Promise<Map<PhotoFile, KnownPhoto>> {
  const pictures = new Map<PhotoFile, PreparedPicture>();
  await atOnce(files, async (file) => {
    try {
      pictures.set(file, await preparePicture(await file.read()));
    } catch (error) {
      throw new BenchError(`${file.name} cannot be read: ${messageOf(error)}.`);
    }
  });
  const prepared = [...pictures];
  const source = { teamId: 'bench', channelId: 'bench', messageTs: 'bench' };
  const kept = await recognizer.photos.add(
    prepared.map(([, { jpeg }]) => ({ id: randomUUID(), picture: jpeg, source })),
  );
  const known = new Map<PhotoFile, KnownPhoto>();
  await atOnce(prepared, async ([file, { jpeg: picture, width, height }], index) => {
    const outcome = kept[index];
    if (outcome === undefined || outcome.kind === 'failed') throw outcome?.error ?? new Error('A photo got no answer');
    known.set(file, { photo: await recognizer.photos.read(outcome.photoId), picture, width, height });
  });
  return known;
}
