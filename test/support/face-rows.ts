import type { FaceRow, Person, Verdict } from '../../src/faces/model.js';

/** A person with an id made from the name. */
export function person(name: string): Person {
  return {
    id: name
      .toLowerCase()
      .replace(/[^a-z]+/g, '-')
      .slice(0, 32),
    name,
  };
}

/** A row of a reply; the face's id is as long as Clarifai's are. */
export function faceRow(number: number, verdict: Verdict): FaceRow {
  const left = number / 100;
  return {
    number,
    face: {
      id: number.toString(16).padStart(32, '0'),
      box: { left, top: 0, right: left + 0.01, bottom: 0.1 },
      confidence: 1,
    },
    verdict,
    candidates: [],
  };
}

export const unknown: Verdict = { kind: 'unknown' };
export const sure = (name: string, score = 0.96): Verdict => ({ kind: 'sure', person: person(name), score });
export const likely = (name: string, score = 0.7): Verdict => ({ kind: 'likely', person: person(name), score });
export const named = (name: string, taggedBy = 'UADA00000'): Verdict => ({
  kind: 'named',
  person: person(name),
  taggedBy,
  taggedAt: new Date(1_700_000_000_000),
});
