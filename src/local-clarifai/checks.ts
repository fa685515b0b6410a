import type { Concept, Data, Geo, Region } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { ApiError, type Code } from './status.js';

/** Checks of what clients send. Each throws an ApiError that says what is wrong. */

/** Box edges are sent as 32-bit floats, so 1 can arrive slightly larger. */
const BOX_TOLERANCE = 1e-4;

/**
 * Checks how many items a request has.
 * @param what the items, for the message of the error.
 * @param code status code of the error.
 */
export function checkCount(
  items: readonly unknown[],
  max: number,
  what: string,
  code: Code = StatusCode.CONN_INVALID_REQUEST,
): void {
  if (items.length > 0 && items.length <= max) return;
  throw new ApiError(code, `A request needs 1–${max} ${what}.`);
}

/**
 * The item of a request that allows only one.
 * @param what the item, for the message of the error.
 * @param code status code of the error.
 */
export function onlyItem<T>([first, ...more]: readonly T[], what: string, code: Code): T {
  if (first !== undefined && more.length === 0) return first;
  throw new ApiError(code, `A request needs exactly one ${what}.`);
}

/**
 * Checks that the values of concepts are from 0 to 1.
 * @param code status code of the error.
 */
export function checkConcepts(concepts: readonly Concept[], code: Code): void {
  for (const concept of concepts) {
    const value = concept.getValue();
    if (value >= 0 && value <= 1) continue;
    throw new ApiError(code, `The value of concept “${nameOf(concept)}” is ${value}; it must be from 0 to 1.`);
  }
}

/**
 * Checks that a box isn't empty and lies inside the picture. Its edges are fractions 0–1 of the picture.
 * @param code status code of the error.
 */
export function checkBox(region: Region, code: Code): void {
  const box = region.getRegionInfo()?.getBoundingBox();
  if (box === undefined) return;
  const edges = [box.getTopRow(), box.getLeftCol(), box.getBottomRow(), box.getRightCol()];
  const isInside = edges.every((edge) => edge >= -BOX_TOLERANCE && edge <= 1 + BOX_TOLERANCE);
  if (isInside && box.getTopRow() < box.getBottomRow() && box.getLeftCol() < box.getRightCol()) return;
  throw new ApiError(
    code,
    'A bounding box needs 0 ≤ top_row < bottom_row ≤ 1 and 0 ≤ left_col < right_col ≤ 1; ' +
      `this one has ${edges.map((edge) => Number(edge.toFixed(4))).join(', ')} (top, left, bottom, right).`,
  );
}

/** Checks the latitude and longitude of a place, in degrees. */
export function checkGeo(geo: Geo | undefined): void {
  const point = geo?.getGeoPoint();
  if (point === undefined) return;
  if (Math.abs(point.getLatitude()) <= 90 && Math.abs(point.getLongitude()) <= 180) return;
  throw new ApiError(
    StatusCode.INPUT_INVALID_ARGUMENT,
    'A place needs a latitude from -90 to 90 and a longitude from -180 to 180.',
  );
}

/** Refuses video, text and audio. Data without any content passes. */
export function checkIsPicture(data: Data | undefined): void {
  if (data === undefined || data.hasImage() || !(data.hasVideo() || data.hasText() || data.hasAudio())) return;
  throw new ApiError(StatusCode.INPUT_UNSUPPORTED_FORMAT, 'Only pictures are supported here: data.image is missing.');
}

function nameOf(concept: Concept): string {
  return concept.getId() || concept.getName();
}
