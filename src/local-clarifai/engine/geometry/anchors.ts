/** A box that an SSD detector starts from. Centre and size are fractions of the square it was trained on. */
export interface Anchor {
  readonly centerX: number;
  readonly centerY: number;
  readonly width: number;
  readonly height: number;
}

/** Cells along the side of each grid, for the full square. */
const GRIDS = [32, 16, 8, 4, 2, 1] as const;
/** Anchor size in each grid: from 20 to 95 % of the square in equal steps, then all of it. */
const SCALES = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1] as const;
/** TensorFlow's configuration says 0.3333, not a third. */
const WIDTH_TO_HEIGHT = [2, 0.5, 3, 0.3333] as const;

/** Size of the finest grid in cells: 32 × 32 for the full square. */
export interface GridSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The anchor of an index in the detector's output, which goes grid by grid, row by row, cell by cell. Computed on demand, because
 * few of the thousands are needed, and a list of all would be as large as a photo.
 * Formula: TensorFlow Object Detection, `multiple_grid_anchor_generator` with `reduce_boxes_in_lowest_layer`.
 */
export function anchorAt(index: number, { columns, rows }: GridSize): Anchor {
  let rest = index;
  for (const [level, grid] of GRIDS.entries()) {
    const sizes = SIZES[level] as readonly AnchorSize[];
    const step = GRIDS[0] / grid;
    const levelColumns = Math.ceil(columns / step);
    const count = levelColumns * Math.ceil(rows / step) * sizes.length;
    if (rest < count) {
      const cell = Math.floor(rest / sizes.length);
      return {
        centerX: ((cell % levelColumns) + 0.5) / grid,
        centerY: (Math.floor(cell / levelColumns) + 0.5) / grid,
        ...(sizes[rest % sizes.length] as AnchorSize),
      };
    }
    rest -= count;
  }
  throw new RangeError(`A grid of ${columns} × ${rows} cells has no anchor ${index}.`);
}

type AnchorSize = Pick<Anchor, 'width' | 'height'>;

function anchorSizes(level: number): AnchorSize[] {
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

/** Sizes of the anchors in each cell, grid by grid. */
const SIZES = GRIDS.map((_, level) => anchorSizes(level));
