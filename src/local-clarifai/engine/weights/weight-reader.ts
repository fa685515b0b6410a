import type { Weight, Weights } from './read-weights.js';

/** Reads arrays of a network by name. @throws Error for a name that is not there: the package holds another network. */
export function createWeightReader(weights: Weights): (name: string) => Weight {
  return (name) => {
    const weight = weights.get(name);
    if (weight === undefined) throw new Error(`The model package has no weights called ${name}.`);
    return weight;
  };
}
