import type { Region } from '../../clarifai-protocol.js';
import type { Box } from '../../faces/model.js';

/** The box of a region; undefined when it has none (a tag may name a region by its id alone). */
export function boxOf(region: Region): Box | undefined {
  const box = region.getRegionInfo()?.getBoundingBox();
  if (box === undefined) return undefined;
  const edges = { left: box.getLeftCol(), top: box.getTopRow(), right: box.getRightCol(), bottom: box.getBottomRow() };
  if (edges.right <= edges.left || edges.bottom <= edges.top) return undefined;
  return { left: clamp(edges.left), top: clamp(edges.top), right: clamp(edges.right), bottom: clamp(edges.bottom) };
}

/** Edges of boxes travel as 32-bit floats, which can end up a hair outside of the picture. */
export function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
