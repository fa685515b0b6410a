import sharp from 'sharp';
import { expect, it } from 'vitest';
import { lookAtPicture } from '../../../src/local-clarifai/engine/face-pipeline.js';
import type { Models } from '../../../src/local-clarifai/engine/models.js';
import { openPictureSource } from '../../../src/local-clarifai/engine/picture-source.js';

const SIZE = { width: 1000, height: 800 };

interface Seen {
  readonly faces?: number;
  /** Where between the edges of the face the nose is, 0–1. */
  readonly nose?: number;
  readonly isSharp?: boolean;
  readonly side?: number;
}

/** Two dark eyes and a mouth, all smooth, with a fine pattern over them where it is sharp. */
function drawCrop(isSharp: boolean): Float32Array {
  const side = 150;
  return Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side) % side];
    const spot = (left: number, top: number, width: number, height: number) =>
      Math.exp(-(((x - left) / width) ** 2) - ((y - top) / height) ** 2);
    const dark = spot(48, 46, 10, 5) + spot(102, 46, 10, 5) + spot(75, 106, 22, 7);
    return 0.1 - 0.3 * dark + (isSharp && (x + y) % 2 === 0 ? 0.05 : 0);
  });
}

/** Networks that see faces like this whatever they are shown; notes how each face was embedded. */
function pretend({ faces = 1, nose = 0.5, isSharp = true, side = 200 }: Seen) {
  const looks: (boolean | undefined)[] = [];
  /** The face is 100 wide, and well within the picture. */
  const place = (i: number) => {
    if (i >= 48) return { x: 50, y: 45 };
    if (i >= 42) return { x: 70, y: 0 };
    if (i >= 36) return { x: 30, y: 0 };
    return { x: i === 30 ? nose * 100 : i < 3 ? 0 : 100, y: 0 };
  };
  const edges = [...Array(68).keys()].map(place).map(({ x, y }) => ({ x: x + 300, y: y + 300 }));
  const models: Models = {
    detector: {
      detect: async () =>
        Array.from({ length: faces }, (_, i) => ({
          left: i * 60,
          top: 0,
          right: i * 60 + side,
          bottom: side,
          score: 1,
        })),
    },
    tinyFaceDetector: { detect: async () => [] },
    landmarks: { find: async (_, boxes) => boxes.map(() => edges) },
    embedder: {
      async embed(_, placings, options) {
        looks.push(options?.mirrored);
        const crop = drawCrop(isSharp);
        placings.forEach(() => {
          options?.onCrop?.(crop);
        });
        return placings.map(() => new Float32Array(128).fill(0.1));
      },
    },
    mobileFaceNet: undefined,
    embeddingSize: 128,
    nonFace: new Float32Array(128),
    release: async () => {},
  };
  return { models, looks };
}

const picture = () =>
  sharp({ create: { ...SIZE, channels: 3, background: '#8a9a78' } })
    .png()
    .toBuffer();

const facesOf = async (models: Models) => (await lookAtPicture(await openPictureSource(await picture()), models)).faces;

it.each([
  [{}, undefined],
  [{ nose: 0.95 }, 'too turned'],
  [{ nose: 0.05 }, 'too turned'],
  [{ isSharp: false }, 'too blurred'],
  [{ side: 27 }, 'too small'],
])('a face with %j is %s to learn from', async (seen, qualityIssue) => {
  const [face] = await facesOf(pretend(seen).models);
  expect(face).toMatchObject({ confidence: 1, qualityIssue });
});

it('each face of a crowd is looked at once, and twice where there are few', async () => {
  const [few, crowd] = [pretend({ faces: 14, side: 50 }), pretend({ faces: 15, side: 50 })];
  expect(await facesOf(few.models)).toHaveLength(14);
  expect(await facesOf(crowd.models)).toHaveLength(15);
  expect([few.looks, crowd.looks]).toEqual([[true], [false]]);
});
