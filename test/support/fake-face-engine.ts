import { createHash } from 'node:crypto';
import { fuseEmbeddings } from '../../src/local-clarifai/engine/embedding.js';
import type { EngineFace, FaceEngine } from '../../src/local-clarifai/engine/face-engine.js';
import { PictureError } from '../../src/photos/picture-error.js';

/**
 * A picture for the fake engine: the names of the people in it, left to right. `ada:1` is another, slightly different photo of ada.
 * `(ada)` is too small to be named, `~ada` too blurred to learn from, and `<ada` turned too far.
 */
export function fakePicture(...people: string[]): Uint8Array {
  return Buffer.from(`people ${people.join(' ')}`);
}

export interface FakeFaceEngine extends FaceEngine {
  /** How many pictures were analyzed. */
  readonly analyzed: () => number;
  /** Makes every further analysis wait until the returned function is called. */
  hold(): () => void;
}

const EMBEDDING_SIZE = 128;
const SECOND_SIZE = 192;

/** Analyzes {@link fakePicture}s; all other bytes count as no picture. The same bytes always give the same faces. */
export function createFakeFaceEngine(id = 'local-fake-1'): FakeFaceEngine {
  let analyzed = 0;
  let gate = Promise.resolve();
  return {
    id,
    embeddingSize: EMBEDDING_SIZE,
    analyzed: () => analyzed,
    hold() {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    async analyze(picture) {
      analyzed++;
      await gate;
      const [kind, ...people] = Buffer.from(picture).toString('utf8').trim().split(' ');
      if (kind === 'crash') throw new Error('the engine broke');
      if (kind !== 'people') throw new PictureError('not-a-picture', 'This file is not a picture I can read.');
      return people.filter((person) => person !== '').map((person, index) => face(person, index, people.length));
    },
    close: async () => {},
  };
}

/** The same engine with a second network, for which people differ as much as for the first. */
export function withSecondNetwork(engine: FaceEngine): FaceEngine {
  return {
    ...engine,
    embeddingSize: EMBEDDING_SIZE + SECOND_SIZE,
    async analyze(picture) {
      return (await engine.analyze(picture)).map((face) => ({
        ...face,
        embedding: fuseEmbeddings(
          face.embedding,
          Float32Array.from({ length: SECOND_SIZE }, (_, i) => face.embedding[i % EMBEDDING_SIZE] ?? 0),
        ),
      }));
    },
  };
}

const QUALITY_ISSUES = [
  ['(', 'too small'],
  ['~', 'too blurred'],
  ['<', 'too turned'],
] as const;

function face(written: string, index: number, count: number): EngineFace {
  const [name = '', photo = '0'] = written.replace(/^[(~<]|\)$/g, '').split(':');
  return {
    box: { left: index / count, top: 0.25, right: (index + 0.8) / count, bottom: 0.75 },
    confidence: 0.9,
    embedding: embedding(name, photo),
    qualityIssue: QUALITY_ISSUES.find(([sign]) => written.startsWith(sign))?.[1],
  };
}

/** Photos of a person are up to about 0.2 apart, different people more than 1. `1*5` is five times as far from the others. */
function embedding(name: string, photo: string): Float32Array {
  const person = direction(`person ${name}`);
  const [seed, times = '1'] = photo.split('*');
  const change = direction(`photo ${name} ${seed}`);
  return person.map((value, index) => value + (change[index] ?? 0) * 0.1 * Number(times));
}

const directions = new Map<string, Float32Array>();

/** A vector of length 1 that depends only on the text. */
function direction(text: string): Float32Array {
  const known = directions.get(text) ?? hashToDirection(text);
  directions.set(text, known);
  return known;
}

function hashToDirection(text: string): Float32Array {
  const values = Float32Array.from({ length: EMBEDDING_SIZE }, (_, index) => {
    const hash = createHash('sha256').update(`${text} ${index}`).digest();
    return hash.readUInt32LE() / 2 ** 31 - 1;
  });
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
