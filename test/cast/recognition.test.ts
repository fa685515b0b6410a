import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { embeddingDistance, meanEmbedding } from '../../src/local-clarifai/engine/embedding.js';
import type { EngineFace, FaceEngine } from '../../src/local-clarifai/engine/face-engine.js';
import { crowd, drawGroup, drawnSamples, renderJpeg } from '../support/cast/index.js';
import { sharedFaceEngine } from '../support/face-engine.js';

/** Embeddings further apart than this are never offered as the same person. */
const DIFFERENT_PEOPLE = 0.56;

describe('the face engine', () => {
  let engine: FaceEngine;
  beforeAll(async () => {
    engine = await sharedFaceEngine();
  });

  it('finds exactly the people in every sample photo and tells them apart', {
    timeout: 60_000,
  }, async () => {
    const seen: { readonly who: string; readonly face: EngineFace }[] = [];
    for (const sample of drawnSamples()) {
      const picture = await readFile(join('assets', 'samples', sample.fileName));
      const faces = [...(await engine.analyze(picture))].sort((a, b) => a.box.left - b.box.left);
      expect(faces.length, sample.fileName).toBe(sample.people.length);
      faces.forEach((face, place) => {
        expect(face.confidence, sample.fileName).toBeGreaterThanOrEqual(0.8);
        expect(face.qualityIssue, sample.fileName).toBeUndefined();
        seen.push({ who: sample.people[place] ?? `a stranger of ${sample.fileName}`, face });
      });
    }

    const means = [...new Set(seen.map(({ who }) => who))].map((who) => {
      const embeddings = seen.filter((one) => one.who === who).map(({ face }) => face.embedding);
      return { who, mean: meanEmbedding(embeddings) };
    });
    for (const { who, face } of seen) {
      for (const { who: other, mean } of means) {
        const distance = embeddingDistance(face.embedding, mean);
        if (other === who) expect(distance, `${who} from themselves`).toBeLessThan(0.35);
        else expect(distance, `${who} from ${other}`).toBeGreaterThan(DIFFERENT_PEOPLE);
      }
    }
  });

  it('finds all 29 people of a crowd and no one else', { timeout: 60_000 }, async () => {
    const faces = await engine.analyze(await renderJpeg(drawGroup(crowd(29), { background: 'park', seed: 5 })));
    expect(faces).toHaveLength(29);
    for (const { qualityIssue } of faces) expect(qualityIssue).toBeUndefined();
  });
});
