/** The weights of red, green and blue in brightness (ITU-R BT.601). */
export const LUMA = [0.299, 0.587, 0.114] as const;

/** How bytes were normalised for a network: `(byte − mean) × factor`, for red, green and blue. */
export interface PlaneNormalization {
  readonly mean: readonly [number, number, number];
  readonly factor: number;
}

/**
 * The brightness of a pixel of a crop, 0–255.
 * @param crop the red plane, then green, then blue, normalised. @param at the pixel's index in a plane.
 */
export function lumaAt(crop: Float32Array, side: number, at: number, { mean, factor }: PlaneNormalization): number {
  const plane = side * side;
  return (
    LUMA[0] * ((crop[at] as number) / factor + mean[0]) +
    LUMA[1] * ((crop[at + plane] as number) / factor + mean[1]) +
    LUMA[2] * ((crop[at + 2 * plane] as number) / factor + mean[2])
  );
}
