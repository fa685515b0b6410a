import { describe, expect, it } from 'vitest';
import type { ClarifaiErrorKind } from '../../../src/clarifai/transport/errors.js';
import { kindOfGrpcCode, kindOfStatus } from '../../../src/clarifai/transport/status-table.js';

/** Written out by hand from Clarifai's status_code.proto and error handling in its own clients, not from the table under test. */
const STATUSES: Readonly<Record<Exclude<ClarifaiErrorKind, 'unknown' | 'cancelled'>, readonly number[]>> = {
  auth: [11001, 11002, 11007, 11008, 11009, 11104, 11200, 21201, 22103, 24156, 30103, 50001],
  throttled: [11005],
  quota: [11000, 11003, 11004, 11006, 69000, 69001],
  not_found: [11101, 21200, 22102, 30102],
  duplicate: [22100, 30100, 40010],
  rejected: [
    11100, 11102, 11103, 21106, 21110, 21111, 21202, 21203, 22002, 22104, 22105, 22107, 22999, 24152, 24155, 24158,
    30104, 39999, 40001, 40003, 40017, 40033,
  ],
  unreadable: [30002, 30101, 30105, 30106, 30300],
  unavailable: [
    10020, 10030, 21313, 22108, 30004, 39996, 39997, 40011, 40012, 40013, 40014, 40015, 40016, 40020, 40021, 40030,
    40031, 40034, 40035, 40037, 41000, 41002, 41003, 43001, 90500, 98004, 98009, 98012, 98019, 99001, 99002, 99009,
  ],
  timeout: [40032],
  cold: [21350, 21351, 21352, 21353, 21354, 21355],
};

describe('a Clarifai status', () => {
  const rows = Object.entries(STATUSES).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const));
  it.each(rows)('%i is %s', (code, kind) => {
    expect(kindOfStatus(code)).toBe(kind);
  });

  it.each([0, 1, 10010, 12345, 21100, 99999])('%i is unknown', (code) => {
    expect(kindOfStatus(code)).toBe('unknown');
  });

  it.each([
    [40003, 'concept with duplicate id', 'duplicate'],
    [30104, 'Input id already exists', 'duplicate'],
    [21202, 'Model with that id already exists', 'duplicate'],
    [40003, 'invalid name', 'rejected'],
    [98004, 'duplicate key in a database of ours', 'unavailable'],
  ])('%i with “%s” is %s', (code, text, kind) => {
    expect(kindOfStatus(code, text)).toBe(kind);
  });
});

describe('a gRPC code', () => {
  it.each([
    [1, 'unavailable'],
    [2, 'unavailable'],
    [3, 'rejected'],
    [4, 'timeout'],
    [5, 'not_found'],
    [6, 'duplicate'],
    [7, 'auth'],
    [8, 'unavailable'],
    [9, 'rejected'],
    [10, 'unavailable'],
    [11, 'rejected'],
    [12, 'rejected'],
    [13, 'unavailable'],
    [14, 'unavailable'],
    [15, 'unknown'],
    [16, 'auth'],
  ])('%i is %s', (code, kind) => {
    expect(kindOfGrpcCode(code)).toBe(kind);
  });

  it('8 for a message that is too large will never pass', () => {
    expect(kindOfGrpcCode(8, 'Received message larger than max (5242880 vs. 4194304)')).toBe('rejected');
  });
});
