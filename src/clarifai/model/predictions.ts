import { intersectionOverUnion } from '../../boxes.js';
import type { Concept, Output } from '../../clarifai-protocol.js';
import type { Box, Candidate, Face } from '../../faces/model.js';
import { boxOf, clamp } from '../photos/boxes.js';

/** The candidates for one region of a picture. */
export interface RegionPrediction {
  readonly id: string;
  readonly box: Box | undefined;
  /** Highest score first. */
  readonly candidates: readonly Candidate[];
}

/** The output of our model for one picture: candidates per region, or one list for the whole picture. */
export interface Prediction {
  /** The model version; empty if the service does not report it. */
  readonly versionId: string;
  readonly regions: readonly RegionPrediction[];
  readonly whole: readonly Candidate[];
}

/**
 * Reads the output of our model.
 * @param others outputs of the other nodes, which may have the boxes of regions that our model lists by id only.
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
 * Matches predictions to faces: first by region id, then by box overlap, largest first, because some models assign new ids and
 * larger boxes. Regions without a box are matched by order if as many faces are left.
 */
export function matchToFaces(
  faces: readonly Face[],
  regions: readonly RegionPrediction[],
): Map<string, readonly Candidate[]> {
  const matched = new Map<string, readonly Candidate[]>();
  const unmatchedFaces = new Set(faces);
  const unmatchedRegions = new Set(regions);
  const match = (face: Face, region: RegionPrediction): void => {
    matched.set(face.id, region.candidates);
    unmatchedFaces.delete(face);
    unmatchedRegions.delete(region);
  };

  for (const region of regions) {
    const face = faces.find((each) => each.id === region.id);
    if (face !== undefined && unmatchedFaces.has(face)) match(face, region);
  }

  const pairs = [...unmatchedFaces].flatMap((face) =>
    [...unmatchedRegions].flatMap((region) =>
      region.box === undefined ? [] : [{ face, region, overlap: intersectionOverUnion(face.box, region.box) }],
    ),
  );
  for (const { face, region, overlap: shared } of pairs.sort((a, b) => b.overlap - a.overlap)) {
    if (shared >= MIN_OVERLAP && unmatchedFaces.has(face) && unmatchedRegions.has(region)) match(face, region);
  }

  const boxless = [...unmatchedRegions].filter((region) => region.box === undefined);
  const facesLeft = [...unmatchedFaces];
  if (boxless.length === unmatchedRegions.size && boxless.length === facesLeft.length) {
    for (const [index, face] of facesLeft.entries()) {
      const region = boxless[index];
      if (region !== undefined) match(face, region);
    }
  }
  return matched;
}

/**
 * Clarifai's face workflows return crops with about three times the area of the face, so an overlap of one third is normal. The
 * limit is well below that and well above the overlap of adjacent faces.
 */
const MIN_OVERLAP = 0.15;

function toCandidates(concepts: readonly Concept[]): Candidate[] {
  return concepts
    .map((concept) => ({
      person: { id: concept.getId(), name: concept.getName() },
      score: clamp(concept.getValue()),
    }))
    .sort((a, b) => b.score - a.score);
}
