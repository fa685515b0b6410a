import { LUMA, type PlaneNormalization } from './luma.js';
import { EYES, MOUTH, type OcclusionWeights } from './occlusion-weights.js';

/** The evidence that something covers a part of a face. Above 0 the part counts as covered. */
export interface Occlusion {
  /** Sunglasses, but not clear glasses. */
  readonly eyes: number;
  /** A mask or scarf, but not a beard. */
  readonly mouth: number;
}

/** Side in pixels of the picture that is measured: the aligned crop at half its size. */
const SIDE = 75;
/** It is divided into squares of this many pixels a side. The outermost are left out, because they do not show the face. */
const BLOCK = 5;
const FIRST_ROW = 2;
const ROWS = 12;
const FIRST_COLUMN = 2;
const COLUMNS = 11;
const BLOCKS = ROWS * COLUMNS;
/** The measures of each square; see {@link measureBlocks}. */
const MEASURES = 7;
/** Left and right have the same weights, so only those of the left half and the middle are stored. */
const HALF = (COLUMNS + 1) / 2;
/** Prevents a division by zero for a face without contrast. */
const MIN_CONTRAST = 8;
const CHROMA_UNIT = 12;

/**
 * Whether the eyes or the mouth of a face are covered, by two logistic regressions on the brightness, colour and edges of an aligned
 * face, compared with the face as a whole, so that skin and light make no difference (docs/face-engine.md, “Covered faces”).
 * @param crop the aligned face: the red plane, then green, then blue. @param side of the crop, in pixels: 150.
 */
export function occlusionOf(crop: Float32Array, side: number, normalization: PlaneNormalization): Occlusion {
  const measures = measureBlocks(crop, side, normalization);
  return { eyes: weigh(measures, EYES), mouth: weigh(measures, MOUTH) };
}

function weigh(measures: Float64Array, { bias, scales, weights }: OcclusionWeights): number {
  let sum = bias;
  for (let measure = 0; measure < MEASURES; measure++) {
    const scale = (scales[measure] as number) / 32767;
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const mirrored = Math.min(column, COLUMNS - 1 - column);
        const weight = weights[(measure * ROWS + row) * HALF + mirrored] as number;
        sum += scale * weight * (measures[measure * BLOCKS + row * COLUMNS + column] as number);
      }
    }
  }
  return sum;
}

/**
 * Seven measures of each square, one after the other: its brightness compared with the mean of all, in standard deviations; the
 * two colour differences of ITU-R BT.601 compared with the median square, and how large these are; how much brightness changes
 * from one pixel to the next across, and down.
 */
function measureBlocks(crop: Float32Array, side: number, normalization: PlaneNormalization): Float64Array {
  const { luma, blue, red } = shrink(crop, side, normalization);
  const measures = new Float64Array(MEASURES * BLOCKS);
  const part = (measure: number) => measures.subarray(measure * BLOCKS, (measure + 1) * BLOCKS);
  const [light, blueness, redness, blueAway, redAway, across, down] = [0, 1, 2, 3, 4, 5, 6].map(part) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let block = 0; block < BLOCKS; block++) {
    const top = (FIRST_ROW + Math.floor(block / COLUMNS)) * BLOCK;
    const left = (FIRST_COLUMN + (block % COLUMNS)) * BLOCK;
    for (let y = top; y < top + BLOCK; y++) {
      for (let at = y * SIDE + left; at < y * SIDE + left + BLOCK; at++) {
        const here = luma[at] as number;
        add(light, block, here);
        add(blueness, block, blue[at] as number);
        add(redness, block, red[at] as number);
        add(across, block, Math.abs((luma[at + 1] as number) - here));
        add(down, block, Math.abs((luma[at + SIDE] as number) - here));
      }
    }
  }
  for (const each of [light, blueness, redness, across, down]) scale(each, 1 / BLOCK ** 2);
  const mean = meanOf(light);
  const contrast = Math.sqrt(meanOf(light.map((value) => (value - mean) ** 2))) + MIN_CONTRAST;
  light.forEach((value, block) => {
    light[block] = (value - mean) / contrast;
  });
  for (const [colour, away] of [
    [blueness, blueAway],
    [redness, redAway],
  ] as const) {
    const usual = medianOf(colour);
    colour.forEach((value, block) => {
      colour[block] = (value - usual) / CHROMA_UNIT;
      away[block] = Math.abs(value - usual) / CHROMA_UNIT;
    });
  }
  for (const each of [across, down]) scale(each, 1 / contrast);
  return measures;
}

/** Brightness and colour differences, 0–255, of the crop shrunk to half. */
function shrink(crop: Float32Array, side: number, { mean, factor }: PlaneNormalization) {
  const [luma, blue, red] = [0, 1, 2].map(() => new Float32Array(SIDE * SIDE)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const plane = side * side;
  const [reds, greens, blues] = [0, 1, 2].map((channel) =>
    shrinkPlane(crop.subarray(channel * plane, (channel + 1) * plane), side),
  ) as [Float64Array, Float64Array, Float64Array];
  for (let at = 0; at < SIDE * SIDE; at++) {
    const r = (reds[at] as number) / factor + mean[0];
    const g = (greens[at] as number) / factor + mean[1];
    const b = (blues[at] as number) / factor + mean[2];
    const light = LUMA[0] * r + LUMA[1] * g + LUMA[2] * b;
    luma[at] = light;
    blue[at] = 0.564 * (b - light);
    red[at] = 0.713 * (r - light);
  }
  return { luma, blue, red };
}

/** The means of the squares of a plane that become one pixel each. */
function shrinkPlane(plane: Float32Array, side: number): Float64Array {
  const step = side / SIDE;
  const means = new Float64Array(SIDE * SIDE);
  for (let y = 0; y < side; y++) {
    const row = Math.floor(y / step) * SIDE;
    for (let x = 0, from = y * side; x < SIDE; x++) {
      for (let end = from + step; from < end; from++) add(means, row + x, plane[from] as number);
    }
  }
  scale(means, 1 / step ** 2);
  return means;
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}

function scale(values: Float64Array, factor: number): void {
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) * factor;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}
