/** The two ways in which `npm run bench:naming` trains and names. */
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { calibrate } from '../../src/faces/calibration.js';
import type { EvaluationSample } from '../../src/faces/evaluation-sample.js';
import type { Candidate, FaceRow, Thresholds } from '../../src/faces/model.js';
import { nameFaces } from '../../src/faces/naming.js';
import { thresholdsFor } from '../../src/faces/thresholds.js';
import type { FaceEngine } from '../../src/local-clarifai/engine/face-engine.js';
import { createFaceFinder, type FoundFace } from '../../src/local-clarifai/recognition/face-finder.js';
import { createLearner } from '../../src/local-clarifai/recognition/learn.js';
import { leaveOneOut } from '../../src/local-clarifai/recognition/leave-one-out.js';
import { rankPeople } from '../../src/local-clarifai/recognition/score.js';
import type { LearnedConcept } from '../../src/local-clarifai/tables/model-versions.js';
import { atOnce, type KnownPhoto, mainFace } from './known-photos.js';
import { createTagging, type WantedTags } from './tagging.js';

/** Learns people and names photos. */
export interface Naming {
  /** Tags the main face of each photo, and trains. Earlier tags are forgotten unless they are wanted still. */
  tagAndTrain(wanted: WantedTags): Promise<void>;
  /** Names the faces of a photo as the bot does, ignoring its tags. */
  name(photo: KnownPhoto): Promise<{ readonly rows: readonly FaceRow[]; readonly thresholds: Thresholds }>;
}

/** Through Clarifai's API, with the bot's own client. */
export function nameThroughApi(recognizer: Recognizer): Naming {
  return {
    tagAndTrain: createTagging(recognizer),
    async name({ photo, picture }) {
      const candidates = await recognizer.model.findCandidates(photo, picture);
      const thresholds = thresholdsFor(candidates);
      return { rows: nameFaces({ ...photo, tags: [] }, candidates, thresholds), thresholds };
    },
  };
}

/** Starts like the engine ids of the local Clarifai, so that its thresholds are used. */
const ENGINE = 'local';

/**
 * From the embeddings alone, with the same functions of the engine and of the bot, but without the API, its client and its database.
 * It takes a hundredth of the time and gives the same names.
 * @param photos all that will be tagged or named. Their pictures were analysed before, so the engine need not look at them again.
 */
export async function nameFromEmbeddings(engine: FaceEngine, photos: Iterable<KnownPhoto>): Promise<Naming> {
  const finder = createFaceFinder(engine);
  const found = new Map<string, FoundFace>();
  await atOnce([...photos], async ({ picture }) => {
    for (const face of (await finder.find(picture)).faces) found.set(face.id, face);
  });
  let people: readonly LearnedConcept[] = [];
  let measured: Thresholds | undefined;

  const rank = (id: string): Candidate[] => {
    const face = found.get(id);
    if (face === undefined || face.qualityIssue === 'too small') return [];
    return rankPeople(face.embedding, people).map(({ person: { conceptId: id, name }, score }) => ({
      person: { id, name },
      score: Math.fround(score),
    }));
  };

  return {
    async tagAndTrain(wanted) {
      const names = [...wanted.keys()];
      const tagged = names.flatMap((name, concept) =>
        (wanted.get(name) ?? []).flatMap(({ photo }) => {
          const face = found.get(mainFace(photo)?.id ?? '');
          return face === undefined ? [] : [{ ...face, concept, input: 0, photoId: photo.id }];
        }),
      );
      const learner = createLearner([...names.keys()]);
      for (const [face, { concept, input, embedding, qualityIssue }] of tagged.entries()) {
        if (qualityIssue === undefined) learner.add({ concept, face, input, embedding });
      }
      const learned = learner.finish();
      people = learned.map(({ concept, mean, examples, fusedExamples }) => {
        const name = names[concept] ?? '';
        return { concept, conceptId: name, name, mean, examples: examples.length, fusedExamples };
      });
      const examples = learned.flatMap(({ concept, examples }) =>
        examples.flatMap((example) => {
          const face = tagged[example.face];
          if (face === undefined) return [];
          return [{ concept, conceptId: names[concept] ?? '', inputId: face.photoId, face, embedding: face.embedding }];
        }),
      );
      const samples: EvaluationSample[] = [];
      for await (const { example, scores } of leaveOneOut(people, examples)) {
        samples.push({
          photoId: example.inputId,
          faceId: example.face.id,
          personId: example.conceptId,
          scores: new Map(scores.map(({ person, score }) => [person.conceptId, Math.fround(score)])),
        });
      }
      measured = samples.length === 0 ? undefined : calibrate(samples, ENGINE, people.length).thresholds;
    },
    async name({ photo }) {
      const thresholds = thresholdsFor({ engine: ENGINE, thresholds: measured });
      const byFace = new Map(photo.faces.map(({ id }) => [id, rank(id)]));
      return { rows: nameFaces({ ...photo, tags: [] }, { engine: ENGINE, byFace }, thresholds), thresholds };
    },
  };
}
