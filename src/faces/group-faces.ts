/** Two faces that look alike: their places in a list, and how far apart their embeddings are. */
export interface FaceLink {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
}

/** How far apart two embeddings are: the Euclidean distance. Infinite if they are not comparable. */
export function distanceBetween(a: Float32Array, b: Float32Array): number {
  return distanceUpTo(a, b, Number.POSITIVE_INFINITY);
}

/** Between how many numbers to look whether two embeddings are too far apart already. */
const STRIDE = 32;

/** The distance, or infinity if it is more than `limit`. */
function distanceUpTo(a: Float32Array, b: Float32Array, limit: number): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let start = 0; start < a.length; start += STRIDE) {
    const end = Math.min(start + STRIDE, a.length);
    for (let i = start; i < end; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
    if (sum > limit * limit) return Number.POSITIVE_INFINITY;
  }
  return Math.sqrt(sum);
}

/** The faces before one in a list that are at most `limit` away from it. */
export function linksTo(index: number, embeddings: readonly Float32Array[], limit: number): FaceLink[] {
  const face = embeddings[index];
  if (face === undefined) return [];
  const links: FaceLink[] = [];
  for (let b = 0; b < index; b++) {
    const distance = distanceUpTo(face, embeddings[b] as Float32Array, limit);
    if (distance <= limit) links.push({ a: index, b, distance });
  }
  return links;
}

/**
 * Groups faces by complete linkage: two groups become one, the closest first, only if every face of one is linked to every face of
 * the other, so that a group is never a chain of faces whose ends are different people. Faces of one photo are never in one group,
 * because they are different people.
 * (Defays, “An efficient algorithm for a complete link method”, 1977, describes the criterion; this is the plain algorithm.)
 * @param photoOf the photo of each face.
 * @param links every pair of faces that is close enough.
 * @returns the places in the list of each group's faces, in their order; the largest group first.
 */
export function groupFaces(photoOf: readonly string[], links: readonly FaceLink[]): number[][] {
  const groupOf = photoOf.map((_, index) => index);
  const members = new Map(photoOf.map((_, index) => [index, [index]]));
  const linked = new Set(links.map(({ a, b }) => keyOf(a, b)));
  // Complete linkage merges in the order of the farthest pair, so the pairs are looked at from the closest on.
  for (const { a, b } of links.toSorted((one, other) => one.distance - other.distance)) {
    const [into, from] = [groupOf[a], groupOf[b]];
    if (into === undefined || from === undefined || into === from) continue;
    const [ours, theirs] = [members.get(into) ?? [], members.get(from) ?? []];
    const isWhole = ours.every((one) =>
      theirs.every((other) => photoOf[one] !== photoOf[other] && linked.has(keyOf(one, other))),
    );
    if (!isWhole) continue;
    ours.push(...theirs);
    for (const face of theirs) groupOf[face] = into;
    members.delete(from);
  }
  return [...members.values()]
    .map((group) => group.sort((a, b) => a - b))
    .sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}

function keyOf(a: number, b: number): number {
  // Exact up to 94 million faces.
  return a > b ? a * 94_906_265 + b : b * 94_906_265 + a;
}
