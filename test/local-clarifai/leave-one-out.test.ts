import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFused, meanEmbedding } from '../../src/local-clarifai/engine/embedding.js';
import { leaveOneOut } from '../../src/local-clarifai/recognition/leave-one-out.js';
import { rankPeople } from '../../src/local-clarifai/recognition/score.js';

/** Embeddings of one network or of both. */
const embedding = fc
  .record({ seed: fc.integer({ min: 1, max: 1_000_000 }), length: fc.constantFrom(128, 320) })
  .map(({ seed, length }) => Float32Array.from({ length }, (_, i) => Math.sin(seed * (i + 1)) / 20));
const everyone = fc.array(fc.array(embedding, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });

const box = { left: 0, top: 0, right: 1, bottom: 1 };
const learnedFrom = (faces: readonly Float32Array[], concept: number) => ({
  concept,
  conceptId: `person-${concept}`,
  name: '',
  examples: faces.length,
  fusedExamples: faces.filter(isFused).length,
  mean: faces.length > 0 ? meanEmbedding(faces) : undefined,
});

describe('leaveOneOut', () => {
  it('scores each face as a model trained without it would', async () => {
    await fc.assert(
      fc.asyncProperty(everyone, async (people) => {
        const examples = people.flatMap((faces, concept) =>
          faces.map((face, index) => ({
            concept,
            conceptId: `person-${concept}`,
            inputId: 'photo',
            face: { id: `${concept}-${index}`, box },
            embedding: face,
          })),
        );
        for await (const { example, scores } of leaveOneOut(people.map(learnedFrom), examples)) {
          const without = people.map((faces, concept) =>
            learnedFrom(
              faces.filter((face) => concept !== example.concept || face !== example.embedding),
              concept,
            ),
          );
          const expected = new Map(
            rankPeople(example.embedding, without).map(({ person, score }) => [person.conceptId, score]),
          );
          expect(new Set(scores.map(({ person }) => person.conceptId))).toEqual(new Set(expected.keys()));
          for (const { person, score } of scores) expect(score).toBeCloseTo(expected.get(person.conceptId) ?? -1, 3);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('ranks the same people as comparing with each of many does', async () => {
    const random = fc.sample(embedding.filter(isFused), { numRuns: 300, seed: 13 });
    const people = random.map((face, concept) => learnedFrom([face, random[concept - 1] ?? face], concept));
    const examples = random.slice(0, 150).map((face, concept) => ({
      concept,
      conceptId: `person-${concept}`,
      inputId: 'photo',
      face: { id: `${concept}`, box },
      embedding: face,
    }));
    let compared = 0;
    for await (const { example, scores } of leaveOneOut(people, examples)) {
      const others = people.filter(({ concept }) => concept !== example.concept);
      const best = rankPeople(example.embedding, others).slice(0, 3);
      const found = scores.filter(({ person }) => person.concept !== example.concept).slice(0, 3);
      expect(found.map(({ score }) => score.toFixed(3))).toEqual(best.map(({ score }) => score.toFixed(3)));
      compared += 1;
    }
    expect(compared).toBe(150);
  });

  it('returns the best few people, and always the person the face is tagged with', async () => {
    const at = (x: number) => Float32Array.of(x, 0);
    const people = Array.from({ length: 30 }, (_, concept) => learnedFrom([at(concept), at(concept + 0.1)], concept));
    const example = { concept: 29, conceptId: 'person-29', inputId: 'p', face: { id: 'f', box }, embedding: at(0) };
    for await (const { scores } of leaveOneOut(people, [example])) {
      expect(scores).toHaveLength(5);
      expect(scores.at(-1)?.person.concept).toBe(29);
    }
    expect.assertions(2);
  });
});
