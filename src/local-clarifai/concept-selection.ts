import type { OutputConfig } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';

/** Which concepts a client wants in the output. */
export interface ConceptSelection {
  readonly maxConcepts: number;
  /** 0–1. */
  readonly minValue: number;
  /** Empty for all. Each has an id or a name. */
  readonly concepts: readonly { readonly id: string; readonly name: string }[];
}

/** Reads which concepts a client wants. Without a configuration, the best `defaultMaxConcepts`. */
export function readSelection(config: OutputConfig | undefined, defaultMaxConcepts: number): ConceptSelection {
  return {
    maxConcepts: config?.getMaxConcepts() || defaultMaxConcepts,
    minValue: config?.getMinValue() ?? 0,
    concepts: (config?.getSelectConceptsList() ?? []).map((concept) => concept.toObject()),
  };
}

/** A concept with its value for a face or picture. */
export interface ScoredConcept {
  readonly id: string;
  readonly name: string;
  /** 0–1. */
  readonly value: number;
}

/**
 * Applies a selection.
 * @param concepts best first.
 */
export function select(
  concepts: readonly ScoredConcept[],
  { maxConcepts, minValue, concepts: selected }: ConceptSelection,
): ScoredConcept[] {
  return concepts
    .filter((concept) => concept.value >= minValue)
    .filter((concept) => selected.length === 0 || selected.some((each) => isSameConcept(each, concept)))
    .slice(0, maxConcepts);
}

/** Whether a client's reference to a concept, by id or else by name, matches a concept. */
export function isSameConcept(
  reference: { readonly id: string; readonly name: string },
  concept: { readonly id: string; readonly name: string },
): boolean {
  return reference.id === '' ? reference.name === concept.name : reference.id === concept.id;
}

/** The highest value of each concept over all faces of a picture, best first. */
export function bestOfEach(perFace: readonly (readonly ScoredConcept[])[]): ScoredConcept[] {
  const best = new Map<string, ScoredConcept>();
  for (const concept of perFace.flat()) {
    if (concept.value > (best.get(concept.id)?.value ?? -1)) best.set(concept.id, concept);
  }
  return [...best.values()].sort((a, b) => b.value - a.value);
}
