/** A box an SSD detector starts from: centre and size as fractions of the square it was trained on. */
export interface Anchor {
  readonly centerX: number;
  readonly centerY: number;
  readonly width: number;
  readonly height: number;
}

/** Cells along the side of each grid, on the full square. */
const GRIDS = [32, 16, 8, 4, 2, 1] as const;
/** Anchor size in each grid, from 20 to 95 % of the square in equal steps, and then the whole of it. */
const SCALES = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1] as const;
/** TensorFlow's configuration really says 0.3333. */
const WIDTH_TO_HEIGHT = [2, 0.5, 3, 0.3333] as const;

/**
 * Anchors of the detector in the order of its output: grid by grid, row by row, cell by cell.
 * Formula: TensorFlow Object Detection, `multiple_grid_anchor_generator` with `reduce_boxes_in_lowest_layer`.
 * @param columns cells across and @param rows cells down in the finest grid: 32 × 32 for the full square, less for a part.
 */
export function createAnchors(columns: number, rows: number): Anchor[] {
  const anchors: Anchor[] = [];
  GRIDS.forEach((grid, level) => {
    const sizes = anchorSizes(level);
    const step = (GRIDS[0] as number) / grid;
    for (let row = 0; row < Math.ceil(rows / step); row++) {
      for (let column = 0; column < Math.ceil(columns / step); column++) {
        const center = { centerX: (column + 0.5) / grid, centerY: (row + 0.5) / grid };
        for (const size of sizes) anchors.push({ ...center, ...size });
      }
    }
  });
  return anchors;
}

function anchorSizes(level: number): { width: number; height: number }[] {
  const scale = SCALES[level] as number;
  const next = SCALES[level + 1] as number;
  const shaped = (size: number, ratio: number) => ({ width: size * Math.sqrt(ratio), height: size / Math.sqrt(ratio) });
  if (level === 0) return [shaped(0.1, 1), shaped(scale, 2), shaped(scale, 0.5)];
  return [
    shaped(scale, 1),
    shaped(Math.sqrt(scale * next), 1),
    ...WIDTH_TO_HEIGHT.map((ratio) => shaped(scale, ratio)),
  ];
}
