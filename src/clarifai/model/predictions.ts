import { intersectionOverUnion } from '../../boxes.js';
import type { Concept, Output } from '../../clarifai-protocol.js';
import type { Box, Candidate, Face } from '../../faces/model.js';
import { boxOf, clamp } from '../photos/boxes.js';

/** What the model says about one place on a picture. */
export interface RegionPrediction {
  readonly id: string;
  readonly box: Box | undefined;
  /** Most likely first. */
  readonly candidates: readonly Candidate[];
}

/** What the model says about a picture: either by region, or in one list for all of it. */
export interface Prediction {
  /** The version of the model that says so; empty when the service does not tell. */
  readonly versionId: string;
  readonly regions: readonly RegionPrediction[];
  readonly whole: readonly Candidate[];
}

/**
 * Reads the output of our model.
 * @param others outputs of the other nodes, which may know boxes of regions that our model names by id only.
 */
export function readPrediction(output: Output, others: readonly Output[]): Prediction {
  const boxes = new Map<string, Box>();
  for (const region of others.flatMap((each) => each.getData()?.getRegionsList() ?? [])) {
    const box = boxOf(region);
    if (box !== undefined) boxes.set(region.getId(), box);
  }
  const data = output.getData();
  const regions = (data?.getRegionsList() ?? []).flatMap((region): RegionPrediction[] => {
    const concepts = region.getData()?.getConceptsList() ?? [];
    if (concepts.length === 0) return [];
    const box = boxOf(region) ?? boxes.get(region.getId());
    return [{ id: region.getId(), box, candidates: toCandidates(concepts) }];
  });
  const versionId = output.getModel()?.getModelVersion()?.getId() ?? '';
  return { versionId, regions, whole: toCandidates(data?.getConceptsList() ?? []) };
}

/**
 * Which prediction is about which face: by id where ids agree, then by overlap, best first, because some models make new ids
 * and larger boxes; what has no box at all goes by order when as many are left on both sides.
 */
export function matchToFaces(
  faces: readonly Face[],
  regions: readonly RegionPrediction[],
): Map<string, readonly Candidate[]> {
  const matched = new Map<string, readonly Candidate[]>();
  const leftFaces = new Set(faces);
  const leftRegions = new Set(regions);
  const match = (face: Face, region: RegionPrediction): void => {
    matched.set(face.id, region.candidates);
    leftFaces.delete(face);
    leftRegions.delete(region);
  };

  for (const region of regions) {
    const face = faces.find((each) => each.id === region.id);
    if (face !== undefined && leftFaces.has(face)) match(face, region);
  }

  const pairs = [...leftFaces].flatMap((face) =>
    [...leftRegions].flatMap((region) =>
      region.box === undefined ? [] : [{ face, region, overlap: intersectionOverUnion(face.box, region.box) }],
    ),
  );
  for (const { face, region, overlap: shared } of pairs.sort((a, b) => b.overlap - a.overlap)) {
    if (shared >= MIN_OVERLAP && leftFaces.has(face) && leftRegions.has(region)) match(face, region);
  }

  const boxless = [...leftRegions].filter((region) => region.box === undefined);
  const facesLeft = [...leftFaces];
  if (boxless.length === leftRegions.size && boxless.length === facesLeft.length) {
    for (const [index, face] of facesLeft.entries()) {
      const region = boxless[index];
      if (region !== undefined) match(face, region);
    }
  }
  return matched;
}

/** Crops of Clarifai's own face workflows have about three times the area of the face, so a third of overlap is usual; this is well below, and above chance. */
const MIN_OVERLAP = 0.15;

function toCandidates(concepts: readonly Concept[]): Candidate[] {
  return concepts
    .map((concept) => ({
      person: { id: concept.getId(), name: concept.getName() },
      score: clamp(concept.getValue()),
    }))
    .sort((a, b) => b.score - a.score);
}
