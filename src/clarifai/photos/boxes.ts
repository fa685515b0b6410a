import type { Box } from '../../faces/model.js';
import type { Region } from '../transport/protocol.js';

/** The box of a region; undefined when it has none (a tag may name a region by its id alone). */
export function boxOf(region: Region): Box | undefined {
  const box = region.getRegionInfo()?.getBoundingBox();
  if (box === undefined) return undefined;
  const edges = { left: box.getLeftCol(), top: box.getTopRow(), right: box.getRightCol(), bottom: box.getBottomRow() };
  if (edges.right <= edges.left || edges.bottom <= edges.top) return undefined;
  return { left: clamp(edges.left), top: clamp(edges.top), right: clamp(edges.right), bottom: clamp(edges.bottom) };
}

/** How much two boxes agree: their intersection over their union, 0–1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

/** Edges of boxes travel as 32-bit floats, which can end up a hair outside of the picture. */
export function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

function area(box: Box): number {
  return (box.right - box.left) * (box.bottom - box.top);
}
