import type { PhotoTools } from '../../src/deps.js';

/** Every picture is one pixel, and the prepared one is what was downloaded, so that a fake engine can read who is on it. */
export function createPhotoTools(download: (url: string) => Uint8Array): PhotoTools {
  return {
    download: async (url) => download(url),
    downloadProfilePicture: async (url) => download(url),
    prepare: async (bytes) => ({ jpeg: new Uint8Array(bytes as Uint8Array), width: 1, height: 1 }),
    drawNumberedBoxes: async (_picture, faces) => ({
      jpeg: new Uint8Array([3]),
      width: 1,
      height: 1,
      labels: faces.some(({ name }) => name !== undefined) ? 'names' : 'numbers',
    }),
    cropFace: async () => new Uint8Array([4]),
    cropFaces: async (_picture, boxes) => boxes.map(() => new Uint8Array([4])),
    placeSideBySide: async () => new Uint8Array([5]),
    placeTogether: async () => new Uint8Array([5]),
  };
}
