import { describe, expect, it } from 'vitest';
import { ClarifaiError, type ClarifaiErrorKind, describeFailure } from '../../../src/clarifai/transport/errors.js';
import { UserFacingError } from '../../../src/errors.js';

const KINDS: readonly ClarifaiErrorKind[] = [
  'auth',
  'throttled',
  'quota',
  'not_found',
  'duplicate',
  'rejected',
  'unreadable',
  'unavailable',
  'timeout',
  'cold',
  'cancelled',
  'unknown',
];

const failed = (kind: ClarifaiErrorKind) =>
  new ClarifaiError({
    kind,
    rpc: 'PostInputs',
    code: 98004,
    description: 'Internal',
    details: 'spire',
    requestId: 'r-1',
  });

describe('what a person reads', () => {
  it.each(KINDS)('%s is a sentence without codes or names of calls', (kind) => {
    const said = describeFailure(failed(kind));
    expect(said).toMatch(/^[A-Z].*\.$/);
    expect(said).not.toMatch(/\d|PostInputs|Internal|spire|gRPC/);
  });

  it('no two kinds are told the same', () => {
    expect(new Set(KINDS.map((kind) => describeFailure(failed(kind)))).size).toBe(KINDS.length);
  });

  it('advice goes before the general sentence', () => {
    expect(describeFailure(failed('auth').withAdvice('Set CLARIFAI_PAT.'))).toBe('Set CLARIFAI_PAT.');
  });

  it('a mistake of their own is told as it is, anything else without its insides', () => {
    expect(describeFailure(new UserFacingError('Choose a face first.'))).toBe('Choose a face first.');
    expect(describeFailure(new TypeError('x is not a function'))).not.toContain('function');
    expect(describeFailure(undefined)).toMatch(/\.$/);
  });
});

it('what the log reads has everything Clarifai said', () => {
  expect(failed('unavailable').message).toBe('PostInputs: Internal: spire (unavailable, code 98004, request r-1)');
});

it('advice keeps the failure it explains', () => {
  const original = failed('auth');
  const explained = original.withAdvice('Set CLARIFAI_PAT.');
  expect(explained).toMatchObject({ kind: 'auth', code: 98004, requestId: 'r-1', cause: original });
});
