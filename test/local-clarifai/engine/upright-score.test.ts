import { beforeAll, describe, expect, it } from 'vitest';
import { lookAtPicture, type SeenFace } from '../../../src/local-clarifai/engine/face-pipeline.js';
import { loadModels, type Models } from '../../../src/local-clarifai/engine/models.js';
import { openPictureSource, type PictureSource } from '../../../src/local-clarifai/engine/picture-source.js';
import { uprightScore } from '../../../src/local-clarifai/engine/upright-score.js';
import { turnedBy } from '../../../src/local-clarifai/engine/views.js';
import { cast, drawGroup, renderJpeg } from '../../support/cast/index.js';
import { SHARED_MODELS } from '../../support/face-engine.js';

describe('how upright a face looks', () => {
  let models: Models;
  let source: PictureSource;
  const scores = (faces: readonly SeenFace[]) =>
    faces.map(({ embedding, nonFaceDistance }) => uprightScore(embedding, nonFaceDistance));

  beforeAll(async () => {
    models = await loadModels(SHARED_MODELS, () => {});
    source = await openPictureSource(await renderJpeg(drawGroup(cast.slice(0, 4), { seed: 3 })));
  });

  it('says that upright heads are', async () => {
    const { faces } = await lookAtPicture(source, models);
    expect(faces.length).toBeGreaterThan(2);
    for (const score of scores(faces)) expect(score).toBeGreaterThan(0.5);
  });

  it('says that upside-down heads are not', async () => {
    const { faces } = await lookAtPicture(source, models, turnedBy(180));
    expect(faces.length).toBeGreaterThan(0);
    for (const score of scores(faces)) expect(score).toBeLessThan(0);
  });
});
