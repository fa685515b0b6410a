import type { Candidate, FaceRow, Thresholds } from './model.js';

/** What decided about a face that nobody has named. */
type Because =
  /** Good enough and clearly ahead: it is said. */
  | { readonly kind: 'clear' }
  /** Good enough to ask, not to say. */
  | { readonly kind: 'below sure' }
  /** Somebody else fits nearly as well. */
  | { readonly kind: 'close' }
  /** Another face of the photo fits the same person, and nobody is taken for two faces. */
  | { readonly kind: 'other face'; readonly number: number }
  /** The person is named on another face of the photo. */
  | { readonly kind: 'named elsewhere'; readonly number: number }
  /** Not even good enough to ask. */
  | { readonly kind: 'below likely' };

/** Why a face is said to be somebody, or nobody. */
export interface Explanation {
  /** The face's number on the picture. */
  readonly number: number;
  /** Whom it is taken for or, when for nobody, whom it is most like. */
  readonly best: Candidate;
  /** Whom else it is like, most likely first. */
  readonly others: readonly Candidate[];
  readonly because: Because;
  /** The thresholds that decided. */
  readonly thresholds: Thresholds;
}

/**
 * Explains one row of what {@link nameFaces} said about a photo.
 * @param rows every row of the photo, as `thresholds` decided.
 * @returns undefined when there is nothing to explain: a person said who it is or that it is to be left alone, or the
 * recogniser knows nobody it could be.
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
  const namedOn = isCollage ? new Map<string, number>() : namesGiven(rows, row);
  switch (verdict.kind) {
    case 'sure':
    case 'likely': {
      const best = { person: verdict.person, score: verdict.score };
      // Somebody named on another face of the photo is in nobody's way.
      const others = without(best, candidates).filter(({ person }) => !namedOn.has(person.id));
      const lead = best.score - (others[0]?.score ?? 0);
      const because: Because =
        verdict.kind === 'sure'
          ? { kind: 'clear' }
          : best.score < thresholds.sure
            ? { kind: 'below sure' }
            : lead < thresholds.margin
              ? { kind: 'close' }
              : { kind: 'other face', number: mostLike(rows, row, best)?.number ?? number };
      return { number, best, others, because, thresholds };
    }
    case 'unknown': {
      const [best] = candidates;
      if (best === undefined) return undefined;
      return { number, best, others: without(best, candidates), because: whyNobody(best), thresholds };
    }
    default:
      return undefined;
  }

  function whyNobody(best: Candidate): Because {
    const named = namedOn.get(best.person.id);
    if (best.score < thresholds.likely) return { kind: 'below likely' };
    if (named !== undefined) return { kind: 'named elsewhere', number: named };
    const taken = rows.find(({ verdict }) => 'person' in verdict && verdict.person.id === best.person.id);
    return { kind: 'other face', number: taken?.number ?? 0 };
  }
}

/** On which other face each person is named by people. */
function namesGiven(rows: readonly FaceRow[], own: FaceRow): Map<string, number> {
  return new Map(
    rows.flatMap((row) =>
      row !== own && row.verdict.kind === 'named' ? [[row.verdict.person.id, row.number] as const] : [],
    ),
  );
}

function without(best: Candidate, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ person }) => person.id !== best.person.id);
}

/** The other row that fits a person best, of those that nobody said anything about. */
function mostLike(rows: readonly FaceRow[], own: FaceRow, { person }: Candidate): FaceRow | undefined {
  const scoreOf = (row: FaceRow) => row.candidates.find((each) => each.person.id === person.id)?.score ?? 0;
  return rows
    .filter((row) => row !== own && ['sure', 'likely', 'unknown'].includes(row.verdict.kind))
    .toSorted((a, b) => scoreOf(b) - scoreOf(a))[0];
}
