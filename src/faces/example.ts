import type { Face, QualityIssue } from './model.js';

/** Why a picture that someone gave of themselves is not an example to recognise them by. */
export type ExampleProblem =
  | { readonly kind: 'no face' }
  | { readonly kind: 'several faces'; readonly faces: number }
  | { readonly kind: 'poor face'; readonly issue: QualityIssue };

/** The one face to learn from, or why there is none. @param faces all faces found in the picture. */
export function judgeExample(faces: readonly Face[]): { readonly face: Face } | { readonly problem: ExampleProblem } {
  const [face, another] = faces;
  if (face === undefined) return { problem: { kind: 'no face' } };
  if (another !== undefined) return { problem: { kind: 'several faces', faces: faces.length } };
  if (face.qualityIssue !== undefined) return { problem: { kind: 'poor face', issue: face.qualityIssue } };
  return { face };
}
