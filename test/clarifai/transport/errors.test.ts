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
    const sentence = describeFailure(failed(kind));
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/\d|PostInputs|Internal|spire|gRPC/);
  });

  it('has a different sentence for each kind', () => {
    expect(new Set(KINDS.map((kind) => describeFailure(failed(kind)))).size).toBe(KINDS.length);
  });

  it('prefers advice to the general sentence', () => {
    expect(describeFailure(failed('auth').withAdvice('Set CLARIFAI_PAT.'))).toBe('Set CLARIFAI_PAT.');
  });

  it('shows UserFacingErrors as they are, and no details of others', () => {
    expect(describeFailure(new UserFacingError('Choose a face first.'))).toBe('Choose a face first.');
    expect(describeFailure(new TypeError('x is not a function'))).not.toContain('function');
    expect(describeFailure(undefined)).toMatch(/\.$/);
  });
});

it('has description, details and ids in the message for the log', () => {
  expect(failed('unavailable').message).toBe('PostInputs: Internal: spire (unavailable, code 98004, request r-1)');
});

it('keeps the failure when advice is added', () => {
  const original = failed('auth');
  const explained = original.withAdvice('Set CLARIFAI_PAT.');
  expect(explained).toMatchObject({ kind: 'auth', code: 98004, requestId: 'r-1', cause: original });
});
