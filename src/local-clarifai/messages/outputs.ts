import type { Data, Model, Output } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { bestOfEach, type ConceptSelection, type ScoredConcept, select } from '../concept-selection.js';
import { newId } from '../ids.js';
import type { FoundFace } from '../recognition/face-finder.js';
import { rankPeople } from '../recognition/score.js';
import { buildStatus } from '../status.js';
import type { LearnedConcept } from '../tables/model-versions.js';
import { toTimestamp } from './common.js';
import { addEmbedding, conceptMessage, detectionMessage, regionMessage } from './faces.js';

/** The output of one model for one input. */
export function outputMessage(model: Model, data: Data): Output {
  const output = new resources.Output();
  output.setId(newId());
  output.setStatus(buildStatus(StatusCode.SUCCESS));
  output.setCreatedAt(toTimestamp(Date.now()));
  output.setModel(model);
  output.setData(data);
  return output;
}

/** Identifies the model version of an output. The hosted service leaves out everything else, too. */
export function outputModel(id: string, versionId: string, typeId: string): Model {
  const version = new resources.ModelVersion();
  version.setId(versionId);
  const model = new resources.Model();
  model.setId(id);
  model.setModelTypeId(typeId);
  model.setModelVersion(version);
  return model;
}

/** Every face with its box, its detector score and its embedding. */
export function facesData(faces: readonly FoundFace[]): Data {
  const data = new resources.Data();
  data.setRegionsList(
    faces.map((face) => {
      const region = detectionMessage(face);
      region.setData(addEmbedding(region.getData(), face.embedding));
      return region;
    }),
  );
  return data;
}

/**
 * The people each face could be, as concepts of its region. Region ids are the same as in the face model's output. The whole
 * picture also has each concept with its highest value over all faces, because the KNN walkthrough reads only those. Faces
 * that are too small to be named have no concepts.
 */
export function peopleData(
  faces: readonly FoundFace[],
  people: readonly LearnedConcept[],
  selection: ConceptSelection,
): Data {
  const perFace = faces.map((face) => (face.qualityIssue === 'too small' ? [] : scoresOf(face, people)));
  const data = new resources.Data();
  data.setRegionsList(
    faces.map((face, index) => {
      const named = new resources.Data();
      named.setConceptsList(select(perFace[index] ?? [], selection).map(conceptMessage));
      const region = regionMessage(face);
      region.setData(named);
      return region;
    }),
  );
  data.setConceptsList(select(bestOfEach(perFace), selection).map(conceptMessage));
  return data;
}

function scoresOf(face: FoundFace, people: readonly LearnedConcept[]): ScoredConcept[] {
  return rankPeople(face.embedding, people).map(({ person, score }) => ({
    id: person.conceptId,
    name: person.name,
    value: score,
  }));
}
