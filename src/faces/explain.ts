import type { Candidate, FaceRow, Thresholds } from './model.js';
import { sureThresholdFor } from './thresholds.js';

/** Why an untagged face got its verdict. */
type Because =
  /** Sure: the score is high enough and clearly ahead. */
  | { readonly kind: 'clear' }
  /** Likely: the score is too low to be sure. */
  | { readonly kind: 'below sure' }
  /** Likely: the score is high enough, but the face is covered, cut off or too bright. */
  | { readonly kind: 'hidden' }
  /** Likely: another person's score is within the margin. */
  | { readonly kind: 'close' }
  /** Likely: another face of the photo competes for the same person. */
  | { readonly kind: 'other face'; readonly number: number }
  /** The person is already tagged on another face of the photo. */
  | { readonly kind: 'named elsewhere'; readonly number: number }
  /** Unknown: the score is too low even to ask. */
  | { readonly kind: 'below likely' };

/** Why a face got its verdict. */
export interface Explanation {
  /** The face's number on the picture. */
  readonly number: number;
  /** The person of the verdict; for an unknown face the best candidate. */
  readonly best: Candidate;
  /** The other candidates, best first. */
  readonly others: readonly Candidate[];
  readonly because: Because;
  /** The thresholds that decided. */
  readonly thresholds: Thresholds;
}

/**
 * Explains one row of {@link nameFaces}.
 * @param rows every row of the photo, decided with `thresholds`.
 * @returns undefined when there is nothing to explain: a person tagged or flagged the face, or there are no candidates.
 */
export function explainFace(
  rows: readonly FaceRow[],
  faceId: string,
  options: { readonly thresholds: Thresholds; readonly isCollage: boolean },
): Explanation | undefined {
  const { thresholds, isCollage } = options;
  const row = rows.find(({ face }) => face.id === faceId);
  if (row === undefined) return undefined;
  const { number, verdict, candidates } = row;
  const taggedOn = isCollage ? new Map<string, number>() : numbersByTaggedPerson(rows, row);
  switch (verdict.kind) {
    case 'sure':
    case 'likely': {
      const best = { person: verdict.person, score: verdict.score };
      // A person tagged on another face of the photo does not compete for this one.
      const others = without(best, candidates).filter(({ person }) => !taggedOn.has(person.id));
      const lead = best.score - (others[0]?.score ?? 0);
      const because: Because =
        verdict.kind === 'sure'
          ? { kind: 'clear' }
          : best.score < thresholds.sure
            ? { kind: 'below sure' }
            : best.score < sureThresholdFor(row.face, thresholds)
              ? { kind: 'hidden' }
              : lead < thresholds.margin
                ? { kind: 'close' }
                : { kind: 'other face', number: strongestRival(rows, row, best)?.number ?? number };
      return { number, best, others, because, thresholds };
    }
    case 'unknown': {
      const [best] = candidates;
      if (best === undefined) return undefined;
      return { number, best, others: without(best, candidates), because: whyUnknown(best), thresholds };
    }
    default:
      return undefined;
  }

  function whyUnknown(best: Candidate): Because {
    const taggedNumber = taggedOn.get(best.person.id);
    if (best.score < thresholds.likely) return { kind: 'below likely' };
    if (taggedNumber !== undefined) return { kind: 'named elsewhere', number: taggedNumber };
    const taken = rows.find(({ verdict }) => 'person' in verdict && verdict.person.id === best.person.id);
    return { kind: 'other face', number: taken?.number ?? 0 };
  }
}

/** By person id, the number of the other face that is tagged as this person. */
function numbersByTaggedPerson(rows: readonly FaceRow[], own: FaceRow): Map<string, number> {
  return new Map(
    rows.flatMap((row) =>
      row !== own && row.verdict.kind === 'named' ? [[row.verdict.person.id, row.number] as const] : [],
    ),
  );
}

function without(best: Candidate, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ person }) => person.id !== best.person.id);
}

/** The other unanswered row that fits a person best. */
function strongestRival(rows: readonly FaceRow[], own: FaceRow, { person }: Candidate): FaceRow | undefined {
  const scoreOf = (row: FaceRow) => row.candidates.find((each) => each.person.id === person.id)?.score ?? 0;
  return rows
    .filter((row) => row !== own && ['sure', 'likely', 'unknown'].includes(row.verdict.kind))
    .toSorted((a, b) => scoreOf(b) - scoreOf(a))[0];
}
