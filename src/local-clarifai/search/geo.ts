import type { Geo, GeoPoint } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../../clarifai-protocol.js';
import { ApiError } from '../status.js';

/** Mean radius of the earth (IUGG). */
const EARTH_RADIUS_KM = 6371.0088;
const KM_PER_MILE = 1.609344;
const DEGREES_PER_RADIAN = 180 / Math.PI;

/**
 * Whether a place matches a filter: within a distance of a point, or in a box given by two opposite corners.
 * @param place latitude and longitude in degrees; undefined if the picture has none.
 * @throws ApiError if the filter has neither, or an unknown unit.
 */
export function isWithin(wanted: Geo, place: GeoPoint | undefined): boolean {
  const point = wanted.getGeoPoint();
  const limit = wanted.getGeoLimit();
  const corners = wanted.getGeoBoxList().map((corner) => corner.getGeoPoint());
  const [a, b] = corners;
  if (corners.length === 2 && a !== undefined && b !== undefined) return place !== undefined && isInBox(place, a, b);
  if (point === undefined || limit === undefined || corners.length > 0) {
    throw new ApiError(
      StatusCode.SEARCH_INVALID_REQUEST,
      'A search by place needs geo_point and geo_limit, or a geo_box of two corners.',
    );
  }
  return place !== undefined && distanceKm(point, place) <= toKm(limit.getType(), limit.getValue());
}

function isInBox(place: GeoPoint, a: GeoPoint, b: GeoPoint): boolean {
  const isBetween = (value: number, one: number, other: number) =>
    Math.min(one, other) <= value && value <= Math.max(one, other);
  return (
    isBetween(place.getLatitude(), a.getLatitude(), b.getLatitude()) &&
    isBetween(place.getLongitude(), a.getLongitude(), b.getLongitude())
  );
}

/** Great-circle distance in kilometres (haversine formula). */
function distanceKm(a: GeoPoint, b: GeoPoint): number {
  const toRadians = (degrees: number) => degrees / DEGREES_PER_RADIAN;
  const latitude = toRadians(b.getLatitude() - a.getLatitude());
  const longitude = toRadians(b.getLongitude() - a.getLongitude());
  const chord =
    Math.sin(latitude / 2) ** 2 +
    Math.cos(toRadians(a.getLatitude())) * Math.cos(toRadians(b.getLatitude())) * Math.sin(longitude / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Converts a distance from one of Clarifai's units (docs: search by geo location). */
function toKm(unit: string, value: number): number {
  switch (unit) {
    case 'withinKilometers':
      return value;
    case 'withinMiles':
      return value * KM_PER_MILE;
    case 'withinRadians':
      return value * EARTH_RADIUS_KM;
    case 'withinDegrees':
      return (value / DEGREES_PER_RADIAN) * EARTH_RADIUS_KM;
    default:
      throw new ApiError(
        StatusCode.SEARCH_INVALID_REQUEST,
        'The type of geo_limit must be withinKilometers, withinMiles, withinRadians or withinDegrees.',
      );
  }
}
