import type { Region } from '../../clarifai-protocol.js';
import type { Box } from '../../faces/model.js';

/** The box of a region; undefined if it has none, because an annotation may refer to a region by id only. */
export function boxOf(region: Region): Box | undefined {
  const box = region.getRegionInfo()?.getBoundingBox();
  if (box === undefined) return undefined;
  const edges = { left: box.getLeftCol(), top: box.getTopRow(), right: box.getRightCol(), bottom: box.getBottomRow() };
  if (edges.right <= edges.left || edges.bottom <= edges.top) return undefined;
  return { left: clamp(edges.left), top: clamp(edges.top), right: clamp(edges.right), bottom: clamp(edges.bottom) };
}

/** Limits a fraction to 0–1. Edges are 32-bit floats on the wire, so rounding can move them outside the picture. */
export function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
